"""The calendars of the years: how they are read, what cannot be right, and what changes when one is entered."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from proposals.actions.calendars import enter_calendar
from proposals.announcements import read_lines, read_table, write_lines
from proposals.errors import InvalidInput, NotAllowed
from proposals.models import CalendarYear, Clock, Event
from proposals.work_calendar import WorkCalendar, published
from tests.factories import World
from tests.proposals.pages import get, post, text

OFF = "1月1日—1月3日 元旦\n2月5日至2月11日 春节"
SOURCE = "国办发明电〔2026〕1号"


@pytest.mark.parametrize(
    ("line", "first", "last", "name"),
    [
        ("1月1日—1月3日 元旦", date(2027, 1, 1), date(2027, 1, 3), "元旦"),
        ("2027年1月1日至1月3日 元旦", date(2027, 1, 1), date(2027, 1, 3), "元旦"),
        ("2027-01-01 2027-01-01", None, None, ""),
        ("2027-10-01 ~ 2027-10-07，国庆节", date(2027, 10, 1), date(2027, 10, 7), "国庆节"),
        ("10.1 国庆节", date(2027, 10, 1), date(2027, 10, 1), "国庆节"),
        ("4月5日：清明节", date(2027, 4, 5), date(2027, 4, 5), "清明节"),
        ("2026年12月31日—2027年1月2日 元旦", date(2026, 12, 31), date(2027, 1, 2), "元旦"),
    ],
)
def test_lines_are_read(line: str, first: date | None, last: date | None, name: str) -> None:
    found = read_lines(line, 2027)
    if first is None:
        # The second day is taken for the name; a name is what stands behind the days.
        assert list(found.days.values()) == ["2027-01-01"]
        return
    assert found.faults == []
    assert (min(found.days), max(found.days), set(found.days.values())) == (first, last, {name})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("放假三天", "unreadable"),
        ("1月1日", "unreadable"),
        ("13月1日 元旦", "unreadable"),
        ("2月30日 春节", "unreadable"),
        ("1月3日—1月1日 元旦", "span"),
        ("1月1日—12月31日 元旦", "span"),
        ("1月1日 元旦\n1月1日—1月3日 元旦", "twice"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, code: str) -> None:
    assert read_lines(text, 2027).faults == [(code, text.splitlines()[-1])]


@given(st.dictionaries(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.sampled_from(["元旦", "春节", "国庆节"]), max_size=25))
def test_what_is_written_reads_back(days: dict[date, str]) -> None:
    found = read_lines(write_lines(days), 2027)
    assert (found.days, found.faults) == (days, [])


def test_a_table_is_read_with_or_without_its_heading() -> None:
    rows = "2027-01-01,休,元旦\r\n2027/1/4,班,元旦\r\n\r\n1月2日,off,元旦\r\n"
    for heading in ("", "\ufeff日期,类别,名称\r\n"):
        off, worked = read_table(heading + rows, 2027)
        assert off.days == {date(2027, 1, 1): "元旦", date(2027, 1, 2): "元旦"}
        assert worked.days == {date(2027, 1, 4): "元旦"}
        assert off.faults == worked.faults == []
    off, worked = read_table("2027-01-01,休,元旦\n2027-01-02,也许,元旦\n2027-01-03,休\n某日,休,元旦\n2027-01-01,休,元旦", 2027)
    wrong = [("unreadable", "2027-01-02,也许,元旦"), ("unreadable", "2027-01-03,休"), ("unreadable", "某日,休,元旦")]
    assert off.faults == [*wrong, ("twice", "2027-01-01,休,元旦")]


def test_a_year_between_two_announced_ones_is_provisional() -> None:
    days = WorkCalendar(frozenset({2004, 2026, 2028}))
    assert [year for year in range(2000, 2031) if days.is_provisional(date(year, 5, 5))] == [*range(2005, 2026), 2027, 2029, 2030]


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """On 28 December 2026, with a limit of ten working days that ends in a year that is not announced yet."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 12, 28))
    world = World()
    rules = world.session.suggestion_rules
    assert rules
    rules.limits = rules.limits | {"objection": {"unit": "working_days", "count": 10, "anchor": "assigned", "article": "示例第十六条"}}
    rules.save()
    return world


def objection_clock(world: World) -> Clock:
    return Clock.objects.get(assignment=world.lead_of(world.assigned(co=False)), name="objection")


def test_a_year_is_looked_at_and_then_entered(world: World) -> None:
    clock = objection_clock(world)
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 11), True)
    page = text(get(world.administrator, "/calendars/"))
    assert "尚未公布" in page
    given = {"off": OFF, "worked": "2月13日 春节", "source": SOURCE}
    looked = post(world.administrator, "/calendars/2027/", given | {"look": "1"})
    assert looked.status_code == 200
    assert [(one.pk, made.due_on, made.provisional) for one, made in looked.context["changes"]] == [(clock.pk, date(2027, 1, 12), False)]
    assert not CalendarYear.objects.exists()
    clock.refresh_from_db()
    assert clock.provisional, "nothing is written by looking"
    assert post(world.administrator, "/calendars/2027/", given | {"save": "1"}).url == "/calendars/"
    clock.refresh_from_db()
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 12), False)
    entered = CalendarYear.objects.get()
    assert (len(entered.off), entered.worked, entered.entered_by) == (10, {"2027-02-13": "春节"}, world.administrator)
    event = Event.objects.get(name="recalculate")
    assert (event.data["from"], event.data["to"]) == ("2027-01-11", "2027-01-12")
    again = get(world.administrator, "/calendars/2027/").context["form"]
    assert again.initial == {"off": "1月1日—1月3日 元旦\n2月5日—2月11日 春节", "worked": "2月13日 春节", "source": SOURCE}
    assert SOURCE in text(get(world.administrator, "/calendars/"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_is_read_and_kept_as_lines(world: World, encoding: str) -> None:
    table = "日期,类别,名称\n2027-01-01,休,元旦\n2027-01-02,休,元旦\n2027-01-09,班,元旦\n"
    upload = SimpleUploadedFile("2027.csv", table.encode(encoding))
    looked = post(world.administrator, "/calendars/2027/", {"file": upload, "source": SOURCE, "look": "1"})
    assert looked.context["form"].initial == {"off": "1月1日—1月2日 元旦", "worked": "1月9日 元旦", "source": SOURCE}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"off": ""}, "off"),
        ({"off": "看不懂"}, "off"),
        ({"off": "2026年1月1日 元旦"}, "off"),
        ({"worked": "1月4日 元旦"}, "worked"),  # a Monday
        ({"worked": "1月2日 元旦"}, "worked"),  # off as well
        ({"source": ""}, "source"),
        ({"file": SimpleUploadedFile("x.csv", b"\xff\xff\xff")}, "file"),
        ({"file": SimpleUploadedFile("x.csv", b"1" * 70_000)}, "file"),
        ({"file": SimpleUploadedFile("x.csv", "2027-01-01,休\n".encode())}, "file"),
    ],
)
def test_faults_are_named_at_their_field_and_nothing_is_written(world: World, given: dict[str, Any], field: str) -> None:
    for button in ("look", "save"):
        response = post(world.administrator, "/calendars/2027/", {"off": OFF, "worked": "", "source": SOURCE, button: "1"} | given)
        assert response.status_code == 422
        assert response.context["form"].errors.keys() == {field}
    assert not CalendarYear.objects.exists()


def test_what_an_action_refuses(world: World) -> None:
    off = {date(2027, 1, 1): "元旦"}
    with pytest.raises(NotAllowed):
        enter_calendar(2027, off, {}, source=SOURCE, by=world.coordinator)
    for year, days, worked, source in (
        (2003, off, {}, SOURCE),
        (2027, {}, {}, SOURCE),
        (2027, off, {}, " "),
        (2027, off, {date(2027, 1, 4): "元旦"}, SOURCE),
        (2028, off, {}, SOURCE),
    ):
        with pytest.raises(InvalidInput):
            enter_calendar(year, days, worked, source=source, by=world.administrator)
    assert get(world.administrator, "/calendars/1999/").status_code == 404


def test_the_days_that_come_with_the_application_are_shown_in_words(world: World) -> None:
    form = get(world.administrator, "/calendars/2026/").context["form"]
    assert "10月1日—10月7日 国庆节" in form.initial["off"]
    assert read_lines(form.initial["off"], 2026).days.keys() == {day for day in published().off if day.year == 2026}
