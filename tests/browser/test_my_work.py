"""A drafter does what waits from the list: by mouse, and by the keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from proposals.actions import cases
from proposals.models import User
from replies import transitions
from replies.demo import story
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE

pytestmark = pytest.mark.browser


def test_signs_for_cases_and_takes_it_back_by_mouse_and_by_keys(desk: OpenDesk) -> None:
    returned = yunlan.reply(yunlan.walk("0088", "office_review").case_no)
    User.objects.filter(username="nigao").update(last_seen_at=timezone.now() - timedelta(days=1))
    transitions.send_back(returned, by=story.who("reply.review", returned.department), reason="请写明配备康复师的学校数。")
    yunlan.walk("0117", "assigned", assigned_days_ago=200)
    yunlan.walk("0061", "assigned")
    at = desk("nigao")
    at.go("/start/")
    at.reads("我的工作", "请写明配备康复师的学校数", "离开后的变化")
    at.look("my-work")
    at.press("签收", within=at.row(yunlan.TITLES["0117"]))
    at.told("已签收提案 第0117号。下一步：起草答复。")
    at.look("my-work-undo")
    at.press("撤销")
    at.told("提案 第0117号重新待签收。")
    # The keyboard alone: the rows, the next step, and taking it back.
    keys = at.page.keyboard
    first = at.row(yunlan.TITLES["0117"]).get_by_role("button", name="签收")
    keys.press("j")
    expect(first).to_be_focused()
    keys.press("Enter")
    at.told("已签收提案 第0117号。")
    keys.press("u")
    at.told("提案 第0117号重新待签收。")
    keys.press("e")
    at.told("已签收提案 第0117号。")
    assert yunlan.lead("0117").state == "accepted"
    keys.press("j")
    keys.press("o")
    expect(at.page.get_by_role("heading", level=1)).to_be_visible()


def test_a_leader_begins_on_the_phone_with_the_draft_to_be_signed(desk: OpenDesk) -> None:
    yunlan.walk("0061", "head_approval")
    at = desk("qianfa", **PHONE, user_agent="Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36")
    at.go("/start/")
    expect(at.page.get_by_role("heading", level=1)).to_contain_text("0061")
    own = desk("nigao", color_scheme="dark", **PHONE)
    cases.accept_assignment(yunlan.lead(yunlan.walk("0117", "assigned").case_no), by=yunlan.person("nigao"))
    own.go("/")
    own.look("phone-my-work")
