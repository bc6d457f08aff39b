"""What the rules say of a reply and where it is shown: who signs, to whom it goes, who gets a copy, and that a date is provisional."""

import itertools

import pytest
from django.db import transaction

from proposals.actions.rule_sets import load_shipped
from proposals.models import Assignment, Department, Proposal, RuleSet
from replies import transitions, wording
from replies.actions import drafts
from replies.models import Reply
from replies.templatetags.reply_rules import copies_rule, recipients, reply_rules
from tests.factories import World, deputy, group, rule_set, session
from tests.proposals.pages import get, text

pytestmark = pytest.mark.django_db

CHAINS = (["office", "deputy_head"], ["office", "head"], ["office", "deputy_head", "head"])
# (chain, priority, policy) → the steps that lead to the signature.
D, H = "deputy_approval", "head_approval"
WAYS = {
    (0, False, "head"): [D], (0, False, "chain"): [D], (0, True, "head"): [D, H], (0, True, "chain"): [D],
    (1, False, "head"): [H], (1, False, "chain"): [H], (1, True, "head"): [H], (1, True, "chain"): [H],
    (2, False, "head"): [D, H], (2, False, "chain"): [D, H], (2, True, "head"): [D, H], (2, True, "chain"): [D, H],
}  # fmt: skip


WORDS = {"head": "重点件由主要负责人签发。", "chain": "按审签流程的最后一级签发。"}


@pytest.fixture
def world() -> World:
    return World()


def test_who_signs_by_chain_priority_and_policy(world: World) -> None:
    """Every chain × priority or not × policy: who approves and who signs, and what the page of the review says of it."""
    assert WAYS.keys() == set(itertools.product(range(len(CHAINS)), (False, True), ("head", "chain")))
    reply = world.reply("office_review")
    lead = world.lead
    for (chain, priority, policy), way in WAYS.items():
        with transaction.atomic():
            policies = {"priority_signer": {"value": policy, "article": "第十四条"}}
            RuleSet.objects.filter(pk=reply.case.rule_set_id).update(review_chain=CHAINS[chain], policies=policies)
            Proposal.objects.filter(pk=reply.case.pk).update(is_priority=priority)
            one = Reply.objects.get(pk=reply.pk)
            rows = {name: (words, article) for name, words, article in reply_rules(one)["rows"]}
            assert bool(rows) is priority
            if priority and "head" not in CHAINS[chain]:
                assert rows["签发人"] == (WORDS[policy], "第十四条")
            walked = []
            transitions.agree(one, "pass_on", by=lead.office_reviewer)
            while one.state != "signed":
                walked.append(one.state)
                step, by = ("approve", lead.deputy_head) if one.state == D else ("sign", lead.head)
                transitions.agree(one, step, by=by)
            assert walked == way, (chain, priority, policy)
            assert one.signed_by == (lead.head if way[-1] == H else lead.deputy_head)
            transaction.set_rollback(True)


# Rule set → whom a reply of a government department, and of a party department, is copied to; the deputy was elected by 云湖市.
COPIES: dict[str, tuple[list[str], list[str]]] = {
    "national-suggestion": ([], []),
    "tianjin-suggestion": ([], []),
    "shanghai-suggestion": (["上海市人大常委会代表工作机构", "上海市人民政府办公厅"], ["上海市人大常委会代表工作机构"]),
    "chongqing-suggestion": (["重庆市人大常委会人事代表工作委员会", "重庆市人民政府办公厅"], ["重庆市人大常委会人事代表工作委员会"]),
    "qingdao-suggestion": (["青岛市人大常委会代表工作机构", "青岛市人民政府办公厅"], ["青岛市人大常委会代表工作机构"]),
    "zhejiang-suggestion": (
        ["浙江省人大常委会代表工作机构", "云湖市人大常委会", "浙江省人民政府办公厅"],
        ["浙江省人大常委会代表工作机构", "云湖市人大常委会"],
    ),
    "national-proposal": ([], []),
    "tianjin-proposal": ([], []),
    "shanghai-proposal": (["上海市政协提案委员会", "上海市人民政府办公厅"], ["上海市政协提案委员会"]),
    "chongqing-proposal": (["重庆市政协提案委员会", "重庆市人民政府办公厅"], ["重庆市政协提案委员会"]),
    "qingdao-proposal": (["青岛市政协提案委员会", "青岛市人民政府办公厅"], ["青岛市政协提案委员会"]),
    "zhejiang-proposal": (["浙江省政协提案委员会", "浙江省人民政府办公厅"], ["浙江省政协提案委员会"]),
}


def test_copies_by_the_rules_of_each_place(world: World) -> None:
    load_shipped()
    assert COPIES.keys() == set(RuleSet.objects.values_list("code", flat=True))
    case = world.case(proposers=[deputy(elected_by="云湖市"), deputy(elected_by="云湖市"), deputy(), group()])
    party = Department(kind=Department.Kind.PARTY)
    for code, (government, other) in COPIES.items():
        case.rule_set = RuleSet.objects.get(code=code)
        for department, organs in ((world.lead.department, government), (party, other)):
            assert [organ for organ, _copy in wording.copied_by_rule(case, department)] == organs, code
            assert wording.copies(case, department) == "\n".join(organs)
        said = case.rule_set.source("copies")
        assert said or "assumed" in case.rule_set.sources["copies"], code


def test_a_case_of_the_national_congress_is_copied_to_its_office(world: World) -> None:
    """Two to the standing committee's office, one to that of the State Council."""
    world.session = session(region="全国")
    case = world.case()
    found = wording.copied_by_rule(case, world.lead.department)
    assert [(organ, copy.count) for organ, copy in found] == [("全国人大常委会办公厅", 2), ("国务院办公厅", 1)]


@pytest.mark.parametrize(("recipients_", "words"), [
    ("each", "每一位提出人，逐一答复：刘智代表、孙军代表、周舟代表"), ("lead", "只给领衔的刘智代表（共 3 人联名）"),
    ("lead_relays", "领衔的刘智代表，由其转告孙军代表、周舟代表"),
])  # fmt: skip
def test_whom_a_joint_reply_goes_to_is_said_where_it_is_applied(world: World, recipients_: str, words: str) -> None:
    rules = rule_set("qingdao-suggestion")
    rules.recipients = recipients_
    rules.save()
    world.session.suggestion_rules = rules
    world.session.save()
    reply = world.reply("printed", proposers=[deputy(name=name) for name in ("刘智", "孙军", "周舟")])
    assert recipients(reply.case) == words
    for person, address in (
        (world.lead.drafter, f"/replies/{reply.pk}/"),
        (world.lead.document_administrator, f"/replies/{reply.pk}/dispatch/"),
    ):
        page = text(get(person, address))
        assert words in page
        assert rules.sources["recipients"] in page
    assert recipients(world.case()) == ""


def test_the_editor_names_the_rule_of_the_copies(world: World) -> None:
    world.session.suggestion_rules = rule_set("shanghai-suggestion")
    world.session.save()
    reply = drafts.open_reply(world.lead_of(world.handled()), by=world.lead.drafter)
    page = text(get(world.lead.drafter, f"/replies/{reply.pk}/edit/"))
    said = "按规定抄送：上海市人大常委会代表工作机构、上海市人民政府办公厅（上海市代表建议地方性法规（2015）第二十条"
    assert said in page
    assert copies_rule(reply)["article"] == reply.case.rule_set.sources["copies"]


def test_a_provisional_date_is_marked_on_every_page_of_a_reply(world: World) -> None:
    reply = world.reply("office_review")
    pages = [(world.lead.drafter, f"/replies/{reply.pk}/"), (world.lead.office_reviewer, f"/replies/{reply.pk}/review/")]
    draft = world.reply()
    pages.append((world.lead.drafter, f"/replies/{draft.pk}/edit/"))
    for provisional in (False, True):
        Assignment.objects.update(due_is_provisional=provisional)
        for person, address in pages:
            assert ("（暂定）" in text(get(person, address))) is provisional, address
