"""The first set-up and the closing of an account: what the pages say, and where they lead."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.actions import delegating
from proposals.models import Department, FirstSetUp, Session, User
from replies.actions import working_copies
from replies.views.setting_up import CODES
from tests.factories import World, assigning_body, department, rule_set, user
from tests.proposals.pages import get, post, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    return user("system_administrator")


@pytest.fixture
def rules(db: None) -> None:
    for code in ("national-suggestion", "national-proposal", "qingdao-suggestion"):
        rule_set(code)


def step(code: str) -> str:
    return reverse("setup_step", args=[code])


BODY = {"region": "青岛 市", "full_name": "青岛示例办公室", "short_name": "示例办"}


def manners(response: Any) -> dict[str, str]:
    return {one.code: manner for one, _number, manner, _here in response.context["marks"] if manner}


def test_the_steps_are_left_skipped_and_taken_up_again(keeper: User, rules: None) -> None:
    assert get(keeper, "/start/")["Location"] == reverse("master")
    assert "开始设置" in text(get(keeper, reverse("master")))
    assert get(keeper, reverse("setup"))["Location"] == step("place")
    assert post(keeper, step("place"), BODY)["Location"] == step("sessions")
    assert FirstSetUp.current().rules == "qingdao"
    assert post(keeper, step("sessions"), {"pass": "1"})["Location"] == step("departments")
    assert get(keeper, reverse("setup"))["Location"] == step("departments")
    assert manners(get(keeper, step("departments"))) == {"place": "done", "sessions": "skipped"}
    sent = {"congress-term": "9", "congress-meeting": "3", "congress-opened_on": "2026-01-18", "cppcc-term": ""}
    assert post(keeper, step("sessions"), sent)["Location"] == step("departments")
    made = Session.objects.get()
    assert (made.label, made.suggestion_rules and made.suggestion_rules.code) == ("青岛市九届人大三次会议", "qingdao-suggestion")
    department()
    for code in ("departments", "people", "rules", "letterhead"):
        after = CODES[CODES.index(code) + 1]
        assert post(keeper, step(code), {"pass": "1"})["Location"] == step(after)
    done = get(keeper, step("done"))
    assert manners(done) == {"place": "done", "sessions": "done", "departments": "done", "people": "skipped"} | dict.fromkeys(
        ("rules", "letterhead"), "done"
    )
    assert "还没有交办员" in text(done)
    assert post(keeper, step("done"))["Location"] == reverse("master")
    row = FirstSetUp.current()
    assert (row.finished_by, get(keeper, "/start/")["Location"]) == (keeper, reverse("statistics"))


@pytest.mark.parametrize(
    ("code", "sent", "said"),
    [
        ("place", {"region": ""}, "地方"),
        ("place", {"region": "云澜市"}, "没有它不能登记案件"),
        ("place", BODY | {"full_name": "云澜市教育局"}, "这个名称已经有了"),
        ("sessions", {"congress-meeting": "3"}, "第几届"),
        ("sessions", {"congress-term": "0"}, "1"),
        ("sessions", {"congress-term": "9", "congress-meeting": "3"}, "云澜市九届人大三次会议已经录入过了"),
    ],
)
def test_what_cannot_be_saved_stays_on_the_page(keeper: User, rules: None, code: str, sent: dict[str, str], said: str) -> None:
    department(full_name="云澜市教育局", short_name="市教育局")
    FirstSetUp.objects.create(pk=1, region="云澜市")
    Session.objects.create(organ="congress", region="云澜市", term=9, meeting=3)
    answer = post(keeper, step(code), sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert (Department.objects.count(), Session.objects.count()) == (1, 1)


def test_what_the_rules_say_follows_the_place_typed(keeper: User, rules: None) -> None:
    looked = text(post(keeper, step("place"), {"look": "1", "region": "青岛市"}))
    assert "适用青岛的规则" in looked
    assert "假如今天交办" in looked
    assert "适用全国的规则" in text(post(keeper, step("place"), {"look": "1", "region": "青岛市", "rules": "national"}))
    assert not FirstSetUp.objects.exists()
    assert post(keeper, step("sessions"), {"congress-term": "9"})["Location"] == step("place"), "its name begins with the place"
    assert get(keeper, step("seventh")).status_code == 404


def test_without_rules_the_page_says_how_to_get_them(keeper: User) -> None:
    assert "还没有载入规则" in text(get(keeper, step("place")))
    assert "还没有会议选定规则" in text(get(keeper, step("rules")))
    assert "还没有承办案件的单位" in text(get(keeper, step("letterhead")))


def test_the_letterhead_is_drawn_for_the_department_chosen(keeper: User) -> None:
    department()
    chosen = department(masthead="云澜市示例委员会")
    page = get(keeper, f"{step('letterhead')}?department={chosen.pk}")
    assert page.context["department"] == chosen
    assert page.context["picture"].startswith("data:image/png;base64,")
    assert "data:" in page["Content-Security-Policy"]
    Department.objects.update(seal_sha256="0" * 64)
    assert "refusal" in get(keeper, step("letterhead")).context


def test_every_step_asks_the_same_for_few_rows_and_for_many(keeper: User) -> None:
    client, asked = Client(), []
    client.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    codes = [code for code in CODES if code != "letterhead"]
    World()
    for more in (0, 20):
        for _each in range(more):
            user("coordinator", department=assigning_body())
            user("drafter", department=department())
        counts = []
        for code in codes:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(step(code)).status_code == 200
            counts.append(len(seen))
        asked.append(counts)
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 15


def test_text_that_nobody_else_sees_is_told_before_an_account_is_closed(keeper: User) -> None:
    world = World()
    reply, address = world.reply("drafting"), reverse("user_close", args=[world.lead.drafter.pk])
    assert not get(keeper, address).context["unsaved"]
    working_copies.keep(reply, {"title": ["另一个题目"]}, window="window-one", base=1, by=world.lead.drafter)
    page = get(keeper, address)
    assert list(page.context["unsaved"]) == [reply]
    assert reverse("reply_detail", args=[reply.pk]) in text(page)


def test_before_an_account_is_closed_what_is_open_is_told(keeper: User) -> None:
    world = World()
    world.assigned()
    today = timezone.localdate()
    colleague = user("drafter", department=world.lead.department)
    days = {"begins_on": today, "ends_on": today + timedelta(days=3), "reason": "外出", "by": keeper}
    delegating.delegate(world.lead.head, world.lead.drafter, **days)
    person = world.lead.drafter
    address = reverse("user_close", args=[person.pk])
    page = get(keeper, address)
    assert [one.count for one in page.context["in_hand"]] == [1]
    assert page.context["alone"] == []
    assert f"正在代{world.lead.head}办理" in text(page)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert get(keeper, address).context["alone"] == ["拟稿人"]
    closed = post(keeper, address, follow=True)
    assert f'action="{reverse("user_open", args=[person.pk])}"' in text(closed), "it can be undone"
    assert not User.objects.get(pk=person.pk).is_active
    assert get(person, "/cases/").status_code == 302, "the session that was open has ended"
    post(keeper, reverse("user_open", args=[person.pk]))
    assert User.objects.get(pk=person.pk).is_active
    assert get(keeper, reverse("user_close", args=[keeper.pk])).status_code == 403
