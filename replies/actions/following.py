"""并案: the letters of the cases handled together. One is written and reviewed; the others follow it with the same text.

Each letter has a version of its own for every version of the leading one, with its own heading and the common text, so that what is read,
compared and signed is always the letter itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from proposals import workflow
from proposals.actions.merging import together_with
from proposals.errors import InvalidInput
from proposals.models import Assignment, MergeMember, Proposal, User
from replies import wording
from replies.models import Reply, ReplyVersion
from replies.states import FROZEN
from replies.structure import PARAGRAPH, Block, parse_body

# What each letter has of its own: columns of its versions, and the first paragraph of the body.
OPENING = "opening"
OWN = ("title", "addressee", OPENING, "copies")
# Decided once for all of them.
DECIDED = ("outcome", "publication", "publication_reason", "contact_exception")
Heading = Mapping[str, str]


def split_body(body: str) -> tuple[str, str]:
    """(the first paragraph, which is each letter's own; the rest, which is common)."""
    opening, _end, rest = body.partition("\n")
    return opening, rest


def heading_of(text: Mapping[str, Any]) -> dict[str, str]:
    """What a letter with this text (as `ReplyVersion.text`) has of its own."""
    return {name: text[name] for name in OWN if name != OPENING} | {OPENING: split_body(text["body"])[0]}


def tasks_of_letters(assignment: Assignment) -> list[Assignment]:
    """The department's tasks for which one text is written, the leading case's first; only its own where the case stands alone.

    A case whose reply was begun, or whose task stands elsewhere, is not among the others.
    """
    together = together_with(assignment.proposal)
    tasks = Assignment.objects.filter(
        proposal__in=together, department=assignment.department_id, mode=assignment.mode, state=assignment.state, replies__isnull=True
    ).select_related("proposal__rule_set", "proposal__session", "department")
    found = {task.proposal_id: task for task in tasks} | {assignment.proposal_id: assignment}
    return [found[case.pk] for case in together if case.pk in found]


def open_letters(assignment: Assignment, *, by: User, role: str) -> Reply:
    """Begins the reply of a task, and with it those of the cases handled together, which follow the leading one; all are locked."""
    leading: Reply | None = None
    own: Reply | None = None
    for task in tasks_of_letters(assignment):
        workflow.lock(task)
        reply = Reply.objects.create(assignment=task, created_by=by, follows=leading)
        add_version(reply, wording.first_text(task), by=by, role=role)
        leading = leading or reply
        own = reply if task.pk == assignment.pk else own
    assert own is not None
    return own


def add_version(reply: Reply, fields: Mapping[str, Any], *, by: User, role: str) -> ReplyVersion:
    latest = reply.latest
    version = ReplyVersion.objects.create(reply=reply, number=latest.number + 1 if latest else 1, author=by, **fields)
    workflow.record(reply.case, reply, "save", by=by, acting_as=role, data={"version": version.number, "text_digest": version.digest})
    return version


def texts_of_letters(
    letters: Sequence[Reply], given: Mapping[int, Heading], fields: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[int, dict[str, Any]]:
    """Letter id → its text: the common one of `fields` under its own heading, which is the one `given` or else the one it has.

    Copies that were those of the leading letter (`before`) go on being those. Raises InvalidInput for what could not be printed.
    """
    if letters and not _begins_with_opening(fields["body"]):
        raise InvalidInput(
            _("The first paragraph is each letter's own opening sentence; begin with it, and not with a heading or a table.")
        )
    return {letter.pk: _text(letter, given.get(letter.pk, {}), fields, before) for letter in letters}


def _text(letter: Reply, given: Heading, fields: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    latest = letter.latest
    assert latest is not None  # it was opened with its first version
    own = heading_of(latest.text) | {name: given[name].strip() for name in OWN if name in given}
    if own["copies"] == before.get("copies"):
        own["copies"] = fields["copies"]
    opening = own.pop(OPENING)
    rest = split_body(fields["body"])[1]
    body = f"{opening}\n{rest}" if rest else opening
    if not opening or "\n" in opening or not _begins_with_opening(body):
        raise InvalidInput(_("%s: the opening is one sentence or several in one paragraph.") % letter.case.number_label)
    return {**fields, **own, "body": body}


def _begins_with_opening(body: str) -> bool:
    first = parse_body(body)[0]
    return isinstance(first, Block) and first.level == PARAGRAPH


def are_changed(letters: Iterable[Reply], texts: Mapping[int, Mapping[str, Any]]) -> bool:
    """Whether one of the letters has another text now."""
    return any(letter.latest is None or letter.latest.text != texts[letter.pk] for letter in letters)


def write_letters(letters: Iterable[Reply], texts: Mapping[int, Mapping[str, Any]], leading: Reply, *, by: User, role: str) -> None:
    """Writes the next version of each letter, and what is decided for all of them."""
    for letter in letters:
        for name in DECIDED:
            setattr(letter, name, getattr(leading, name))
        letter.save(update_fields=DECIDED)
        add_version(letter, texts[letter.pk], by=by, role=role)


def stand_alone(case: Proposal, by: User, acting_as: str) -> None:
    """A case has left those that it was handled together with: its letters follow no other, and where one led another takes its place.

    What is signed stays as it was signed. The caller holds the cases locked.
    """
    for reply in Reply.objects.filter(assignment__proposal=case).exclude(state__in=FROZEN).select_related("assignment__proposal"):
        letters = list(reply.letters_in_hand())
        reply.follows = None
        reply.save(update_fields=["follows"])
        leads = set(MergeMember.objects.filter(proposal__assignments__replies__in=letters, leads=True).values_list("proposal", flat=True))
        letters.sort(key=lambda letter: letter.case.pk not in leads)
        for letter in letters:
            letter.follows = None if letter is letters[0] else letters[0]
            letter.save(update_fields=["follows"])
        if letters:
            data = {"case": case.number_label, "cases": [letter.case.number_label for letter in letters[1:]]}
            workflow.record(workflow.lock(letters[0]), letters[0], "lead", by=by, acting_as=acting_as, data=data)
