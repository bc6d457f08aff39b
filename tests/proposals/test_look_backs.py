"""回头看 and 换届: each open promise is asked about once a year, and what is open outlives the case and the term."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from proposals import look_backs, tasks
from proposals.actions import cases
from proposals.actions.commitments import report_progress
from proposals.models import CalendarYear, Commitment, Event, LookBack, Notice, Session
from replies import work
from replies.ledger import LedgerFilter, ledger
from tests import steps
from tests.factories import World, user
from tests.proposals.follow_up import close, note, promise
from tests.proposals.pages import get, text

pytestmark = pytest.mark.django_db
YEARS = (2026, 2027, 2028)


@pytest.fixture
def world() -> World:
    """Every day of these years is worked but Saturdays and Sundays."""
    world = World()
    for year in YEARS:
        CalendarYear.objects.create(year=year, off={}, worked={}, source="示例", entered_by=world.coordinator)
    return world


def open_one(world: World) -> Commitment:
    return promise(world, due_on=date(2028, 6, 30))


def test_each_open_promise_is_asked_about_once_a_year(world: World) -> None:
    made, settled, closed = open_one(world), promise(world, "confirmed"), open_one(world)
    close(world, closed.case)
    for year in YEARS:
        day = date(year, 9, 1)
        while day.year == year:
            look_backs.ask_look_backs(day)
            day += timedelta(days=1)
    asked = sorted(LookBack.objects.values_list("commitment", "year"))
    assert asked == sorted((one.pk, year) for one in (made, closed) for year in YEARS)
    assert {row.asked_on for row in LookBack.objects.all()} == {date(2026, 10, 1), date(2027, 10, 1), date(2028, 10, 2)}
    assert {row.due_on for row in LookBack.objects.all()} == {date(year, 12, 31) for year in YEARS}
    assert Notice.objects.filter(recipient=world.lead.drafter).count() == 2 * len(YEARS) == Notice._base_manager.count()
    assert Event.objects.filter(name="look_back", acting_as="system").count() == 2 * len(YEARS)
    assert not LookBack.objects.filter(commitment=settled).exists()


@pytest.mark.parametrize(("day", "asked"), [((2026, 9, 30), 0), ((2026, 10, 1), 1), ((2026, 10, 3), 0), ((2026, 12, 31), 1)])
def test_when_it_is_asked(world: World, day: tuple[int, int, int], asked: int) -> None:
    """In the fourth quarter, on a working day; whatever was missed until then is made up for."""
    open_one(world)
    assert look_backs.ask_look_backs(date(*day)) == asked
    assert look_backs.ask_look_backs(date(*day)) == 0


@pytest.mark.parametrize(("begins", "day", "asked"), [("7-1", (2026, 6, 30), 0), ("7-1", (2026, 7, 1), 1), ("12-15", (2026, 12, 14), 0)])
def test_the_rules_of_a_place_say_from_when_on(world: World, begins: str, day: tuple[int, int, int], asked: int) -> None:
    rules = open_one(world).case.rule_set
    rules.policies = rules.policies | {"look_back": {"value": begins, "article": "示例第七条"}}
    rules.full_clean()
    rules.save()
    assert look_backs.ask_look_backs(date(*day)) == asked
    assert [event.data["article"] for event in Event.objects.filter(name="look_back")] == ["示例第七条"] * asked


def test_a_place_that_follows_nothing_up_asks_nothing(world: World) -> None:
    rules = open_one(world).case.rule_set
    rules.policies = rules.policies | {"commitments": {"value": "not_followed", "assumed": True}}
    rules.save()
    assert look_backs.ask_look_backs(date(2026, 11, 2)) == 0


def test_the_task_runs_today(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    open_one(world)
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 11, 3))
    assert tasks.ask_look_backs() == 1


def test_a_report_settles_the_question(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    made = close(world, open_one(world).case).assignments.get().commitments.get()
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 11, 3))
    look_backs.ask_look_backs()
    drafter = world.lead.drafter
    assert [row.commitment for row in work.waiting(drafter)["look_back"]] == [made]
    assert Notice.objects.visible_to(drafter).unread().count() == 1
    html = text(get(drafter, "/notices/"))
    assert made.case.title in html
    assert made.sentence in text(get(drafter, "/"))
    written = report_progress(made, by=drafter, text="已完成选址和立项")
    assert (written.kind, written.look_back.year) == ("look_back", 2026)
    assert not work.waiting(drafter)["look_back"].exists()
    assert not Notice.objects.visible_to(drafter).unread().exists()
    assert report_progress(made, by=drafter, text="已开工").kind == "progress"


def test_where_nobody_is_left_the_coordinator_is_told(world: World) -> None:
    open_one(world)
    for person in world.lead.department.users.all():
        person.is_active = False
        person.save()
    look_backs.ask_look_backs(date(2026, 11, 2))
    assert Notice._base_manager.get().recipient == world.coordinator


def test_what_waits_for_whom(world: World) -> None:
    near = promise(world, due_on=timezone.localdate() + timedelta(days=20))
    promise(world, due_on=timezone.localdate() + timedelta(days=200))
    kept = promise(world, "kept")
    asked = note(world)
    answered = note(world, "answered")
    drafter, coordinator = work.waiting(world.lead.drafter), work.waiting(world.coordinator)
    assert list(drafter["fulfil"]) == [near]
    assert list(drafter["supervision"]) == [asked]
    assert list(coordinator["confirm_kept"]) == [kept]
    assert list(coordinator["judge_supervision"]) == [answered]
    assert not {"fulfil", "supervision"} & coordinator.keys()
    assert not {"confirm_kept", "judge_supervision"} & drafter.keys()
    assert "fulfil" not in work.waiting(world.lead.head)
    assert len(work.found(world.lead.drafter)) > 1
    for person, words in ((world.lead.drafter, near.sentence), (world.coordinator, kept.sentence)):
        assert words in text(get(person, "/"))


def test_the_ledger_goes_over_sessions_and_terms(world: World) -> None:
    made = open_one(world)
    promise(world, "confirmed")
    mine = LedgerFilter({"state": "open"}, queryset=ledger(world.lead.drafter)).qs
    assert [(one, one.carried_over) for one in mine] == [(made, False)]
    later = Session.objects.create(organ="congress", region="云澜市", term=made.case.session.term + 1, meeting=1)
    assert [one.carried_over for one in LedgerFilter({"state": "open"}, queryset=ledger(world.lead.drafter)).qs] == [True]
    counts: dict[str, Any] = {"state=all": 2, "state=confirmed": 1, "light=late": 0, "light=ok": 1, "light=soon": 0}
    counts |= {f"session={later.pk}": 0, f"session={made.case.session_id}": 1, f"department={world.lead.department.pk}": 1}
    for query, n in counts.items():
        page = get(world.lead.drafter, f"/commitments/?{query}")
        assert page.context["page"].paginator.count == n, query
    assert get(world.stranger.drafter, "/commitments/?state=all").context["page"].paginator.count == 0


def test_after_a_change_of_term_a_case_goes_on_and_is_answered_to_its_proposer(world: World) -> None:
    """上海19: the former deputy keeps the account, and the new term has sessions and cases of its own."""
    case = world.handled(co=False)
    term = case.session.term
    rules = {"suggestion_rules": case.rule_set, "proposal_rules": None}
    later = Session.objects.create(organ="congress", region=case.session.region, term=term + 1, meeting=1, **rules)
    newcomer = user("proposer")
    mark = "换届"
    for person in (world.lead.drafter, world.coordinator, world.proposer):
        assert mark in text(get(person, f"/cases/{case.pk}/"))
    fresh = world.case(session=later)
    assert mark not in text(get(world.coordinator, f"/cases/{fresh.pk}/"))
    assert get(newcomer, f"/cases/{case.pk}/").status_code == 404
    reply = world.reply("dispatched", co=False)
    assert reply.case.session.term == term
    close(world, reply.case)
    assert mark not in text(get(world.proposer, f"/cases/{reply.case.pk}/"))
    assert reply.number_text in text(get(world.proposer, f"/replies/{reply.pk}/"))
    steps.CASE["archive"](reply.case, world.coordinator, "")
    assert get(world.proposer, f"/cases/{reply.case.pk}/").status_code == 200
    cases.withdraw_case(case, by=world.coordinator, reason="撤回")
