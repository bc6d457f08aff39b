"""Pictures of what goes between departments: the co-handler's main job, and what happens when a case does not go straight."""

import pytest
from playwright.sync_api import expect

from proposals.actions import cases, co_handling
from proposals.models import Assignment, CoOpinion
from replies import transitions
from replies.actions import drafts
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.film import WIDE, Film, panel

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("morning")]

TITLE = yunlan.TITLES["0027"]
ASKED = [{"department": "市住房城乡建设局", "scope": "社区闲置用房情况"}]
OPINION = "经核查，三个街道有社区闲置用房37处，其中19处符合日照、消防条件，可改作托育点；其余18处正在办理权属和消防手续。"
BODY = "你们提出的建议收悉，现答复如下：\n一、关于场地来源\n已查清社区闲置用房37处，其中19处可改作托育点。"


def test_the_co_handler(desk: OpenDesk) -> None:
    case = yunlan.walk("0027", "assigned", co=ASKED, assigned_days_ago=1)
    yunlan.walk("0035", "assigned", assigned_days_ago=2)
    drafter = yunlan.person("nigao")
    cases.accept_assignment(yunlan.lead("0027"), by=drafter)
    opinion = CoOpinion.objects.get(assignment__proposal=case)
    at = desk("huiban", **WIDE)
    with Film("co-handler") as film:
        at.go("/")
        film.take(at, "my-work", height=560)
        at.press("签收", within=at.row(TITLE))
        at.told("下一步：提会办意见。")
        film.take(at, "signed-for", height=520)
        at.follow("写会办意见", within=at.row(TITLE))
        at.fill("会办意见", OPINION)
        film.take(at, "opinion")
        at.fill("会办意见", "同意主办单位意见。")
        at.press("提会办意见")
        at.told("会办意见已提交")
        film.take(at, "submitted", height=560)
        co_handling.send_back_opinion(opinion, by=drafter, reason="没有说明闲置用房的数量和条件，请补充。")
        at.go("/")
        film.take(at, "sent-back", height=520)
        at.follow("写会办意见", within=at.row(TITLE))
        at.fill("会办意见", OPINION)
        film.take(at, "again")
        at.press("提会办意见")
        opinion.refresh_from_db()
        co_handling.adopt_opinion(opinion, by=drafter)
        reply = drafts.open_reply(yunlan.lead("0027"), by=drafter)
        assert reply.latest is not None
        given = {"outcome": "B", "publication": "full", "contact_exception": "代表出差，已电话联系"}
        drafts.save_draft(reply, reply.latest.text | {"body": BODY}, base=1, by=drafter, **given)
        transitions.submit(reply, by=drafter)
        at.go("/")
        film.take(at, "to-co-sign", at.page.locator("section", has=at.row(TITLE)).first)
        at.follow("看稿会签", within=at.row(TITLE))
        film.take(at, "draft")
        at.page.locator(".decide").get_by_role("link", name="会签", exact=True).click()
        film.take(at, "co-sign", at.page.get_by_role("dialog"))
        at.press("会签")
        at.told("已同意")
        film.take(at, "co-signed", height=420)


def test_what_does_not_go_straight(desk: OpenDesk) -> None:
    recent = yunlan.walk("0117", "assigned", assigned_days_ago=2)
    yunlan.signed_for("0088")
    draft = drafts.open_reply(yunlan.lead("0088"), by=yunlan.person("nigao"))
    yunlan.walk("0061", "office_review")
    yunlan.walk("0093", "returned")
    first = yunlan.walk("0121", "registered")
    yunlan.walk("0121", "registered", case_no="0122", title="关于支持乡村小规模学校共享科学教师的提案")
    at = desk("nigao", **WIDE)
    with Film("situations") as film:
        at.go(f"/cases/{recent.pk}/")
        at.follow("申请退办")
        at.fill("退办理由", "本件所提事项由市文化和旅游部门负责，不属我局职责。")
        film.take(at, "objection")
        at.go(f"/assignments/{yunlan.lead('0117').pk}/more-time/")
        at.fill("延期至", "2027-03-19")
        at.fill("延期理由", "需要逐校核对藏书和系统，请准予延长。")
        film.take(at, "more-time")
        at.go(f"/replies/{yunlan.reply('0061').pk}/")
        at.follow("收回修改")
        at.fill("理由", "还要补一个数字。")
        film.take(at, "take-back", height=520)
        other = desk("nigao", **WIDE)
        for one, words in ((at, "请市卫生健康委每年接收12名教师进修。"), (other, "康复师缺口为13人。")):
            one.go(f"/replies/{draft.pk}/edit/")
            body = one.editor()
            body.fill(f"{body.input_value()}\n{words}")
        other.page.get_by_role("button", name="保存", exact=True).first.click()
        other.told("已存为第 2 稿。")
        with at.refused(409):
            at.page.get_by_role("button", name="保存", exact=True).first.click()
        at.reads("您的字一个没丢")
        film.take(at, "two-texts", height=720)
        other.go(f"/replies/{yunlan.reply('0093').pk}/edit/")
        body = other.editor()
        expect(other.page.locator("[data-canvas][data-page]")).to_be_visible()
        other.page.context.set_offline(True)
        body.fill(f"{body.input_value()}\n没有网络时写的一段。")
        expect(other.page.locator("[data-saved]")).to_contain_text("没有网络")
        film.take(other, "without-network", other.page.locator(".crumb"), other.page.locator(".page-head"))
        other.page.context.set_offline(False)
        other.problems[:] = [one for one in other.problems if "ERR_INTERNET_DISCONNECTED" not in one]
        co = desk("huiban2", **WIDE)
        co.go(f"/assignments/{yunlan.case('0088').assignments.get(mode=Assignment.Mode.CO).pk}/disagree/")
        co.field("对方单位").select_option(label=str(yunlan.lead("0088")))
        co.fill("对方意见和本单位不同意的理由", "对方拟写“每年接收20名教师进修”，超出我委现有带教能力。")
        co.fill("本单位的主张", "写明每年接收12名。")
        film.take(co, "disagreement")
        coordinator = desk("jiaoban", **WIDE)
        coordinator.go(f"/cases/{first.pk}/merge/")
        film.take(coordinator, "merge")
        coordinator.go(f"/cases/{recent.pk}/withdraw/")
        coordinator.fill("理由", "领衔委员来函撤回。")
        film.take(coordinator, "withdraw", height=520)
        coordinator.go(f"/assign/{yunlan.walk('0142', 'registered').pk}/")
        coordinator.page.locator("[name=task-0-department]").fill("市教育局")
        coordinator.page.locator("[name=task-0-mode]").select_option(label="双主办")
        coordinator.page.locator("[name=task-1-department]").fill("市卫生健康委")
        film.take(coordinator, "joint", panel(coordinator, "承办单位"), height=600)
