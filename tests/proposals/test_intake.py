"""立案, 不予立案, 转社情民意, 撤回: what the rules ask for, who is told, and what is written down."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proposals import workflow
from proposals.actions import cases, intake
from proposals.actions.intake import Filing, Result
from proposals.errors import CaseError, InvalidInput, NotReady, ReasonMissing
from proposals.models import Event, FilingDecision, Proposal, ProposalKind, RuleSet, User
from tests.factories import World, deputy, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def proposal(world: World, **fields: Any) -> Proposal:
    """A CPPCC proposal: its rules ask that it is filed."""
    if "session" not in fields:
        fields["session"] = session(organ="cppcc")
    return world.case(kind=ProposalKind.CPPCC_PROPOSAL, **fields)


def page(person: User, name: str, *args: object, data: dict[str, Any] | None = None, status: int = 200) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse(name, args=args)
    response = client.post(address, data, follow=True) if data is not None else client.get(address)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def with_policy(case: Proposal, name: str, value: str, article: str = "第十条") -> Proposal:
    RuleSet.objects.filter(pk=case.rule_set_id).update(policies={**case.rule_set.policies, name: {"value": value, "article": article}})
    return Proposal.objects.get(pk=case.pk)


@pytest.mark.parametrize("ground", FilingDecision.Ground.values)
def test_a_refusal_names_its_ground_and_the_proposer_reads_it(world: World, ground: str) -> None:
    case = proposal(world)
    made = intake.decide_filing(case, Filing("not_filed", ground, " 见来函 "), by=world.coordinator)
    assert (made.ground, made.note, made.decided_by, case.state) == (ground, "见来函", world.coordinator, "not_filed")
    event = Event.objects.get(proposal=case, name="refuse")
    assert (event.reason, event.data) == (made.words, {"ground": ground})
    assert str(FilingDecision.Ground(ground).label) in made.words
    for name, args in (("work", ()), ("case_detail", (case.pk,))):
        assert made.words in page(world.proposer, name, *args)


@pytest.mark.parametrize(
    ("filing", "error"),
    [
        (Filing("not_filed"), ReasonMissing),
        (Filing("not_filed", "tired"), ReasonMissing),
        (Filing("converted", note=" \n"), ReasonMissing),
        (Filing("filed", "personal"), InvalidInput),
        (Filing("converted", "personal", "转参考"), InvalidInput),
        (Filing("shelved"), InvalidInput),
    ],
)
def test_what_is_no_decision(world: World, filing: Filing, error: type[CaseError]) -> None:
    case = proposal(world)
    with pytest.raises(error):
        intake.decide_filing(case, filing, by=world.coordinator)
    assert intake.preview_filing([case], filing, by=world.coordinator)[0].refusal
    case.refresh_from_db()
    assert case.state == "registered"
    assert not FilingDecision.objects.exists()


def test_a_case_that_is_not_filed_can_still_be_passed_on(world: World) -> None:
    case = proposal(world)
    intake.decide_filing(case, Filing("not_filed", "personal"), by=world.coordinator)
    page(world.coordinator, "case_filing", case.pk)
    page(world.coordinator, "case_filing", case.pk, data={"decision": "converted", "note": "转市信访局参考"})
    assert [made.decision for made in case.filing_decisions.all()] == ["not_filed", "converted"]
    assert "转市信访局参考" in page(world.proposer, "work")


def test_at_the_desk_a_filed_case_that_is_not_the_governments_is_passed_on(world: World) -> None:
    case = proposal(world)
    intake.decide_filing(case, Filing("filed"), by=world.coordinator)
    link = reverse("case_filing", args=[case.pk])
    assert f'href="{link}" data-key="x"' in page(world.coordinator, "case_assign", case.pk)
    assert 'data-key="x"' not in page(world.coordinator, "case_assign", world.case().pk), "no filing is asked for, so none is taken back"
    page(world.coordinator, "case_filing", case.pk, data={"decision": "converted", "note": " "}, status=422)
    page(world.coordinator, "case_filing", case.pk, data={"decision": "filed", "note": "x"}, status=422)
    page(world.coordinator, "case_filing", case.pk, data={"decision": "converted", "note": "转市中级法院研究", "next": "1"})
    case.refresh_from_db()
    assert case.state == "converted"
    assert "转市中级法院研究" in page(world.proposer, "work")


def test_what_was_decided_is_never_changed(world: World) -> None:
    case = proposal(world)
    intake.decide_filing(case, Filing("filed"), by=world.coordinator)
    for change in (lambda: FilingDecision.objects.update(note="x"), lambda: FilingDecision.objects.all().delete()):
        with pytest.raises(TypeError):
            change()


def test_many_are_decided_each_for_itself(world: World) -> None:
    council = session(organ="cppcc")
    first, second, third = (proposal(world, session=council) for _n in range(3))
    suggestion = world.case()
    cases.withdraw_case(second, by=world.coordinator, reason="来函撤回")
    all_ = [first, second, third, suggestion]
    shown = intake.preview_filing(all_, Filing("filed"), by=world.coordinator)
    assert [bool(result.refusal) for result in shown] == [False, True, False, True]
    assert Proposal.objects.filter(state="filed").count() == 0, "a preview writes nothing"
    done = intake.decide_many(all_, Filing("filed"), by=world.coordinator)
    assert done == [Result(case, before.refusal) for case, before in zip(all_, shown, strict=True)]
    assert set(Proposal.objects.filter(state="filed")) == {first, third}


def test_the_queue_previews_and_decides(world: World) -> None:
    council = session(organ="cppcc")
    first, second = (proposal(world, session=council) for _n in range(2))
    shown = page(world.coordinator, "case_filing_queue")
    assert first.title in shown
    assert world.case().number_label not in shown
    entered = {"case": [first.pk, second.pk], "decision": "not_filed", "ground": "promotion", "note": ""}
    page(world.coordinator, "case_filing_queue", data=entered)
    assert not FilingDecision.objects.exists()
    cases.withdraw_case(second, by=world.coordinator, reason="来函撤回")
    assert second.title in page(world.coordinator, "case_filing_queue", data=entered | {"sure": "1"}, status=409)
    assert [made.proposal for made in FilingDecision.objects.all()] == [first]
    page(world.coordinator, "case_filing_queue", data={"decision": "filed"}, status=422)
    page(world.coordinator, "case_filing_queue", data={"case": ["no number"], "decision": "filed"}, status=422)
    stranger = world.actors()["stranger.coordinator"]
    page(stranger, "case_filing_queue", data=entered, status=404)


def test_a_wrong_decision_on_one_case_comes_back_with_what_was_written(world: World) -> None:
    case = proposal(world)
    shown = page(world.coordinator, "case_filing", case.pk, data={"decision": "not_filed", "note": "请补充材料"}, status=422)
    assert "请补充材料" in shown


def test_after_a_decision_the_next_case_comes_up(world: World) -> None:
    council = session(organ="cppcc")
    first, second = (proposal(world, session=council, title=title) for title in ("关于甲的提案", "关于乙的提案"))
    shown = page(world.coordinator, "case_filing", first.pk, data={"decision": "filed", "next": "1"})
    assert reverse("case_filing", args=[second.pk]) in shown
    first.refresh_from_db()
    assert first.state == "filed"


# Withdrawal


@pytest.mark.parametrize(("rule", "after"), [("while_handled", True), ("before_assignment", False)])
def test_until_when_a_case_is_withdrawn(world: World, rule: str, after: bool) -> None:
    early = with_policy(world.case(), "withdrawal", rule)
    cases.withdraw_case(early, by=world.coordinator, reason="来函撤回")
    assert early.state == "withdrawn"
    for make in (world.assigned, world.handled):
        case = make()
        if after:
            cases.withdraw_case(case, by=world.coordinator, reason="来函撤回")
            assert case.state == "withdrawn"
        else:
            with pytest.raises(NotReady, match="第十条"):
                cases.withdraw_case(case, by=world.coordinator, reason="来函撤回")


def test_a_joint_proposal_needs_the_consent_of_all_who_signed(world: World) -> None:
    case = with_policy(world.case(proposers=[world.person, deputy(name="叶青梧"), deputy(name="云小满")]), "withdrawal", "all_signers")
    first, second = cases.consents_needed(case)
    for consents in ([], [first]):
        with pytest.raises(NotReady, match=r"云小满.*第十条"):
            cases.withdraw_case(case, by=world.coordinator, reason="来函撤回", consents=consents)
    shown = page(world.coordinator, "case_withdraw", case.pk, data={"reason": "来函撤回", "consent": [first.pk]}, status=409)
    assert "来函撤回" in shown
    page(world.coordinator, "case_withdraw", case.pk, data={"reason": "来函撤回", "consent": [first.pk, second.pk]})
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert Event.objects.get(proposal=case, name="withdraw").data == {"consents": ["叶青梧", "云小满"]}
    assert "叶青梧、云小满" in page(world.coordinator, "case_detail", case.pk)


def test_one_who_proposes_alone_withdraws_alone(world: World) -> None:
    case = with_policy(world.case(), "withdrawal", "all_signers")
    assert cases.consents_needed(case) == []
    cases.withdraw_case(case, by=world.coordinator, reason="来函撤回")
    assert Event.objects.get(proposal=case, name="withdraw").data == {}


def test_it_waits_to_be_filed_and_then_to_be_assigned(world: World) -> None:
    """What waits for the coordinator is what the table leaves open, and it is told so in words."""
    case, suggestion = proposal(world), world.case()

    def waiting() -> tuple[set[Proposal], set[Proposal]]:
        return set(Proposal.objects.to_file()), set(Proposal.objects.to_assign())

    assert waiting() == ({case}, {suggestion})
    shown = page(world.coordinator, "work")
    assert reverse("case_filing", args=[case.pk]) in shown
    assert reverse("case_assign", args=[suggestion.pk]) in shown
    page(world.coordinator, "case_assign", case.pk, status=409)
    page(world.coordinator, "case_filing", suggestion.pk, status=409)
    intake.decide_filing(case, Filing("filed"), by=world.coordinator)
    assert waiting() == (set(), {case, suggestion})
    for one in (case, suggestion):
        assert workflow.can_move(one, "assign", by=world.coordinator)
        page(world.coordinator, "case_assign", one.pk)
