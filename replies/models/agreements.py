"""Whose co-signature a draft needs: an agreement to an earlier version stands as long as nothing of that co-handler's was changed since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext

from proposals.models import Assignment, Disagreement
from proposals.states import AssignmentState, DisagreementState
from replies.descent import bare, follow, missing, paragraphs

if TYPE_CHECKING:
    from replies.models.drafts import Reply, ReviewStep
    from replies.models.provenance import TakenParagraph
    from replies.models.versions import ReplyVersion

# Disagreements that hold up a draft.
AT_ODDS = {"state": DisagreementState.RAISED, "about_text": True, "goes_on": False}


@dataclass(frozen=True)
class Agreement:
    """What a co-handler's agreement to the newest version rests on.

    `agreed` is the co-signature that it gave last, if any; `why` is empty where that one stands, else the ground on which it is asked
    again; `changed` are the paragraphs of its own that it agreed to and that are not in the text any more as they were.
    """

    co_signer: Assignment
    agreed: "ReviewStep | None"
    why: str = ""
    changed: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        return not self.why


@dataclass(frozen=True)
class Origin:
    """That a paragraph of a version was taken from an opinion. `number` is that of the text that was submitted."""

    taken: "TakenParagraph"
    same: bool

    @property
    def department(self) -> str:
        return str(self.taken.submission.opinion.assignment.department.short_name)

    @property
    def number(self) -> int:
        return self.taken.submission.number


class CoSigned(models.Model):
    """What `Reply`, the only model that has it, knows of its co-handlers' agreement."""

    class Meta:
        abstract = True

    def agreements(self) -> list[Agreement]:
        """One for each co-handler, over the newest version. At most five queries."""
        reply = cast("Reply", self)
        co_signers = reply.co_signers()
        last = {step.co_signer_id: step for step in reply.co_signatures()} if co_signers else {}
        if not any(step.decision == "agreed" for step in last.values()):
            return [Agreement(one, None, "sent_back" if one.pk in last else "never") for one in co_signers]
        versions = {version.pk: version for version in sorted(reply.versions.all(), key=lambda version: version.number)}
        newest = max(versions.values(), key=lambda version: version.number)
        taken = reply.taken.all() if reply.has_loaded("taken") else reply.taken.select_related("submission__opinion").order_by("pk")
        bodies = {pk: paragraphs(version.body) for pk, version in versions.items()}
        opinions = [task.opinion for task in co_signers if hasattr(task, "opinion")]
        prefetch_related_objects(opinions, "submissions")
        given = [(opinion.assignment_id, one.text) for opinion in opinions for one in opinion.submissions.all()]
        always = reply.case.rule_set.policy("co_sign_again").value == "all"
        found = []
        for one in co_signers:
            rows = [(bare(row.text), row.version_id) for row in taken if row.submission.opinion.assignment_id == one.pk]
            copied = _copied([text for assignment, text in given if assignment == one.pk], bodies)
            found.append(_agreement(one, last.get(one.pk), newest, versions, bodies, rows, copied, always=always))
        return found

    def co_signatures(self) -> "list[ReviewStep]":
        """What the co-handlers decided, the last one last; no query where a page has prefetched the steps."""
        steps = cast("Reply", self).review_steps
        found = steps.all() if cast("Reply", self).has_loaded("review_steps") else steps.select_related("version", "decided_by")
        given = (step for step in found if step.step == "co_sign" and step.decision in ("agreed", "sent_back"))
        return sorted(given, key=lambda step: step.pk)

    def to_co_sign(self) -> list[Assignment]:
        """The departments whose co-signature the newest version needs."""
        return [one.co_signer for one in self.agreements() if not one.stands]

    def origins(self, version: "ReplyVersion", taken: "Iterable[TakenParagraph]") -> dict[str, list[Origin]]:
        """Paragraph of the version, without its number → where it was taken from. One query where anything was taken, else none."""
        reply = cast("Reply", self)
        rows = [row for row in taken if row.version.number <= version.number]
        if not rows:
            return {}
        first = min(row.version.number for row in rows)
        loaded = reply.has_loaded("versions")
        versions = reply.versions.all() if loaded else reply.versions.filter(number__range=(first, version.number))
        between = sorted((one for one in versions if first <= one.number <= version.number), key=lambda one: one.number)
        texts = {one.number: paragraphs(one.body) for one in between}
        found: dict[str, list[Origin]] = {}
        for row in rows:
            came_in = bare(row.text)
            for text in follow(came_in, [texts[number] for number in texts if number >= row.version.number]):
                found.setdefault(text, []).append(Origin(row, text == came_in))
        return found

    # What the table requires.

    def open_disagreements(self, by: object) -> str:
        """Those about the text of this reply: between its department and another, or between two that do not answer."""
        reply = cast("Reply", self)
        names = []
        for sides in self._at_odds():
            gone = any(side.state == AssignmentState.RETURNED for side in sides)
            if not gone and (reply.assignment in sides or not any(side.answers for side in sides)):
                names.append("—".join(side.department.short_name for side in sides))
        told = gettext("A disagreement about the text is with the coordinator: %s. It waits for the decision.")
        return told % "、".join(names) if names else ""

    def _at_odds(self) -> list[tuple[Assignment, Assignment]]:
        """The two sides of each disagreement about the text that is open; no query where a page has prefetched them with the tasks."""
        case = cast("Reply", self).case
        tasks = {task.pk: task for task in case.assignments.all()} if case.has_loaded("assignments") else {}
        if tasks and all(task.has_loaded("disagreements") for task in tasks.values()):
            found = [(task, one) for task in tasks.values() for one in task.disagreements.all()]
            return [(task, tasks[one.against_id]) for task, one in found if all(getattr(one, name) == is_ for name, is_ in AT_ODDS.items())]
        rows = Disagreement.objects.filter(raised_for__proposal=case, **AT_ODDS)
        return [(one.raised_for, one.against) for one in rows.select_related("raised_for__department", "against__department")]


# A paragraph of an opinion as it came into the draft, and the version that it came in with.
Came = tuple[str, int]


def _copied(opinions: Iterable[str], bodies: Mapping[int, Sequence[str]]) -> list[Came]:
    """The paragraphs of the opinions that stand in the draft, whoever put them there: copied by hand they are the co-handler's, too."""
    own = {paragraph for text in opinions for paragraph in paragraphs(text)}
    first: dict[str, int] = {}
    for pk, body in bodies.items():
        for paragraph in own.intersection(body):
            first.setdefault(paragraph, pk)
    return list(first.items())


def _agreement(
    co_signer: Assignment,
    last: "ReviewStep | None",
    newest: "ReplyVersion",
    versions: "Mapping[int, ReplyVersion]",
    bodies: Mapping[int, Sequence[str]],
    taken: Sequence[Came],
    copied: Sequence[Came],
    *,
    always: bool,
) -> Agreement:
    """`versions` and `bodies` (their paragraphs) are in the order of the numbers."""
    if last is None or last.decision != "agreed":
        return Agreement(co_signer, None, "sent_back" if last else "never")
    agreed = versions[last.version_id]
    if always:
        return Agreement(co_signer, last, "rule")
    if agreed.pk == newest.pk:
        return Agreement(co_signer, last)
    name = co_signer.department.full_name
    if co_signer.answers or any(name in version.issuers.splitlines() for version in (agreed, newest)):
        return Agreement(co_signer, last, "joint")

    def became(came: Iterable[Came], until: "ReplyVersion") -> set[str]:
        found: set[str] = set()
        for text, first in came:
            between = [bodies[pk] for pk, version in versions.items() if versions[first].number <= version.number <= until.number]
            found |= follow(text, between)
        return found

    theirs = became(taken, agreed)
    if not theirs:
        # Which part is theirs is not known: whatever was changed may be.
        return Agreement(co_signer, last, "whole")
    theirs |= became(copied, agreed)
    changed = missing((text for text in bodies[agreed.pk] if text in theirs), bodies[newest.pk])
    if changed:
        return Agreement(co_signer, last, "changed", tuple(changed))
    fresh = became((came for came in (*taken, *copied) if versions[came[1]].number > agreed.number), newest)
    added = tuple(dict.fromkeys(text for text in bodies[newest.pk] if text in fresh and text not in theirs))
    return Agreement(co_signer, last, "added" if added else "", added)
