"""How far a case has come, step by step, in every mode of handling."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from proposals.models import Assignment
from proposals.rules import DEPUTY_HEAD
from proposals.states import AssignmentState, CaseState, OpinionState

if TYPE_CHECKING:
    from proposals.views.standing import Standing

# Where a case ends that is not filed.
NEVER_FILED = (CaseState.NOT_FILED, CaseState.CONVERTED)
# The states of a letter in the order in which it walks through the house.
LETTER = (
    "drafting", "co_signing", "office_review", "deputy_approval", "head_approval", "signed", "numbered", "printed", "dispatched",
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """One step of the progress bar: done, now or still to come."""

    name: str
    note: str | date | None = None
    done: bool = False
    now: bool = False


@dataclass(frozen=True)
class Letters:
    """How far the letters of a case are: `reached` holds for each that is owed the place of its state in `LETTER`, -1 before it is begun.

    Joint leads owe one together; one that has the text of another letter stands where that one stands. `round` is 2 where a department
    answers again.
    """

    reached: tuple[int, ...]
    round: int = 1

    def past(self, state: str) -> int:
        """How many have gone on from this state."""
        return sum(place > LETTER.index(state) for place in self.reached)


def letters(answering: Iterable[Assignment]) -> Letters:
    """Over the tasks that answer, with `replies__follows` prefetched."""
    owed: dict[object, int] = {}
    rounds = [1]
    for task in answering:
        newest: Any = max(task.replies.all(), key=lambda reply: reply.round, default=None)
        place = -1
        if newest:
            rounds.append(newest.round)
            place = LETTER.index(newest.state)
            if newest.follows_id and newest.state == LETTER[0]:
                place = min(LETTER.index(newest.follows.state), LETTER.index("head_approval"))
        key = "joint" if task.mode == Assignment.Mode.JOINT_LEAD else task.pk
        owed[key] = max(owed.get(key, -1), place)
    return Letters(tuple(owed.values()), max(rounds))


def stages(
    standing: "Standing",
    *,
    contacts: int | None,
    ratings: int = 0,
    to_rate: bool = False,
    sent: Letters | None = None,
    answered_on: date | None = None,
) -> list[Stage]:
    """The way of the case from registration to its close.

    `contacts` is None for one who does not see them; `sent` are the letters, None for one who sees of them only that they come, and
    `answered_on` when; `to_rate` that the reader is asked to rate.
    """
    case, state = standing.case, standing.case.state
    signed = [task.accepted_at for task in standing.answering if task.accepted_at]
    answered = bool(standing.answering) and all(task.state == AssignmentState.DONE for task in standing.answering)
    past = state in (CaseState.ANSWERED, CaseState.CLOSED) or (state == CaseState.ARCHIVED and answered)
    heard = _("Proposer heard")
    found: list[tuple[str, str | date | None, bool]] = [
        (_("Registered"), case.registered_at, True),
        *([(_("Filed"), None, state not in (CaseState.REGISTERED, *NEVER_FILED))] if standing.needs_filing else []),
        (pgettext("step", "Assigned"), next((task.assigned_on for task in standing.assignments), None), bool(standing.assignments)),
        (_("Signed for"), _signed_for(signed, standing), bool(standing.answering) and len(signed) == len(standing.answering)),
    ]
    if contacts is not None:
        found.append((heard, _("%d times") % contacts if contacts else "", contacts > 0))
        found += _opinions(standing)
    if sent is None or not sent.reached:
        found.append((_("Reply"), answered_on or "", past))
    else:
        found += _letters(sent, DEPUTY_HEAD in case.rule_set.chain, past=past)
    found.append((_("Rated"), _("%d times") % ratings if ratings else "", ratings > 0))
    found.append((pgettext("step", "Closed"), "", past and state != CaseState.ANSWERED))
    if state in (CaseState.WITHDRAWN, *NEVER_FILED, CaseState.ARCHIVED):
        gone = [Stage(name, note, True) for name, note, done in found if done]
        return [*gone, Stage(str(CaseState(state).label), None, True, True)]
    # A contact or a rating may come at any time and holds nothing up; but the one who is to rate has that before him or her.
    free = (heard,) if to_rate else (heard, _("Rated"))
    first = next((n for n, (name, _note, done) in enumerate(found) if not done and name not in free), None)
    return [Stage(name, note, done, n == first) for n, (name, note, done) in enumerate(found)]


def _signed_for(signed: Sequence[Any], standing: "Standing") -> str | date | None:
    """The day of the first, or how many of several have."""
    if len(standing.answering) > 1 and len(signed) < len(standing.answering):
        return f"{len(signed)} / {len(standing.answering)}"
    return min(signed, default=None)


def _opinions(standing: "Standing") -> list[tuple[str, str | date | None, bool]]:
    given = [opinion for task in standing.current if (opinion := getattr(task, "opinion", None))]
    adopted = sum(opinion.state == OpinionState.ADOPTED for opinion in given)
    return [(_("Opinions"), f"{adopted} / {len(given)}", adopted == len(given))] if given else []


def _letters(sent: Letters, deputy: bool, *, past: bool) -> list[tuple[str, str | date | None, bool]]:
    """What each letter goes through; where several are owed, how many have."""
    steps = [(_("Drafted"), "drafting"), (_("Checked"), "office_review")]
    steps += [(_("Approved"), "deputy_approval")] if deputy else []
    steps += [(_("Signed"), "head_approval"), (_("Numbered and sealed"), "numbered"), (_("Delivered"), "printed")]
    again = _("answer %d") % sent.round if sent.round > 1 else ""
    made: list[tuple[str, str | date | None, bool]] = []
    for name, state in steps:
        through, owed = sent.past(state), len(sent.reached)
        share = f"{through} / {owed}" if owed > 1 and 0 < through < owed else ""
        made.append((name, " ".join(part for part in (again if state == "drafting" else "", share) if part), past or through == owed))
    return made
