"""The page of a case: how far it is in every mode, its history looked through, its summary on one sheet, its number of queries."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.actions import cases, co_handling
from proposals.models import Assignment, Event, Proposal, User
from proposals.templatetags.desk import short_date
from proposals.views.history import SENTENCES
from proposals.views.story import KINDS, NAMED, OF, kind_of
from proposals.views.track import LETTER, Letters
from replies.states import REPLY
from tests.factories import Office, World, department, deputy

pytestmark = pytest.mark.django_db
Mode = Assignment.Mode


@pytest.fixture
def world() -> World:
    return World()


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def page(person: User, case: Proposal, query: str = "", name: str = "") -> str:
    response = client(person).get(f"/cases/{case.pk}/{name}{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def track(person: User, case: Proposal) -> list[tuple[str, str, str]]:
    """(name, note, done or now) of each step on the page."""
    html = page(person, case)
    steps = re.findall(
        r"<li( class=\"is-(done|now)\"[^>]*)?>([^<]*)(?:<small>([^<]*)</small>)?</li>", html.split('class="track')[1].split("</ol>")[0]
    )
    return [(name, note, how) for _attributes, how, name, note in steps]


def now(person: User, case: Proposal) -> list[str]:
    return [name for name, _note, how in track(person, case) if how == "now"]


def split(world: World, mode: str, *offices: Office) -> Proposal:
    case = world.case()
    cases.assign_case(case, [cases.Task(office.department, mode, "一部分") for office in offices], by=world.coordinator)
    for task, office in zip(case.assignments.order_by("pk"), offices, strict=True):
        cases.accept_assignment(task, by=office.drafter)
    return case


# The states of a letter → the step that the case is at then.
AT = {
    "drafting": "拟稿",
    "co_signing": "核稿",
    "office_review": "核稿",
    "deputy_approval": "审阅",
    "head_approval": "签发",
    "signed": "编号用印",
    "numbered": "编号用印",
    "printed": "送达",
}


def test_the_states_of_a_letter_are_those_of_its_machine() -> None:
    assert list(LETTER) == list(REPLY.states)


@pytest.mark.parametrize("state", AT)
def test_the_track_goes_along_with_the_letter(world: World, state: str) -> None:
    reply = world.reply(state)
    assert now(world.coordinator, reply.case) == [AT[state]]
    # A proposer sees that the reply comes, and not at whose desk it lies.
    assert now(world.proposer, reply.case) == ["答复"]


def test_the_track_of_a_case_that_was_answered(world: World) -> None:
    reply = world.reply("dispatched")
    steps = track(world.coordinator, reply.case)
    assert [name for name, _note, how in steps if how == "now"] == ["办结"]
    assert [name for name, _note, how in steps if not how] == ["评价"]
    assert ("会办意见", "1 / 1", "done") in steps


def test_several_that_answer_their_own_parts(world: World) -> None:
    other = Office()
    case = split(world, Mode.SPLIT, world.lead, other)
    assert ("拟稿", "", "now") in track(world.coordinator, case)
    for letters, note in ((Letters((2, -1)), "1 / 2"), (Letters((-1, -1)), ""), (Letters((2, 2)), "")):
        assert (letters.past("drafting"), note) == (sum(place > 0 for place in letters.reached), note)


def test_until_it_is_signed_for_the_date_is_that_of_signing(world: World) -> None:
    case = world.assigned(co=False)
    task = world.lead_of(case)
    receipt = task.clocks.get(name="receipt")

    def hands() -> str:
        return page(world.coordinator, case).split('<section class="ball"')[1].split("</section>")[0]

    assert receipt.due_on != task.due_on
    for day in (receipt.due_on, task.due_on):
        assert short_date(day) in hands()
    cases.accept_assignment(task, by=world.lead.drafter)
    assert short_date(receipt.due_on) not in hands()
    assert short_date(task.due_on) in hands()


def test_joint_leads_owe_one_letter(world: World) -> None:
    other = Office()
    case = split(world, Mode.JOINT_LEAD, world.lead, other)
    html = page(world.coordinator, case)
    assert "/ 2" not in html.split('class="track')[1].split("</ol>")[0]
    assert now(world.coordinator, case) == ["拟稿"]


def test_a_withdrawn_case_ends_there(world: World) -> None:
    case = world.assigned()
    cases.withdraw_case(case, by=world.coordinator, reason="代表来函撤回")
    assert track(world.coordinator, case)[-1] == ("已撤回", "", "now")


def test_every_event_is_of_a_kind() -> None:
    """Each row of the table of sentences is found under one of the kinds, and each kind has some."""
    assert {subject for subject, _name in SENTENCES} <= OF.keys()
    assert set(OF.values()) | set(NAMED.values()) == KINDS.keys()
    assert {(subject, name) for subject, name in NAMED} <= SENTENCES.keys()
    assert kind_of(Event(subject_type="reply", name="sign")) == "review"
    assert kind_of(Event(subject_type="reply", name="save")) == "reply"


def story(html: str) -> list[str]:
    part = html.split('id="history"')[1].split("</details>\n")[0]
    return [re.sub("<.*?>", "", line) for line in re.findall(r"<li.*?</li>", part.split('class="panel-body"')[1], re.DOTALL)]


def test_the_history_is_looked_through_by_kind_and_by_person(world: World) -> None:
    case = world.reply("signed").case
    drafter = world.lead.drafter.display_name
    everything = story(page(world.coordinator, case))
    counted = {}
    for kind in KINDS:
        found = story(page(world.coordinator, case, f"?kind={kind}"))
        counted[kind] = 0 if found == ["这个人没有办过这类事。"] else len(found)
    assert sum(counted.values()) == len(everything)
    assert counted["review"] >= 5
    his = story(page(world.coordinator, case, f"?who={drafter}"))
    assert his
    assert all(drafter in line for line in his)
    both = story(page(world.coordinator, case, f"?who={drafter}&kind=review"))
    assert set(both) < set(his)


@pytest.mark.parametrize("query", ["?kind=nothing", "?who=无此人", "?kind=&who="])
def test_what_is_no_kind_and_nobody_asks_for_nothing(world: World, query: str) -> None:
    case = world.handled()
    assert story(page(world.coordinator, case, query)) == story(page(world.coordinator, case))


def test_the_newest_text_is_read_on_the_page(world: World) -> None:
    reply = world.reply("office_review")
    assert reply.latest
    html = page(world.lead.head, reply.case)
    assert "与第 1 稿对比" in html
    opening = reply.latest.blocks[0].text
    assert opening in html
    # Before it is sent, whoever assigned the case and whoever proposed it read that it comes, and not what it says.
    assert opening not in page(world.coordinator, reply.case)
    assert opening not in page(world.proposer, reply.case)


def test_the_summary_is_one_sheet_for_each_reader(world: World) -> None:
    case = world.reply("dispatched").case
    co_handling.record_contact(
        case, by=world.lead.drafter, kind="visit", phase="after", held_on=timezone.localdate(), with_whom="顾代表", notes="希望看到时间表"
    )
    inside, outside = (page(person, case, name="summary/") for person in (world.lead.head, world.proposer))
    assert "办理单" in inside
    assert "希望看到时间表" in inside
    assert world.lead.drafter.display_name in inside
    for hidden in ("希望看到时间表", world.lead.drafter.display_name):
        assert hidden not in outside
    for shown in (case.title, world.lead.department.full_name, case.rule_set.outcome("A").label):
        assert shown in inside
        assert shown in outside
    assert inside.count('class="sheet"') == 1
    assert "打印摘要" in page(world.lead.head, case)


def queries(person: User, address: str) -> int:
    reader = client(person)
    with CaptureQueriesContext(connection) as seen:
        assert reader.get(address).status_code == 200
    return len(seen)


def filled(world: World, many: int) -> Proposal:
    """A case with `many` of each kind of row that its page shows."""
    case = world.case(proposers=[world.person, *(deputy() for _n in range(many))])
    tasks = [cases.Task(world.lead.department, Mode.LEAD), *(cases.Task(department(), Mode.CO) for _n in range(many))]
    cases.assign_case(case, tasks, by=world.coordinator)
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    contact: dict[str, Any] = {"kind": "call", "phase": "before", "held_on": timezone.localdate(), "with_whom": "代表", "notes": "听取意见"}
    for _n in range(many):
        co_handling.record_contact(case, by=world.lead.drafter, **contact)
    return case


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    """One row of each kind against thirty; and it is small."""
    readers = [world.lead.drafter, world.coordinator, world.auditor, world.proposer]
    small, large = filled(world, 1), filled(world, 30)
    one = [queries(reader, f"/cases/{small.pk}/") for reader in readers]
    assert [queries(reader, f"/cases/{large.pk}/") for reader in readers] == one
    assert max(one) <= 15, one
    sheets = [queries(reader, f"/cases/{small.pk}/summary/") for reader in readers]
    assert [queries(reader, f"/cases/{large.pk}/summary/") for reader in readers] == sheets
    assert max(sheets) <= 15, sheets
