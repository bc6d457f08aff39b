"""The co-handler signs for a case, gives an opinion, gives it again after it was sent back, and co-signs the reply."""

import pytest
from playwright.sync_api import expect

from proposals.actions import cases, co_handling
from proposals.models import CoOpinion
from replies import transitions
from replies.actions import drafts
from replies.states import ReplyState
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk

pytestmark = pytest.mark.browser

ASKED = [{"department": "市住房城乡建设局", "scope": "社区闲置用房情况"}]
TITLE = yunlan.TITLES["0027"]


def opinion() -> CoOpinion:
    return CoOpinion.objects.get(assignment__proposal__case_no="0027")


def test_gives_an_opinion_and_gives_it_again(desk: OpenDesk) -> None:
    yunlan.walk("0027", "assigned", co=ASKED)
    cases.accept_assignment(yunlan.lead("0027"), by=yunlan.person("nigao"))
    at = desk("huiban")
    at.go("/")
    at.reads("社区闲置用房情况")
    at.look("co-handler-work")
    at.press("签收", within=at.row(TITLE))
    at.told("已签收建议 第0027号。下一步：提会办意见。")
    at.follow("写会办意见", within=at.row(TITLE))
    at.look("opinion-empty")
    with at.refused(422):
        # The browser itself asks for a text; what the server says to blanks is seen here.
        at.fill("会办意见", "  ")
        at.press("提会办意见")
    at.reads("请写会办意见，主办单位会看到。")
    at.fill("会办意见", "同意主办单位意见。")
    at.press("提会办意见")
    at.told("会办意见已提交，主办单位可以看到了。")
    at.reads("已提交，待采纳", "同意主办单位意见。")
    at.look("opinion-submitted")

    lead = desk("nigao")
    lead.go("/")
    lead.follow("看会办意见", within=lead.row(TITLE))
    lead.look("opinion-to-judge")
    lead.follow("退回重提")
    lead.look("opinion-send-back")
    lead.reads("这份会办意见只表示无意见或同意，没有实际内容。")
    lead.page.get_by_label("空泛").check()
    lead.fill("理由", "没有说明闲置用房的数量和条件。")
    lead.press("退回修改")
    lead.told("会办意见已退回市住房城乡建设局")

    at.go("/")
    at.reads("没有说明闲置用房的数量和条件。")
    at.follow("写会办意见", within=at.row(TITLE))
    at.reads("没有说明闲置用房的数量和条件。")
    expect(at.field("会办意见")).to_have_value("同意主办单位意见。")
    at.look("opinion-again")
    at.fill("会办意见", "社区闲置用房37处，其中19处可改作托育点。")
    at.press("提会办意见")
    lead.go(f"/opinions/{opinion().pk}/")
    lead.press("采纳意见")
    lead.told("已采纳市住房城乡建设局的会办意见。")
    lead.look("case-opinion-adopted")
    at.go("/")
    at.reads("现在没有要您办的事。")


def test_co_signs_the_draft(desk: OpenDesk) -> None:
    yunlan.signed_for("0027", co=ASKED)
    co_handling.submit_opinion(opinion(), "社区闲置用房37处。", by=yunlan.person("huiban"))
    co_handling.adopt_opinion(opinion(), by=yunlan.person("nigao"))
    reply = drafts.open_reply(yunlan.lead("0027"), by=yunlan.person("nigao"))
    assert reply.latest is not None
    text = reply.latest.text | {"body": "现答复如下：\n一、关于场地\n已查清社区闲置用房37处。"}
    drafts.save_draft(reply, text, base=1, by=yunlan.person("nigao"), outcome="A", publication="full")
    transitions.submit(reply, by=yunlan.person("nigao"))
    at = desk("huiban")
    at.go("/")
    at.follow("看稿会签", within=at.row(TITLE))
    at.reads("已查清社区闲置用房37处。")
    at.look("co-sign")
    at.decide("会签")
    at.told("已同意")
    reply.refresh_from_db()
    assert reply.state == ReplyState.OFFICE_REVIEW
