"""What hinders the print of a reply, and what should be known before: asked of many replies at once. A read; it takes no number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.errors import NotAllowed
from proposals.models import Assignment, User
from proposals.states import CaseState, OpinionState
from replies.models import RenderJob, Reply, ReplyVersion, ReviewStep
from replies.states import OPEN_JOBS, ReplyState

PRINTABLE = (ReplyState.NUMBERED, ReplyState.PRINTED, ReplyState.DISPATCHED)
TO_NUMBER = (ReplyState.SIGNED, *PRINTABLE)
ISSUED = (ReplyState.PRINTED, ReplyState.DISPATCHED)


@dataclass(frozen=True)
class Finding:
    """One thing about a reply, in words. `blocks`: it is not printed until that is mended."""

    code: str
    text: str
    blocks: bool = True


@dataclass(frozen=True)
class Checked:
    reply: Reply
    findings: tuple[Finding, ...]
    at_press: int | None = None  # the batch in which it is being printed now

    @property
    def faults(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]

    @property
    def worries(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.blocks]

    @property
    def ready(self) -> bool:
        return not self.faults

    @property
    def reason(self) -> str:
        return " ".join(finding.text for finding in self.faults)


def examine(ids: Sequence[int], *, by: User | None) -> list[Checked]:
    """The replies in the order of `ids`, each with what is found; a fixed number of queries however many there are.

    Without a person nobody's permission is asked, as for a page that only tells.
    """
    rows = _with_all_that_is_asked(Reply._base_manager.filter(pk__in=ids))
    found = {reply.pk: _checked(reply, by) for reply in rows}
    return [found[pk] for pk in ids if pk in found]


# Below a reply is one with what `_with_all_that_is_asked` has fetched, which no class declares.


def _checked(reply: Any, by: User | None) -> Checked:
    return Checked(reply, tuple(_findings(reply, by)), next((job.batch_id for job in reply.open_jobs), None))


def _with_all_that_is_asked(rows: "QuerySet[Reply]") -> "QuerySet[Reply]":
    newest = ReplyVersion._base_manager.filter(reply=OuterRef("reply")).order_by("-number").values("number")[:1]
    co_signatures = ReviewStep._base_manager.filter(step=ReviewStep.Step.CO_SIGN, decision=ReviewStep.Decision.PENDING)
    opinions = Assignment.objects.current().filter(mode=Assignment.Mode.CO).exclude(opinion__state=OpinionState.ADOPTED)
    return rows.select_related(
        "assignment__proposal__session", "assignment__proposal__rule_set", "assignment__department", "number", "signed_version"
    ).prefetch_related(
        Prefetch("jobs", RenderJob._base_manager.filter(state__in=OPEN_JOBS), to_attr="open_jobs"),
        Prefetch("versions", ReplyVersion._base_manager.filter(number=Subquery(newest)), to_attr="newest_versions"),
        Prefetch("review_steps", co_signatures.select_related("co_signer__department"), to_attr="due_co_signatures"),
        Prefetch("assignment__proposal__assignments", opinions.select_related("department"), to_attr="open_opinions"),
    )


def _findings(reply: Any, by: User | None) -> Iterator[Finding]:
    try:
        for permission in ("reply.print", "reply.number")[: 1 if reply.state in PRINTABLE else 2]:
            if by:
                permissions.check(by, permission, reply)
    except NotAllowed as refusal:
        yield Finding("not_allowed", str(refusal))
        return
    ended = reply.case_ended(by)
    if ended and (reply.state not in ISSUED or reply.case.state in (CaseState.WITHDRAWN, CaseState.ARCHIVED)):
        yield Finding("ended", ended)
        return
    if reply.open_jobs:
        yield Finding("at_press", _("It is already being printed."))
    if reply.state not in TO_NUMBER:
        yield from _unsigned(reply)
    if reply.state not in PRINTABLE and (missing := reply.missing_word(by)):
        yield Finding("word", missing)
    yield from _text(reply)
    if reply.state in ISSUED:
        yield Finding("reprint", _("It was printed before: this prints it once more, under the same number."), blocks=False)


def _unsigned(reply: Any) -> Iterator[Finding]:
    yield Finding("unsigned", _("It is not signed yet: it stands at “%s”.") % reply.get_state_display())
    if names := "、".join(step.co_signer.department.short_name for step in reply.due_co_signatures if step.co_signer):
        yield Finding("co_signature", _("Not co-signed yet: %s.") % names)
    if names := _open_opinions(reply):
        yield Finding("opinion", _("Opinions not yet adopted: %s.") % names)


def _text(reply: Any) -> Iterator[Finding]:
    text = reply.signed_version or next(iter(reply.newest_versions), None)
    # What was published without an addressee or a date is printed as it was published.
    ours = not reply.is_imported
    yield from text_findings(text, ours=ours)
    if reply.state in TO_NUMBER and reply.issued_on is None:
        yield Finding("date", _("The letter has no date."), blocks=ours)
    if ours and reply.state in TO_NUMBER and (names := _open_opinions(reply)):
        yield Finding("opinion", _("Opinions not yet adopted: %s.") % names, blocks=False)


def text_findings(text: ReplyVersion | None, *, ours: bool = True) -> Iterator[Finding]:
    """What a text lacks, whether it is about to be printed or still being written."""
    if text is None or not text.body.strip():
        yield Finding("body", _("The letter has no text."))
    if text and not text.addressee.strip(" ：:\n"):
        yield Finding("addressee", _("The letter names no addressee."), blocks=ours)
    if text and not text.contact.strip():
        yield Finding("contact", _("The letter names nobody to call: the contact and the telephone number are missing."), blocks=False)


def _open_opinions(reply: Any) -> str:
    return "、".join(assignment.department.short_name for assignment in reply.case.open_opinions)
