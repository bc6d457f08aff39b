"""The first set-up of a bureau, step by step. What a step enters goes through the actions that its own page calls."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from proposals import permissions
from proposals.actions.departments import save_department
from proposals.actions.masters import save_session
from proposals.models import Department, FirstSetUp, ProposalKind, RuleSet, Session, User

NATIONAL = "national"
# Cities whose names do not say in which of the places with rules of their own they lie.
WITHIN = {"浙江": ("杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "衢州", "舟山", "台州", "丽水")}


@dataclass(frozen=True)
class Meeting:
    """A session to be entered: term, meeting, and the day on which it was opened."""

    organ: str
    term: int
    meeting: int | None
    opened_on: date | None


def places() -> dict[str, str]:
    """The beginning of the codes of each place's rule sets → the place, those of the whole country first. One query."""
    found: dict[str, str] = {}
    for code, name in RuleSet.objects.order_by("code").values_list("code", "name"):
        found.setdefault(code.rpartition("-")[0] or code, name.partition("（")[0])
    return dict(sorted(found.items(), key=lambda entry: entry[0] != NATIONAL))


def fitting(region: str, known: Mapping[str, str]) -> str:
    """Whose rules fit a region: those of its city or province, else those of the whole country; empty where there are none."""
    for code, place in known.items():
        if place in region or any(city in region for city in WITHIN.get(place, ())):
            return code
    return NATIONAL if NATIONAL in known else next(iter(known), "")


def rules_of(place: str) -> dict[str, RuleSet]:
    """Kind of case → the rule set of the place. One query."""
    return {one.kind: one for one in RuleSet.objects.filter(code__startswith=f"{place}-").order_by("-kind")} if place else {}


@transaction.atomic
def save_place(region: str, place: str, body: Mapping[str, str] | None, *, by: User) -> FirstSetUp:
    """Keeps the region and whose rules are chosen, and enters the assigning body where one is given."""
    permissions.check(by, "master.edit")
    row = FirstSetUp.current()
    row.region, row.rules = region, place or fitting(region, places())
    row.save()
    if body:
        save_department(Department(), {"kind": Department.Kind.ASSIGNING_BODY, **body}, by=by)
    return pass_step("place", by=by)


@transaction.atomic
def save_meetings(meetings: Iterable[Meeting], *, by: User) -> list[Session]:
    """Enters sessions of the region with the rules that were chosen for it."""
    permissions.check(by, "master.edit")
    row = FirstSetUp.current()
    rules = rules_of(row.rules)
    chosen = {"suggestion_rules": rules.get(ProposalKind.SUGGESTION), "proposal_rules": rules.get(ProposalKind.CPPCC_PROPOSAL)}
    made = []
    for one in meetings:
        fields = {"organ": one.organ, "region": row.region, "term": one.term, "meeting": one.meeting, "opened_on": one.opened_on}
        made.append(save_session(Session(), fields | chosen, by=by))
    pass_step("sessions", by=by)
    return made


@transaction.atomic
def pass_step(step: str, *, by: User) -> FirstSetUp:
    """The person goes on from the step, whether or not anything was entered in it."""
    permissions.check(by, "master.edit")
    row = FirstSetUp.current()
    if step not in row.passed:
        row.passed = [*row.passed, step]
        row.save()
    return row


@transaction.atomic
def finish(*, by: User) -> FirstSetUp:
    """The set-up is no longer offered as the first page."""
    row = pass_step("done", by=by)
    row.finished_at, row.finished_by = timezone.now(), by
    row.save()
    return row
