"""代办: the main leader is away, the leader in charge signs for him, and the history names both."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from proposals.models import Event
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk

pytestmark = pytest.mark.browser


def test_a_deputy_signs_for_the_leader_who_is_away(desk: OpenDesk) -> None:
    yunlan.walk("0061", "head_approval")
    reply = yunlan.reply("0061")
    today = timezone.localdate()
    leader = desk("qianfa")
    leader.go("/")
    leader.follow("委托代办")
    leader.look("delegations-none")
    leader.field("代办人").select_option(str(yunlan.person("fenguan").pk))
    leader.fill("起始日", today.isoformat())
    leader.fill("截止日", (today - timedelta(days=1)).isoformat())
    leader.fill("理由", "赴省里开会")
    with leader.refused(422):
        leader.press("确认委托")
    leader.reads("截止日早于起始日。")
    expect(leader.field("理由")).to_have_value("赴省里开会")
    leader.fill("截止日", (today + timedelta(days=5)).isoformat())
    leader.press("确认委托")
    leader.told("叶知秋代梅长亭办理")
    leader.look("delegations")

    deputy = desk("fenguan")
    deputy.go("/")
    deputy.follow("看稿签发", within=deputy.row(yunlan.TITLES["0061"]))
    deputy.look("review-as-deputy")
    deputy.follow("签发")
    deputy.press("签发")
    deputy.told("已签发")
    deputy.go(f"/cases/{reply.case.pk}/")
    deputy.reads("叶知秋（代梅长亭）")
    deputy.look("case-signed-by-deputy")
    assert Event.objects.get(subject_type="reply", name="sign").data["for"] == "梅长亭"

    leader.press("立即终止")
    leader.told("叶知秋不再代梅长亭办理。")
    auditor = desk("shenji")
    auditor.go("/delegations/?show=all")
    auditor.reads("赴省里开会", "梅长亭", "提前终止")
    auditor.look("delegations-audited")
