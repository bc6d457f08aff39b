"""立案, 不予立案, 转社情民意: decides on the filing of one case or of many."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from proposals import permissions, transitions, workflow
from proposals.actions.merging import lock_together, release
from proposals.errors import CaseError, InvalidInput, ReasonMissing
from proposals.models import FilingDecision, Proposal, User

Decision = FilingDecision.Decision
STEPS = {Decision.FILED: "file", Decision.NOT_FILED: "refuse", Decision.CONVERTED: "convert"}


@dataclass(frozen=True)
class Filing:
    """What is decided. A refusal names its ground; a case that is passed on needs the explanation that its proposers read."""

    decision: str
    ground: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        return str(Decision(self.decision).label)

    @property
    def words(self) -> str:
        """The ground and the explanation, as the proposers will read them."""
        return FilingDecision(decision=self.decision, ground=self.ground, note=self.note.strip()).words


@dataclass(frozen=True)
class Result:
    """What became of one case, or would: `refusal` is empty where nothing stands against it."""

    case: Proposal
    refusal: str = ""


def check_filing(case: Proposal, filing: Filing, *, by: User) -> None:
    """Raises the very error that `decide_filing` would raise."""
    if filing.decision not in STEPS:
        raise InvalidInput(_("Choose whether the case is filed."))
    workflow.check_move(case, STEPS[Decision(filing.decision)], by=by)
    if filing.decision == Decision.NOT_FILED and filing.ground not in FilingDecision.Ground.values:
        raise ReasonMissing(_("Choose the ground on which the case is not filed; its proposers will read it."))
    if filing.decision != Decision.NOT_FILED and filing.ground:
        raise InvalidInput(_("A ground belongs to a case that is not filed."))
    if filing.decision == Decision.CONVERTED and not filing.note.strip():
        raise ReasonMissing(_("Please write a reason; the person concerned will read it."))


@transaction.atomic
def decide_filing(case: Proposal, filing: Filing, *, by: User) -> FilingDecision:
    """Files a case, refuses that or passes it on; a case that is not filed leaves the cases it was to be handled together with."""
    lock_together(case)
    check_filing(case, filing, by=by)
    made = FilingDecision.objects.create(
        proposal=case, decision=filing.decision, ground=filing.ground, note=filing.note.strip(), decided_by=by
    )
    if filing.decision == Decision.FILED:
        transitions.file_case(case, by=by, note=made.words)
    elif filing.decision == Decision.NOT_FILED:
        transitions.refuse_filing(case, by=by, reason=made.words, ground=filing.ground)
    else:
        transitions.convert(case, by=by, reason=made.words)
    if filing.decision != Decision.FILED:
        release(case, by=by, acting_as=permissions.check(by, "case.file", case))
    return made


def preview_filing(cases: Sequence[Proposal], filing: Filing, *, by: User) -> list[Result]:
    """What stands against the decision in each case; nothing is written."""
    return [Result(case, _refusal(case, filing, by)) for case in cases]


def _refusal(case: Proposal, filing: Filing, by: User) -> str:
    try:
        check_filing(case, filing, by=by)
    except CaseError as error:
        return str(error)
    return ""


def decide_many(cases: Sequence[Proposal], filing: Filing, *, by: User) -> list[Result]:
    """Decides on each case for itself; one that is refused holds none of the others up."""
    results = []
    for case in cases:
        try:
            decide_filing(case, filing, by=by)
        except CaseError as error:
            results.append(Result(case, str(error)))
        else:
            results.append(Result(case))
    return results
