"""满意度: who rates, once, by link, signed in or on paper; what grades come to; what came back. A department has no part in it."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given as drawn
from hypothesis import strategies as st

from proposals.actions import cases
from proposals.errors import CaseError, InvalidInput, NotAllowed, NotReady, ReasonMissing, WrongState
from proposals.ladder import PROPOSER
from proposals.models import Clock, Event, RuleSet, User
from proposals.notifying import Directory
from proposals.policies import Grade
from replies.actions import ratings, rounds
from replies.models import Rating
from replies.ratings import GRACE, Given, asked, check_given, feedback_due, returns_of, to_rate, verdict_of
from tests.factories import World, deputy, group, user
from tests.replies.rating_rows import BAD, BASIC, GOOD, PDF, again, by_link, lead_of, scan, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


# Grades → verdict, worked by hand: s satisfied, b neither, d dissatisfied.
VERDICTS = {"s": "satisfied", "b": "basic", "d": "dissatisfied", "ss": "satisfied", "sb": "basic", "bb": "basic"}
VERDICTS |= {"sd": "dissatisfied", "bd": "dissatisfied", "dd": "dissatisfied", "ssd": "dissatisfied", "ssb": "basic"}
KINDS = {"s": Grade("s", "满意", satisfied=True), "b": Grade("b", "基本满意"), "d": Grade("d", "不满意", dissatisfied=True)}


@pytest.mark.parametrize("letters", VERDICTS)
def test_the_worst_grade_is_the_verdict(letters: str) -> None:
    for order in (letters, letters[::-1]):
        assert verdict_of([KINDS[letter] for letter in order]) == VERDICTS[letters]


@drawn(st.lists(st.sampled_from("sbd"), min_size=1, max_size=4), st.sampled_from("sbd"))
def test_one_grade_more_makes_no_verdict_better(letters: list[str], more: str) -> None:
    order = ["dissatisfied", "basic", "satisfied"]
    before, after = (verdict_of([KINDS[letter] for letter in found]) for found in (letters, [*letters, more]))
    assert order.index(after) <= order.index(before)


def test_every_scale_of_every_place_can_be_filled_in() -> None:
    """Every combination of grades of the shipped rule sets is taken, with reasons where one is bad; without them it is not."""
    World()
    for rules in RuleSet.objects.all():
        scales = rules.rating_scales
        for chosen in product(*scales.values()):
            grades = {name: grade.code for name, grade in zip(scales, chosen, strict=True)}
            bad = any(grade.dissatisfied for grade in chosen)
            if bad:
                with pytest.raises(ReasonMissing):
                    check_given(rules, Given(grades, " "))
            kept, verdict = check_given(rules, Given(grades, "理由" if bad else ""))
            assert (kept, verdict == "dissatisfied") == (grades, bad)
        for name in scales:
            for wrong in ("", "unknown"):
                grades = {one: found[0].code for one, found in scales.items()} | {name: wrong}
                if name == "promise" and not wrong:
                    assert name not in check_given(rules, Given(grades))[0]
                else:
                    with pytest.raises(InvalidInput):
                        check_given(rules, Given(grades))
        with pytest.raises(InvalidInput):
            check_given(rules, Given({name: found[0].code for name, found in scales.items()}, remarks="长" * 2001))


def test_a_rating_names_the_text_and_the_file_that_were_sent(world: World) -> None:
    reply = sent(world)
    rating = by_link(world, reply, BAD)
    assert rating.version == reply.signed_version
    assert rating.document_sha256 == reply.documents.get().sha256
    assert rating.graded == [("办理态度", "满意"), ("办理结果", "不满意")]
    event = Event.objects.get(subject_type="rating")
    assert (event.name, event.actor, event.acting_as, event.reason) == ("rate_by_link", None, "system", BAD.reasons)
    assert event.data["words"] == "办理态度满意，办理结果不满意"
    with pytest.raises(TypeError):
        rating.save()
    with pytest.raises(TypeError):
        rating.delete()
    with pytest.raises(TypeError):
        Rating.objects.all().update(verdict="satisfied")
    with pytest.raises(ValidationError):
        Rating(reply=reply, proposer=lead_of(reply), version=rating.version, channel="link", grades={}, verdict="fine").full_clean()


def test_signed_in_only_those_rate_who_proposed_the_case(world: World) -> None:
    reply = sent(world)
    for name, actor in world.actors().items():
        if name != "proposer":
            with pytest.raises(NotAllowed):
                ratings.rate_signed_in(reply, GOOD, by=actor)
    another = deputy(user=user("proposer")).user
    assert another
    with pytest.raises(NotAllowed):
        ratings.rate_signed_in(reply, GOOD, by=another)
    assert list(to_rate(world.proposer)) == [reply]
    assert list(to_rate(another)) == []
    rating = ratings.rate_signed_in(reply, GOOD, by=world.proposer)
    assert (rating.channel, rating.entered_by) == ("account", world.proposer)
    with pytest.raises(NotReady):
        ratings.rate_signed_in(reply, BAD, by=world.proposer)
    assert list(to_rate(world.proposer)) == []


def test_whoever_works_in_a_department_of_the_case_never_rates_it(world: World) -> None:
    """A member of the committee is often an official as well; where the own department handles the case, the account does not rate."""
    for office, refused in ((world.lead, True), (world.co, True), (world.stranger, False)):
        both = user("proposer", "drafter", department=office.department)
        reply = world.reply("dispatched", proposers=[deputy(user=both)])
        assert list(to_rate(both)) == ([] if refused else [reply])
        if refused:
            with pytest.raises(NotAllowed, match="不得参与"):
                ratings.rate_signed_in(reply, GOOD, by=both)
        else:
            assert ratings.rate_signed_in(reply, GOOD, by=both).verdict == "satisfied"


def test_a_coordinator_whose_own_department_handles_the_case_keeps_no_ratings(world: World) -> None:
    """Where the office that assigns is itself a department that answers."""
    reply = sent(world)
    mixed: User = user("coordinator", "drafter", department=world.lead.department)
    type(reply.case)._base_manager.filter(pk=reply.case.pk).update(assigning_body=world.lead.department)
    with pytest.raises(NotAllowed, match="不得参与"):
        ratings.enter_paper(reply, lead_of(reply), GOOD, received_on=timezone.localdate(), scan=scan(), by=mixed)


@pytest.mark.parametrize(("rule", "count"), [("each", 3), ("lead", 1)])
def test_whom_the_rules_ask(world: World, rule: str, count: int) -> None:
    member = user("proposer")
    party = group()
    party.members.add(member)
    reply = sent(world, deputy(), party, raters=rule)  # type: ignore[arg-type]
    assert len(asked(reply.case)) == count
    assert asked(reply.case)[0].is_lead
    assert list(to_rate(member)) == ([reply] if rule == "each" else [])
    if rule == "lead":
        with pytest.raises(NotAllowed):
            ratings.rate_signed_in(reply, GOOD, by=member)
        with pytest.raises(InvalidInput):
            by_link(world, reply, GOOD, reply.case.proposers.last())
    else:
        assert ratings.rate_signed_in(reply, GOOD, by=member).proposer.group == party


def test_nothing_is_rated_before_it_is_sent_or_when_the_case_is_closed(world: World) -> None:
    printed = world.reply("printed", co=False)
    reply = sent(world)
    cases.close_case(reply.case, by=world.coordinator)
    for one, error in ((printed, WrongState), (reply, NotReady)):
        with pytest.raises(error):
            ratings.rate_signed_in(one, GOOD, by=world.proposer)
        with pytest.raises(error):
            ratings.enter_paper(one, lead_of(one), GOOD, received_on=timezone.localdate(), scan=scan(), by=world.coordinator)
        with pytest.raises(error):
            by_link(world, one)
    assert list(to_rate(world.proposer)) == []


# Paper


def test_a_form_on_paper_is_entered_by_the_assigning_body_and_marked(world: World) -> None:
    reply = sent(world)
    today = timezone.localdate()
    for name, actor in world.actors().items():
        if name != "coordinator":
            with pytest.raises(NotAllowed):
                ratings.enter_paper(reply, lead_of(reply), GOOD, received_on=today, scan=scan(), by=actor)
    rating = ratings.enter_paper(reply, lead_of(reply), GOOD, received_on=today, scan=scan(), by=world.coordinator)
    assert (rating.channel, rating.entered_by, rating.scan_name) == ("paper", world.coordinator, "回执.pdf")
    assert rating.scan.read() == PDF
    with pytest.raises(NotReady):
        by_link(world, reply)


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"MZ\x90", b"GIF89a", b"\x00%PDF-", b"%PDF-" + b"x" * (10 * 1024 * 1024)], ids=range(6)
)
def test_a_scan_is_a_pdf_or_a_picture_and_not_too_large(world: World, content: bytes) -> None:
    reply = sent(world)
    with pytest.raises(InvalidInput):
        ratings.enter_paper(reply, lead_of(reply), GOOD, received_on=timezone.localdate(), scan=scan(content), by=world.coordinator)
    assert not Rating.objects.exists()


def test_the_day_of_a_form_lies_between_the_delivery_and_today(world: World) -> None:
    reply = sent(world)
    for days in (-1, 1):
        day = timezone.localdate() + timedelta(days=days)
        with pytest.raises(InvalidInput):
            ratings.enter_paper(reply, lead_of(reply), GOOD, received_on=day, scan=scan(), by=world.coordinator)


def test_a_wrong_entry_is_replaced_by_another_and_both_are_kept(world: World) -> None:
    reply = sent(world, rework="by_decision")
    today = timezone.localdate()
    wrong = ratings.enter_paper(reply, lead_of(reply), GOOD, received_on=today, scan=scan(), by=world.coordinator)
    more = {"received_on": today, "scan": None, "by": world.coordinator}
    with pytest.raises(ReasonMissing):
        ratings.correct_paper(wrong, BAD, because="  ", **more)  # type: ignore[arg-type]
    right = ratings.correct_paper(wrong, BAD, because="看错了勾选的格子", **more)  # type: ignore[arg-type]
    assert right.scan.name == wrong.scan.name
    assert list(Rating.objects.standing()) == [right]
    wrong = Rating.objects.get(pk=wrong.pk)
    assert (wrong.stands, wrong.verdict) == (False, "satisfied")
    with pytest.raises(WrongState):
        ratings.correct_paper(wrong, BASIC, because="再改", **more)  # type: ignore[arg-type]
    again_ = ratings.correct_paper(right, BASIC, because="还是看错", **{**more, "scan": scan(b"\x89PNG\r\n\x1a\n...")})  # type: ignore[arg-type]
    assert list(Rating.objects.final()) == [again_]
    assert [event.name for event in Event.objects.filter(subject_type="rating").order_by("sequence")] == ["enter", "correct", "correct"]


def test_what_a_proposer_gave_is_corrected_by_nobody(world: World) -> None:
    reply = sent(world)
    given = by_link(world, reply, BAD)
    for name, actor in world.actors().items():
        with pytest.raises(NotAllowed if name == "coordinator" else CaseError):
            ratings.correct_paper(given, GOOD, received_on=timezone.localdate(), scan=scan(), because="改", by=actor)
    assert list(Rating.objects.all()) == [given]


# What came back, and by when


@pytest.mark.parametrize(("rule", "base"), [("left_out", 1), ("counted", 2)])
def test_what_did_not_come_back_counts_as_the_rules_say(world: World, rule: str, base: int) -> None:
    reply = sent(world, deputy(), unreturned=rule)
    by_link(world, reply, GOOD)
    due = feedback_due(reply)
    assert due
    on_time, late = returns_of(reply, today=due), returns_of(reply, today=due + timedelta(days=1))
    assert (len(on_time.asked), len(on_time.returned), len(on_time.waiting), on_time.base) == (2, 1, 1, 1)
    assert (len(late.left_out), len(late.counted)) == ((1, 0) if rule == "left_out" else (0, 1))
    assert late.base == base


def test_the_limit_runs_from_the_delivery_until_everybody_has_rated(world: World) -> None:
    reply = sent(world, deputy())
    clock = Clock.objects.get(proposal=reply.case, name="feedback")
    assert (clock.state, clock.due_on, clock.assignment) == ("running", feedback_due(reply), None)
    first, second = reply.case.proposers.all()
    by_link(world, reply, GOOD, first)
    clock.refresh_from_db()
    assert clock.state == "running"
    by_link(world, reply, BAD, second)
    clock.refresh_from_db()
    assert clock.state == "met"


@pytest.mark.parametrize("ends", ["closed", "reworked"])
def test_the_limit_ends_with_the_case_and_with_the_next_round(world: World, ends: str) -> None:
    reply = sent(world)
    clock = Clock.objects.get(proposal=reply.case, name="feedback")
    if ends == "closed":
        cases.close_case(reply.case, by=world.coordinator)
    else:
        rounds.order_rework(reply, by=world.coordinator, reason="请再研究")
    clock.refresh_from_db()
    assert clock.state == "ended"
    if ends == "reworked":
        again(world, reply)
        assert Clock.objects.filter(proposal=reply.case, name="feedback", state="running").count() == 1


def test_without_a_limit_in_the_rules_a_link_has_an_end_all_the_same(world: World) -> None:
    reply = sent(world)
    rules = reply.case.rule_set
    rules.limits = {name: limit for name, limit in rules.limits.items() if name != "feedback"}
    rules.save()
    assert feedback_due(reply) is None
    by_link(world, reply)
    assert reply.rating_links.get().expires_on > timezone.localdate() + GRACE


def test_only_those_who_have_not_rated_are_reminded(world: World) -> None:
    others = [user("proposer"), user("proposer")]
    party = group()
    party.members.add(others[1])
    reply = sent(world, deputy(user=others[0]), party)  # type: ignore[arg-type]

    def reminded() -> set[User]:
        return set(Directory().people(PROPOSER, reply.case, None, "feedback")[0])

    assert reminded() == {world.proposer, *others}
    first, second, third = reply.case.proposers.all()
    by_link(world, reply, GOOD, third)
    assert reminded() == {world.proposer, others[0]}
    by_link(world, reply, GOOD, first)
    assert reminded() == {others[0]}
    assert set(Directory().people(PROPOSER, reply.case, None, "answer")[0]) == {world.proposer, *others}
    ratings.rate_signed_in(reply, GOOD, by=others[0])
    assert reminded() == {world.coordinator}
    assert second.person.user == others[0]  # type: ignore[union-attr]
