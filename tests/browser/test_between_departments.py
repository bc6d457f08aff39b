"""Paragraphs of an opinion in the draft and the co-signature that a change asks for again; a disagreement, and the board of debts."""

import pytest
from playwright.sync_api import expect

from proposals.actions import co_handling, disagreements
from proposals.models import Assignment, CoOpinion
from replies import transitions
from replies.actions import drafts
from replies.actions.provenance import take_paragraph
from replies.descent import paragraphs
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk

pytestmark = pytest.mark.browser

ASKED = [
    {"department": "市住房城乡建设局", "scope": "社区闲置用房情况"},
    {"department": "市卫生健康委", "scope": "从业人员与安全监管"},
]
PLACES = "经核查，三个街道有社区闲置用房37处，其中19处符合日照、消防条件，可改作托育点。"
STAFF = "我委将对托育机构逐一上门指导，每季度抽查一次。"
BODY = "您提出的建议收悉，现答复如下：\n一、关于场地来源\n感谢您的关心和支持。"


def test_a_changed_paragraph_asks_its_co_handler_again_and_no_other(desk: OpenDesk) -> None:
    yunlan.signed_for("0027", co=ASKED)
    drafter = yunlan.person("nigao")
    co_signers = {}
    for username, text in (("huiban", PLACES), ("huiban2", STAFF)):
        person = yunlan.person(username)
        opinion = CoOpinion.objects.get(assignment__department=person.department)
        co_signers[text] = (person, co_handling.submit_opinion(opinion, text, by=person))
        co_handling.adopt_opinion(opinion, by=drafter)
    reply = drafts.open_reply(yunlan.lead("0027"), by=drafter)
    assert reply.latest is not None
    given = {"outcome": "A", "publication": "full", "contact_exception": "已多次电话联系，代表出差"}
    drafts.save_draft(reply, reply.latest.text | {"body": BODY}, base=1, by=drafter, **given)

    at = desk("nigao", java_script_enabled=False)
    at.go(f"/replies/{reply.pk}/edit/")
    at.page.get_by_label("采入到").select_option("2")
    at.press("采入稿中", within=at.page.locator("li").filter(has_text=PLACES))
    at.told("这一段已采入稿中，存为第 3 稿。")
    take_paragraph(reply, reply.latest.text, submission=co_signers[STAFF][1], number=1, base=3, by=drafter, place="3")
    transitions.submit(reply, by=drafter)
    for person, _submission in co_signers.values():
        transitions.co_sign(reply, by=person)
    transitions.send_back(reply, by=yunlan.person("hegao"), reason="处数与附表不一致")

    at = desk("nigao")
    at.go(f"/replies/{reply.pk}/edit/")
    body = at.editor()
    body.fill(reply.latest.body.replace("19处", "21处"))
    at.page.get_by_role("button", name="保存", exact=True).first.click()
    at.reads("须再次会签", "第 4 稿已会签，其内容此后未改")
    at.look("editor-whose-co-signature")
    at.page.get_by_role("button", name="保存并送核稿").first.click()
    at.told("市住房城乡建设局：第 4 稿已会签，此后采自其意见的段落有改动或删除，须再次会签")

    co_signer = desk("huiban")
    co_signer.go(f"/replies/{reply.pk}/review/")
    co_signer.reads("采自市住房城乡建设局意见，有改动")
    co_signer.look("co-sign-again")
    co_signer.decide("会签")
    co_signer.told("已同意")
    reply.refresh_from_db()
    assert reply.state == "office_review"
    assert paragraphs(reply.latest.body)[3] == STAFF
    reviewer = desk("hegao")
    reviewer.go(f"/replies/{reply.pk}/review/")
    reviewer.reads("第 4 稿已会签，其内容此后未改", "第 5 稿已会签")
    reviewer.look("review-with-origins")


def test_a_disagreement_goes_to_the_coordinator_who_sees_who_owes_what(desk: OpenDesk) -> None:
    yunlan.signed_for("0027", co=ASKED)
    yunlan.walk("0117", "assigned", assigned_days_ago=200)
    side = Assignment.objects.get(proposal=yunlan.case("0027"), department__short_name="市住房城乡建设局")
    at = desk("huiban")
    at.go(f"/cases/{side.proposal_id}/")
    at.follow("提出意见分歧")
    at.field("对方单位").select_option(label=str(yunlan.lead("0027")))
    at.fill("对方意见和本单位不同意的理由", "对方拟写“37处均可改作托育点”，与消防核查结果不符。")
    at.fill("本单位的主张", "写明可用的19处，其余列入计划。")
    at.look("disagreement-form")
    at.press("报交办机关协调")
    at.told("意见分歧已报交办机关协调")
    at.look("case-with-disagreement")

    coordinator = desk("jiaoban")
    coordinator.go("/")
    coordinator.reads("协调意见分歧", "写明可用的19处")
    coordinator.follow("谁欠什么")
    coordinator.reads("分歧协调", "答复", "签收")
    coordinator.look("board")
    coordinator.page.get_by_role("checkbox", name="催办：市卫生健康委，建议 第0027号").check()
    coordinator.fill("催办什么", "请尽快提出会办意见。")
    coordinator.press("催办所选单位")
    coordinator.reads("今天已催")
    coordinator.go("/")
    coordinator.follow("作出决定", within=coordinator.row(yunlan.TITLES["0027"]))
    coordinator.fill("决定", "按会办意见写明19处，其余处数列入计划。")
    coordinator.fill("会议日期", "2026-01-05")
    coordinator.fill("参加人员", "两单位分管负责人")
    coordinator.look("disagreement-to-settle")
    coordinator.press("作出决定")
    coordinator.told("已作出决定")
    at.go(f"/cases/{side.proposal_id}/")
    at.reads("按会办意见写明19处", "两单位分管负责人")
    expect(at.page.get_by_role("link", name="提出意见分歧")).to_have_count(1)
    assert disagreements.sides(side)
