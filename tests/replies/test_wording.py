"""The standing words of a letter, by the formulas of the rule set."""

import pytest

from proposals.actions import cases
from proposals.models import Group, Person, Proposal, ProposalKind
from replies import wording
from tests.factories import World, department, deputy, group, rule_set, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World()
    world.session = session(region="市", term=17, meeting=5)
    return world


def named(name: str, role: Person.Role = Person.Role.DEPUTY) -> Person:
    return deputy(name=name, role=role)


def test_the_title(world: World) -> None:
    case = world.case(case_no="0027")
    assert wording.title(case) == "对市十七届人大五次会议第0027号建议的答复"
    assert wording.title(case, round_=2) == "对市十七届人大五次会议第0027号建议的再次答复"
    proposal = world.case(kind=ProposalKind.CPPCC_PROPOSAL, session=session(organ="cppcc", region="市", term=14, meeting=4), case_no="8")
    assert wording.title(proposal) == "对市政协十四届四次会议第8号提案的答复"


@pytest.mark.parametrize(
    ("proposers", "addressee"),
    [
        ([("刘智", "deputy")], "刘智代表："),
        ([("刘智", "deputy"), ("孙军", "deputy")], "刘智、孙军代表："),
        ([("李文海", "member"), ("周舟", "member"), ("吴桐", "member")], "李文海、周舟、吴桐委员："),
        (["民盟云澜市委会"], "民盟云澜市委会："),
        (["民盟云澜市委会", "云澜市工商联"], "民盟云澜市委会、云澜市工商联："),
        (["民盟云澜市委会", ("李文海", "member")], "民盟云澜市委会，李文海委员："),
    ],
)
def test_the_addressee(world: World, proposers: list[str | tuple[str, str]], addressee: str) -> None:
    who = [group(name=who) if isinstance(who, str) else named(who[0], Person.Role(who[1])) for who in proposers]
    assert wording.addressee(world.case(proposers=who)) == addressee


@pytest.mark.parametrize(("recipients", "addressee"), [("each", "刘智、孙军代表："), ("lead", "刘智代表："), ("lead_relays", "刘智代表：")])
def test_the_rule_set_says_to_whom_a_joint_case_is_answered(world: World, recipients: str, addressee: str) -> None:
    case = joint(world, recipients)
    assert wording.addressee(case) == addressee
    assert wording.opening(case).startswith("你们" if recipients == "each" else "您")


def joint(world: World, recipients: str) -> Proposal:
    rules = rule_set()
    rules.recipients = recipients
    rules.save()
    case = world.case(proposers=[named("刘智"), named("孙军")])
    case.refresh_from_db()
    return case


def test_the_opening_of_a_person_s_case(world: World) -> None:
    alone = world.case()
    assert wording.opening(alone) == "您提出的“关于增加社区托位的建议”，经研究，现答复如下："


def test_the_opening_names_those_who_were_consulted(world: World) -> None:
    case = world.case(title="关于增加社区托位")
    parts = [cases.Task(world.lead.department, "lead")] + [cases.Task(department(short_name=name), "co") for name in ("市公安局", "市教委")]
    cases.assign_case(case, parts, by=world.coordinator)
    assert wording.consulted(case) == "经会同市公安局、市教委研究"
    assert wording.opening(case) == "您提出的“关于增加社区托位的建议”，经会同市公安局、市教委研究，现答复如下："
    assert wording.copies(case) == "市公安局\n市教委"


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (Group.Kind.PARTY, "贵党派"),
        (Group.Kind.COMMITTEE, "贵委员会"),
        (Group.Kind.ORGANIZATION, "贵会"),
        (Group.Kind.DELEGATION, "贵团"),
        (Group.Kind.SECTOR, "贵组"),
        (Group.Kind.SUBGROUP, "贵组"),
    ],
)
def test_a_collective_proposer_is_never_called_nin(world: World, kind: str, form: str) -> None:
    opening = wording.opening(world.case(proposers=[group(kind=kind), named("刘智")]))
    assert opening.startswith(f"{form}提出的")
    assert "您" not in opening


@pytest.mark.parametrize(
    ("title", "kind", "quoted"),
    [
        ("关于增加托位的建议", "suggestion", "关于增加托位的建议"),
        ("关于增加托位", "suggestion", "关于增加托位的建议"),
        ("关于增加托位", "cppcc_proposal", "关于增加托位的提案"),
        ("关于修订条例的议案", "suggestion", "关于修订条例的议案"),
    ],
)
def test_the_title_as_a_letter_quotes_it(title: str, kind: str, quoted: str) -> None:
    assert wording.quoted_title(Proposal(title=title, kind=kind)) == quoted


def test_the_contact_note(world: World) -> None:
    case = world.assigned()
    lead = world.lead_of(case)
    lead.department.contact_name = "办公室"
    assert wording.contact(lead) == "（联系单位及电话：办公室，0999-5550100）"
    lead.department.contact_name = ""
    assert wording.contact(lead) == f"（联系单位及电话：{lead.department.full_name}，0999-5550100）"
    lead.department.contact_phone = ""
    assert wording.contact(lead) == ""


def test_copies_go_to_the_organs_of_the_rule_set_first(world: World) -> None:
    rules = rule_set()
    rules.copies = ["市人大常委会代表工作室", "市政府办公室"]
    rules.save()
    case = world.assigned()
    assert wording.copies(case) == f"市人大常委会代表工作室\n市政府办公室\n{world.co.department.short_name}"


def test_the_first_text_holds_all_of_them(world: World) -> None:
    lead = world.lead_of(world.assigned())
    text = wording.first_text(lead, round_=2)
    assert text["title"] == wording.title(lead.proposal, 2)
    assert text["addressee"] == wording.addressee(lead.proposal)
    assert text["body"] == wording.opening(lead.proposal)
    assert text["contact"] == wording.contact(lead)
    assert text["copies"] == wording.copies(lead.proposal)
    assert text["notes"] == ""
