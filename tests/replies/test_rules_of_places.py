"""What the rules of each place ask for after the assignment, by what happens: contact, publication, rating, second answer, promises."""

import re
from calendar import monthrange
from datetime import date, timedelta

import pytest
from django.utils import timezone

from proposals import look_backs
from proposals.actions import cases, co_handling
from proposals.errors import CaseError, InvalidInput, NotReady
from proposals.models import Clock, Proposal, RuleSet
from proposals.states import CaseState
from replies import transitions, work
from replies.actions import commitments, drafts, links, publishing, ratings, rounds
from replies.actions.publishing import NewText
from replies.actions.review import AGREE_FROM
from replies.models import Publication, Rating, Reply
from replies.ratings import Given, asked, check_given, feedback_due, returns_of
from replies.states import ReplyState
from tests import steps
from tests.factories import BODY, World, contacted, deputy, rule_set
from tests.proposals.follow_up import SENTENCE
from tests.proposals.test_rules_reference import other

pytestmark = pytest.mark.django_db
SHIPPED = [f"{place}-suggestion" for place in ("national", "tianjin", "shanghai", "chongqing", "qingdao", "zhejiang")]


@pytest.fixture
def world() -> World:
    return World()


def under(world: World, code: str) -> RuleSet:
    """Puts the cases of the world under the rules of a place, shipped or not."""
    if "-" in code:
        rules = rule_set(code)
    else:
        rules = other(code)
        rules.pk = None
        rules.save()
    world.session.suggestion_rules = world.session.proposal_rules = rules
    world.session.save()
    return rules


def draft(world: World, case: Proposal) -> Reply:
    reply = drafts.open_reply(world.lead_of(case), by=world.lead.drafter)
    return written(world, reply)


def written(world: World, reply: Reply) -> Reply:
    assert reply.latest
    outcome = reply.case.rule_set.outcome_scheme[0].code
    text = reply.latest.text | {"body": BODY}
    drafts.save_draft(reply, text, base=reply.latest.number, by=world.lead.drafter, outcome=outcome, publication="full")
    return reply


def agree(world: World, reply: Reply) -> None:
    event = AGREE_FROM[ReplyState(reply.state)]
    by = {"pass_on": "office_reviewer", "approve": "deputy_head", "sign": "head"}[event]
    transitions.agree(reply, event, by=getattr(world.lead, by))


def sign(world: World, reply: Reply) -> None:
    transitions.submit(reply, by=world.lead.drafter)
    while reply.state != ReplyState.SIGNED:
        agree(world, reply)


def send(world: World, reply: Reply) -> Reply:
    sign(world, reply)
    for step in world.steps(reply)[5:]:
        step()
    return Reply.objects.select_related("assignment__proposal__rule_set").get(pk=reply.pk)


def sent(world: World) -> Reply:
    """The answer to a joint case of two deputies."""
    case = world.handled(co=False, proposers=[world.person, deputy()])
    contacted(case, by=world.lead.drafter)
    return send(world, draft(world, case))


def rate(world: World, reply: Reply, *, good: bool) -> Rating:
    """By the lead of those who proposed, in the grades of the place: the best ones, or one that is bad."""
    scales = reply.case.rule_set.rating_scales
    grades = {name: grades[0].code for name, grades in scales.items()}
    if not good:
        name = next(iter(scales))
        grades[name] = next(grade.code for grade in scales[name] if grade.dissatisfied)
    (made,) = links.make_links(reply, [reply.case.proposers.get(is_lead=True)], by=world.coordinator)
    return ratings.rate_by_link(made.token, Given(grades, "" if good else "只有设想"))


def months_on(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, min(day.day, monthrange(day.year + year, month + 1)[1]))


# What is said to the proposer until it is enough; whatever comes before the last is not.
CONTACTS = {
    "any": [("phone", "after"), ("phone", "before")],
    "face": [("phone", "before"), ("face", "after"), ("face", "during")],
    "three_phases": [("phone", "after"), ("phone", "before"), ("phone", "during")],
}


@pytest.mark.parametrize("code", [*SHIPPED, "tianjin-proposal", "shandong"])
def test_the_contact_that_a_place_asks_for_before_the_signature(world: World, code: str) -> None:
    rules = under(world, code)
    asks = rules.policy("contact")
    kind = "cppcc_proposal" if code.endswith("proposal") else "suggestion"
    case = world.handled(co=False, kind=kind)
    reply = draft(world, case)
    for how, phase in CONTACTS[asks.value]:
        with pytest.raises(NotReady, match=re.escape(asks.article)):
            sign(world, Reply.objects.get(pk=reply.pk)) if reply.state == "drafting" else agree(world, Reply.objects.get(pk=reply.pk))
        reply.refresh_from_db()
        today = timezone.localdate()
        co_handling.record_contact(
            case, by=world.lead.drafter, kind=how, phase=phase, held_on=today, with_whom="代表", notes="听取了意见。"
        )
    agree(world, Reply.objects.get(pk=reply.pk))
    assert Reply.objects.get(pk=reply.pk).state == "signed"


def test_the_first_contact_is_due_twenty_working_days_after_the_receipt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """重庆18."""
    under(world, "chongqing-suggestion")
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 2, 27))
    case = world.assigned(co=False)
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 3, 2))
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    clock = Clock.objects.get(proposal=case, name="first_contact")
    assert (clock.state, clock.started_on, clock.due_on) == ("running", date(2026, 3, 2), date(2026, 3, 30))
    assert "第十八条" in clock.limit.article
    contacted(case, by=world.lead.drafter)
    clock.refresh_from_db()
    assert clock.state == "met"


# Rule set → whether the rules themselves begin it, months of the second answer, what follows where it does not satisfy either.
SECOND = {
    "national-suggestion": (False, 1, "rework"),
    "tianjin-suggestion": (False, 1, "rework"),
    "shanghai-suggestion": (False, 1, "rework"),
    "chongqing-suggestion": (True, 2, "meet"),
    "qingdao-suggestion": (False, 1, "meet"),
    "zhejiang-suggestion": (True, 1, "rework"),
    "henan": (False, 1, "meet"),
}


@pytest.mark.parametrize("code", SECOND)
def test_what_a_place_makes_of_a_bad_rating(world: World, code: str) -> None:
    by_itself, months, afterwards = SECOND[code]
    rules = under(world, code)
    reply = sent(world)
    rate(world, reply, good=False)
    begun = Reply.objects.filter(assignment=reply.assignment, round=2).first()
    assert bool(begun) == by_itself
    if begun is None:
        assert list(work.waiting(world.coordinator)["rework"]) == [reply]
        begun = rounds.order_rework(reply, by=world.coordinator, reason="请写明时间")
    limit = rules.limit("rework")
    clock = Clock.objects.get(proposal=reply.case, name="rework")
    assert limit
    assert clock.due_on == months_on(timezone.localdate(), months)
    assert clock.limit.article == limit.article
    case = begun.case
    contacted(case, by=world.lead.drafter)
    second = send(world, written(world, drafts.open_reply(begun.assignment, by=world.lead.drafter)))
    clock.refresh_from_db()
    assert clock.state == "met"
    rate(world, second, good=False)
    waiting = work.waiting(world.coordinator)
    assert {name: list(waiting[name]) for name in ("rework", "meet")} == {"rework": [], "meet": []} | {afterwards: [second]}


# Rule set → how many of two who signed rate.
RATERS = {
    "national-suggestion": 2, "tianjin-suggestion": 2, "shanghai-suggestion": 2,
    "chongqing-suggestion": 1, "qingdao-suggestion": 1, "zhejiang-suggestion": 1,
}  # fmt: skip


@pytest.mark.parametrize("code", RATERS)
def test_who_rates_on_which_scales_and_what_did_not_come_back(world: World, code: str) -> None:
    rules = under(world, code)
    reply = sent(world)
    assert len(asked(reply.case)) == RATERS[code]
    due = feedback_due(reply)
    assert due
    late = returns_of(reply, today=due + timedelta(days=1))
    assert (len(late.left_out), late.base) == (RATERS[code], 0), "left out of the rate everywhere"
    made = rate(world, reply, good=True)
    assert set(made.grades) == set(rules.rating_scales)
    assert made.verdict == "satisfied"
    for name, grades in rules.rating_scales.items():
        bad = {one: found[0].code for one, found in rules.rating_scales.items()} | {name: grades[-1].code}
        with pytest.raises(CaseError):
            check_given(rules, Given(bad, ""))


@pytest.mark.parametrize("code", [*SHIPPED, "anhui"])
def test_a_reply_is_published_in_full_within_twenty_working_days(world: World, code: str) -> None:
    under(world, code)
    publication = Publication.objects.get(reply=sent(world))
    assert publication.newest.mode == "full"
    clock = Clock.objects.get(proposal=publication.case, name="publication")
    assert (clock.limit.count, clock.limit.unit, clock.started_on) == (20, "working_days", publication.reply.issued_on)
    summary = NewText("summary", "对建议的答复", "", "摘要。")
    with pytest.raises(InvalidInput):
        publishing.save_text(publication, summary, base=1, by=world.lead.document_administrator)


@pytest.mark.parametrize("code", SHIPPED)
def test_a_promise_is_followed_up_until_it_is_kept_and_told(world: World, code: str) -> None:
    rules = under(world, code)
    reply = sent(world)
    made = commitments.enter_commitment(
        reply, by=world.lead.drafter, sentence=SENTENCE, owner="学前教育科", due_on=timezone.localdate() + timedelta(days=400)
    )
    assert made.article == rules.policy("commitments").article
    assert look_backs.ask_look_backs(date(2026, 9, 30)) == 0
    assert look_backs.ask_look_backs(date(2026, 11, 2)) == 1
    steps.COMMITMENT["keep"](made, world.lead.drafter, "已完成")
    second = commitments.answer_again(made, by=world.lead.drafter)
    assert (second.round, Proposal.objects.get(pk=reply.case.pk).state) == (2, CaseState.HANDLING)
