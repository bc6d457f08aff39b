"""催办 by hand, and the pages of notices."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from proposals import notifying
from proposals.actions import cases, co_handling, reminders
from proposals.actions.clocks import end
from proposals.errors import CaseError, InvalidInput, NotAllowed, NotReady, WrongState
from proposals.models import Assignment, Event, MailPreference, Notice, Proposal, User
from tests.factories import World
from tests.proposals.pages import get, post, text
from tests.proposals.reminders import clock

pytestmark = pytest.mark.django_db

NOTE = "请于本周内报送。"


@pytest.fixture
def world() -> World:
    return World()


def tasks(case: Proposal) -> tuple[Assignment, Assignment]:
    return case.assignments.get(mode="lead"), case.assignments.get(mode="co")


def test_who_may_urge_whom(world: World) -> None:
    lead, co = tasks(world.assigned())
    may: dict[str, dict[str, type[CaseError] | None]] = {"lead": {}, "co": {}}
    for part, task in (("lead", lead), ("co", co)):
        for who, actor in world.actors().items():
            try:
                reminders.check_urging(task, by=actor)
                may[part][who] = None
            except CaseError as error:
                may[part][who] = type(error)
    assert {who for who, error in may["lead"].items() if error is None} == {"coordinator"}
    assert {who for who, error in may["co"].items() if error is None} == {"coordinator", "lead.drafter"}
    assert {error for part in may.values() for error in part.values()} == {None, NotAllowed}


def test_it_is_told_and_recorded(world: World) -> None:
    case = world.assigned()
    _lead, co = tasks(case)
    told = reminders.urge(co, by=world.lead.drafter, note=f"  {NOTE} ")
    assert {notice.recipient for notice in told} == {world.co.drafter, world.co.co_handler}  # nobody has signed yet
    event = Event.objects.get(proposal=case, name="urge")
    assert (event.actor, event.acting_as, event.reason, event.subject_id) == (world.lead.drafter, "drafter", NOTE, co.pk)
    assert event.data["department"] == world.co.department.short_name
    cases.accept_assignment(co, by=world.co.co_handler)
    again = reminders.urge(co, by=world.coordinator, note=NOTE, again=True)
    assert [notice.recipient for notice in again] == [world.co.co_handler]


def test_once_a_day_unless_forced(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _lead, co = tasks(world.assigned())
    reminders.urge(co, by=world.coordinator, note=NOTE)
    with pytest.raises(NotReady):
        reminders.urge(co, by=world.lead.drafter, note=NOTE)
    assert reminders.urge(co, by=world.lead.drafter, note=NOTE, again=True)
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *args: tomorrow)
    assert reminders.urge(co, by=world.lead.drafter, note=NOTE)
    assert Event.objects.filter(name="urge").count() == 3


@pytest.mark.parametrize("note", ["", "  ", "长" * 501])
def test_without_a_word_or_with_too_many(world: World, note: str) -> None:
    with pytest.raises(InvalidInput):
        reminders.urge(tasks(world.assigned())[0], by=world.coordinator, note=note)
    assert not Notice._base_manager.exists()


def test_what_is_done_or_ended_is_not_urged(world: World) -> None:
    case = world.handled()
    lead, co = tasks(case)
    with pytest.raises(WrongState):
        reminders.urge(co, by=world.coordinator, note=NOTE)
    assert reminders.urge(lead, by=world.coordinator, note=NOTE)
    assert Notice.objects.visible_to(world.lead.drafter).unread().count() == 1
    cases.withdraw_case(case, by=world.coordinator, reason="代表来函撤回")
    assert Notice.objects.visible_to(world.lead.drafter).unread().count() == 0
    with pytest.raises(NotReady):
        reminders.urge(lead, by=world.coordinator, note=NOTE, again=True)


def test_a_department_without_people_is_said_to_have_none(world: World) -> None:
    lead, _co = tasks(world.assigned())
    User.objects.filter(pk=world.lead.drafter.pk).update(is_active=False)
    User.objects.filter(pk=world.lead.co_handler.pk).update(is_active=False)
    assert [notice.recipient for notice in reminders.urge(lead, by=world.coordinator, note=NOTE)] == [world.lead.office_reviewer]
    User.objects.filter(department=world.lead.department).update(is_active=False)
    with pytest.raises(NotReady):
        reminders.urge(lead, by=world.coordinator, note=NOTE, again=True)


def test_of_many_one_that_cannot_be_urged_keeps_none_back(world: World) -> None:
    first, second, third = (tasks(world.assigned())[0] for _n in range(3))
    reminders.urge(second, by=world.coordinator, note=NOTE)
    urged = reminders.urge_all([first, second, third], by=world.coordinator, note=NOTE)
    assert urged.done == [first, third]
    assert [task for task, _why in urged.refused] == [second]
    assert Event.objects.filter(name="urge").count() == 3


# Pages


def test_the_page_of_urging(world: World) -> None:
    mine = [world.assigned() for _n in range(2)]
    done = tasks(world.handled())[1]
    page = text(get(world.coordinator, reverse("urging")))
    assert all(f'value="{task.pk}"' in page for case in mine for task in tasks(case))
    assert f'value="{done.pk}"' not in page
    of_lead = text(get(world.lead.drafter, reverse("urging")))
    assert all(f'value="{tasks(case)[1].pk}"' in of_lead and f'value="{tasks(case)[0].pk}"' not in of_lead for case in mine)
    one = text(get(world.coordinator, reverse("urging") + f"?case={mine[0].pk}"))
    assert f'value="{tasks(mine[0])[0].pk}"' in one
    assert f'value="{tasks(mine[1])[0].pk}"' not in one


def test_urging_from_the_page(world: World) -> None:
    lead, co = tasks(world.assigned())
    foreign = tasks(World().assigned())[0]
    address = reverse("urging")
    assert post(world.coordinator, address, {"note": NOTE}).status_code == 422
    kept = post(world.coordinator, address, {"task": [lead.pk], "note": ""})
    assert kept.status_code == 422
    assert f'value="{lead.pk}" id="task-{lead.pk}" checked' in text(kept)
    assert post(world.coordinator, address, {"task": [foreign.pk], "note": NOTE}).status_code == 422
    said = text(post(world.coordinator, address, {"task": [lead.pk, co.pk, foreign.pk, "x"], "note": NOTE}, follow=True))
    assert "已催办 2 个单位" in said
    said = text(post(world.coordinator, address, {"task": [lead.pk], "note": NOTE}, follow=True))
    assert "今天已经催办过" in said
    assert Notice._base_manager.filter(assignment=foreign).count() == 0


def test_it_stands_on_the_case_and_in_my_work_until_it_is_done(world: World) -> None:
    case = world.assigned()
    _lead, co = tasks(case)
    cases.accept_assignment(co, by=world.co.co_handler)
    reminders.urge(co, by=world.lead.drafter, note=NOTE)
    page = reverse("case_detail", args=[case.pk])
    for address in (reverse("work"), page):
        assert NOTE in text(get(world.co.co_handler, address))
    assert f"催办{world.co.department.short_name}" in text(get(world.coordinator, page))
    assert NOTE not in text(get(world.proposer, page))
    assert "?case=" in text(get(world.lead.drafter, page))
    assert "?case=" not in text(get(world.lead.head, page))
    co_handling.submit_opinion(world.opinion_of(case), "场地可用。", by=world.co.co_handler)
    co_handling.adopt_opinion(world.opinion_of(case), by=world.lead.drafter)
    assert NOTE not in text(get(world.co.co_handler, reverse("work")))


def over(world: World) -> Proposal:
    case = world.handled(co=False)
    end(case)
    clock(case, world.lead_of(case), date(2025, 6, 20))
    notifying.remind(date(2025, 6, 24))
    return case


def test_the_bell_and_the_list(world: World) -> None:
    cases_over = [over(world) for _n in range(3)]
    drafter = world.lead.drafter
    page = text(get(drafter, reverse("notice_list")))
    assert all(case.number_label in page for case in cases_over)
    assert 'class="count">3' in page
    first = Notice.objects.visible_to(drafter).order_by("pk").first()
    assert first
    assert "已把 1 条标为已读" in text(post(drafter, reverse("notice_read"), {"notice": [first.pk]}, follow=True))
    assert Notice.objects.visible_to(drafter).unread().count() == 2
    assert first.proposal.number_label in text(get(drafter, reverse("notice_list") + "?show=all"))
    assert first.proposal.number_label not in text(get(drafter, reverse("notice_list")))
    post(drafter, reverse("notice_read"))
    assert Notice.objects.visible_to(drafter).unread().count() == 0
    assert Notice.objects.visible_to(world.lead.deputy_head).unread().count() == 3
    assert "没有新的提醒" in text(get(drafter, reverse("notice_list")))


def test_nobody_reads_the_notices_of_another(world: World) -> None:
    case = over(world)
    theirs = list(Notice._base_manager.values_list("pk", flat=True))
    assert case.number_label not in text(get(world.stranger.drafter, reverse("notice_list")))
    post(world.stranger.drafter, reverse("notice_read"), {"notice": theirs})
    assert Notice._base_manager.filter(read_at=None).count() == len(theirs)
    assert post(world.lead.drafter, reverse("notice_read"), {"notice": ["x", "9" * 30]}).status_code == 302
    assert Notice._base_manager.filter(read_at=None).count() == len(theirs)


def test_the_choice_of_mail(world: World) -> None:
    drafter = world.lead.drafter
    address = reverse("mail_choice")
    assert 'name="digest" checked' in text(get(drafter, reverse("notice_list")))
    for chosen, data in ((False, {}), (False, {}), (True, {"digest": "on"})):
        post(drafter, address, data)
        assert MailPreference.objects.get(user=drafter).digest == chosen
        assert ('name="digest" checked' in text(get(drafter, reverse("notice_list")))) == chosen


@pytest.mark.parametrize(("who", "name"), [("drafter", "notice_list"), ("coordinator", "urging")])
def test_long_lists_ask_no_more_of_the_database(world: World, who: str, name: str, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    reader = world.coordinator if who == "coordinator" else world.lead.drafter
    counts = []
    for n in (1, 20):
        for _n in range(n):
            over(world)
        with CaptureQueriesContext(connection) as found:
            get(reader, reverse(name))
        counts.append(len(found))
    assert counts[0] == counts[1]
