"""The words of the pages: due dates, the count of days, sentences of the history, who has the ball."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.template import Context, Template
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.actions import cases, co_handling
from proposals.models import CalendarYear, Event, Proposal, User
from proposals.models.stateful import Stateful
from proposals.rules import parse_limits
from proposals.states import ASSIGNMENT, MACHINES
from proposals.templatetags.desk import LOOKS, due, short_date, unbroken
from proposals.views.buttons import Button
from proposals.views.day_count import LONGEST_WEEKS, day_count
from proposals.views.history import SENTENCES, stories
from proposals.views.standing import PREFETCH, Standing, explain
from proposals.work_calendar import published
from replies.states import MACHINES as REPLY_MACHINES
from replies.states import JobState
from tests.factories import World, rule_set

TODAY = date(2026, 4, 16)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: TODAY)
    return TODAY


@pytest.fixture
def world(db: None) -> World:
    return World()


def parts(html: str) -> tuple[str, ...]:
    """(manner, words, date and what is due) of a due date."""
    found = re.fullmatch(r'<span class="due due-(\w+)"><b>(.*)</b><small>(.*)</small></span>\s*', html)
    assert found, html
    return found.groups()


@pytest.mark.parametrize(
    ("days", "style", "words"),
    [
        (-1, "late", "逾期 1 天"),
        (-400, "late", "逾期 400 天"),
        (0, "soon", "今天"),
        (1, "soon", "明天"),
        (2, "soon", "还有 2 天"),
        (3, "soon", "还有 3 天"),
        (4, "ok", "还有 4 天"),
        (41, "ok", "还有 41 天"),
    ],
)
def test_due_date_in_days_and_as_a_date(today: date, days: int, style: str, words: str) -> None:
    day = today + timedelta(days=days)
    assert parts(due(day, "答复")) == (style, words, f"{short_date(day)} 答复")


def test_due_date_that_is_done_missing_or_provisional(today: date) -> None:
    assert parts(due(date(2026, 5, 22), done="已答复")) == ("done", "已答复", "原限 5月22日")
    assert parts(due(None, done="已答复")) == ("done", "已答复", "")
    assert parts(due(None, "答复")) == ("done", "没有期限", "答复")
    assert parts(due(date(2027, 1, 8), provisional=True))[2] == "2027年1月8日 （暂定）"
    assert "due-line" in due(None, "答复", line=True)
    assert "<b>" not in parts(due(None, "<b>答复"))[2]


def test_short_date_is_the_day_here(today: date) -> None:
    assert short_date(None) == ""
    assert short_date(date(2026, 4, 5)) == "4月5日"
    assert short_date(date(2025, 12, 31)) == "2025年12月31日"
    assert short_date(datetime(2025, 12, 31, 16, 30, tzinfo=UTC)) == "1月1日"  # half past midnight in Shanghai


def test_every_state_has_a_look() -> None:
    states = {str(state) for machine in (*MACHINES, *REPLY_MACHINES) for state in machine.states} | set(JobState.values)
    assert states <= set(LOOKS)


def test_button_is_open_a_form_or_closed_with_its_reason() -> None:
    template = Template("{% load desk %}{% action button %}")
    shown = {
        kind: template.render(Context({"button": Button("b", "签收", "/go/", post=kind == "post", refusal="不行" if kind == "no" else "")}))
        for kind in ("link", "post", "no")
    }
    assert 'href="/go/"' in shown["link"]
    assert '<form method="post" action="/go/">' in shown["post"]
    assert "/go/" not in shown["no"]
    assert 'aria-describedby="why-b"' in shown["no"]
    assert "不行" in shown["no"]


def test_day_count_has_every_day_once_and_marks_it(today: date) -> None:
    start, end = date(2026, 2, 27), date(2026, 5, 27)
    count = day_count(start, end, published())
    assert count is not None
    assert (count.past, count.left) == (48, 41)
    assert [name for name, _cells in count.rows] == list("一二三四五六日")
    assert {len(cells) for _name, cells in count.rows} == {len(count.months)} == {14}
    assert [month for month in count.months if month] == ["2月", "3月", "4月", "5月"]
    cells = [count.rows[n % 7][1][n // 7] for n in range(7 * 14)]
    days = [cell for cell in cells if cell.style != "out"]
    assert [int(cell.number) for cell in days] == [(start + timedelta(days=n)).day for n in range(90)]
    assert all(("off" in cell.style) == (not published().is_worked(start + timedelta(days=n))) for n, cell in enumerate(days))
    assert "from" in days[0].style
    assert days[48].style.split() == ["today"]
    assert days[48].words == "今天"
    assert "end" in days[-1].style
    assert sum("past" in cell.style for cell in days) == 47


def test_day_count_is_left_out_where_it_would_tell_nothing(today: date) -> None:
    assert day_count(TODAY, TODAY - timedelta(days=1), published()) is None
    assert day_count(TODAY, TODAY + timedelta(weeks=LONGEST_WEEKS), published()) is None
    alone = day_count(TODAY, TODAY, published())
    assert alone is not None
    assert [cell.style for _name, cells in alone.rows for cell in cells if cell.number] == ["from today end"]


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"unit": "working_days", "count": 15}, "15 个工作日"),
        ({"unit": "days", "count": 10}, "10 日"),
        ({"unit": "months", "count": 2}, "2 个月"),
        ({"unit": "date", "count": "5-31"}, "每年固定的一天"),
    ],
)
def test_each_unit_of_a_limit_is_explained(world: World, limit: dict[str, Any], words: str) -> None:
    rules = rule_set()
    rules.limits = rules.limits | {"answer": {"anchor": "assigned", "article": "示例第九条"} | limit}
    parse_limits(rules.limits)
    rules.save()
    case = world.assigned(co=False)
    client = Client()
    client.force_login(world.lead.drafter)
    html = client.get(f"/cases/{case.pk}/").content.decode()
    assert words in html
    assert "示例第九条" in html


def test_an_imported_task_has_no_dates_and_no_explanation(world: World) -> None:
    case = world.assigned(co=False)
    task = world.lead_of(case)
    type(task).objects.filter(pk=task.pk).update(assigned_on=None, due_on=None)
    task.clocks.all().delete()
    task.refresh_from_db()
    assert explain(task, CalendarYear.objects.calendar()).days is None
    client = Client()
    client.force_login(world.lead.drafter)
    html = client.get(f"/cases/{case.pk}/").content.decode()
    assert "没有期限" in html
    assert 'class="days"' not in html


def standing(case: Proposal, reader: User) -> Standing:
    return Standing(Proposal.objects.prefetch_related(*PREFETCH).get(pk=case.pk), reader, inside=True)


def test_the_assigning_body_has_the_ball_of_an_answered_case(world: World) -> None:
    case = world.handled()
    cases.finish_assignment(world.lead_of(case))
    found = standing(case, world.lead.drafter)
    assert (found.ball.names, found.ball.what) == (world.body.short_name, "办结")
    assert found.due_done == "已答复"
    assert [stage.name for stage in found.track(contacts=0) if stage.now] == ["办结"]
    cases.close_case(case, by=world.coordinator)
    assert standing(case, world.lead.drafter).ball.names == ""
    assert standing(world.case(), world.lead.drafter).due_what == ""
    assert not [stage for stage in standing(case, world.lead.drafter).track(contacts=0) if stage.now]


def test_a_missing_contact_does_not_hold_the_track_up(world: World) -> None:
    case = world.handled()
    track = standing(case, world.lead.drafter).track(contacts=0)
    assert [(stage.name, stage.done) for stage in track if stage.now or stage.name == "联系提出人"] == [
        ("联系提出人", False),
        ("答复", False),
    ]
    assert [stage.name for stage in track if stage.now] == ["答复"]


def test_buttons_of_an_ended_case_are_closed_or_gone(world: World) -> None:
    case = world.handled()
    cases.withdraw_case(case, by=world.coordinator, reason="代表来函撤回")
    client = Client()
    client.force_login(world.lead.drafter)
    html = client.get(f"/cases/{case.pk}/").content.decode()
    case.refresh_from_db()
    assert f"{_('Not now:')}</b>{case.case_ended(None)}" in html
    client.force_login(world.coordinator)
    assert f"/cases/{case.pk}/withdraw/" not in client.get(f"/cases/{case.pk}/").content.decode()


def test_the_lead_is_led_to_an_opinion_that_waits(world: World) -> None:
    case = world.assigned()
    opinion = world.opinion_of(case)
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
    co_handling.submit_opinion(opinion, "已查清。", by=world.co.co_handler)
    label = _("Decide on the opinion of %s") % world.co.department
    for reader, led in ((world.lead.drafter, True), (world.lead.head, False), (world.co.co_handler, False)):
        client = Client()
        client.force_login(reader)
        assert (label in client.get(f"/cases/{case.pk}/").content.decode()) == led


def test_a_case_number_stays_on_one_line_wherever_it_stands_in_a_text() -> None:
    said = "建议 第0027号<与>提案 第12a号一并办理，建议一条"
    number = '<span class="nowrap">{}</span>'
    expected = f"{number.format('建议 第0027号')}&lt;与&gt;{number.format('提案 第12a号')}一并办理，建议一条"
    assert unbroken(said) == expected


def test_the_page_of_every_step_keeps_the_number_on_one_line(world: World) -> None:
    case = world.handled()
    client = Client()
    client.force_login(world.lead.drafter)
    page = client.get(f"/cases/{case.pk}/contacts/new/").content.decode()
    assert f'<p><span class="nowrap">{case.number_label}</span> {case.title}</p>' in page


def test_every_step_of_every_machine_is_told_in_a_sentence(world: World) -> None:
    models = {model.machine.name: model._meta.model_name for model in apps.get_models() if issubclass(model, Stateful)}
    steps = {(models[machine.name], event) for machine in (*MACHINES, *REPLY_MACHINES) for event in machine.events}
    assert steps <= set(SENTENCES)
    case = world.case()
    told = [Event(proposal=case, subject_type=kind, subject_id=0, name=name, data={}) for kind, name in SENTENCES]
    assert all(story.words and "%(" not in story.words for story in stories(told, [], world.auditor, []))


def test_an_event_without_a_sentence_is_told_by_its_label(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.assigned()
    monkeypatch.delitem(SENTENCES, ("assignment", "accept"))
    accepted = Event(proposal=case, subject_type="assignment", subject_id=0, name="accept", data={})
    strange = Event(proposal=case, subject_type="assignment", subject_id=0, name="dance", data={})
    unknown = Event(proposal=case, subject_type="comet", subject_id=0, name="pass", data={})
    words = [story.words for story in stories([accepted, strange, unknown], [], world.auditor, [])]
    label = next(row.label for row in ASSIGNMENT.transitions if row.event == "accept")
    assert words == [str(label), "步骤“dance”", "步骤“pass”"]
