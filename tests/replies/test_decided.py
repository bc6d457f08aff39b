"""What is decided with a letter: the contact before the signature with its exception, and the publication with its reason."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from proposals import workflow
from proposals.actions import co_handling
from proposals.errors import InvalidInput, NotAllowed, NotReady
from proposals.models import Clock, Contact, Event, Proposal, Proposer, RuleSet, User
from replies import transitions
from replies.actions import drafts
from replies.actions import review as actions
from replies.forms import as_posted
from replies.models import Reply
from tests.factories import BODY, World, contacted, deputy, rule_set

pytestmark = pytest.mark.django_db
WHY = "代表出访在外，已约定回国后当面沟通。"


@pytest.fixture
def world() -> World:
    return World()


def rules(**policies: str) -> RuleSet:
    """The national rule set with these policies instead."""
    found = rule_set()
    found.policies = found.policies | {name: {"value": value, "article": f"某地规定：{name}"} for name, value in policies.items()}
    found.save()
    return found


def draft(world: World, **decided: Any) -> Reply:
    """A draft of a case without any contact."""
    case = world.handled(co=False)
    reply = drafts.open_reply(world.lead_of(case), by=world.lead.drafter)
    assert reply.latest
    decided = {"outcome": "A", "publication": "full"} | decided
    drafts.save_draft(reply, reply.latest.text | {"body": BODY}, base=1, by=world.lead.drafter, **decided)
    return reply


def at_the_signature(world: World, **decided: Any) -> Reply:
    reply = draft(world, **decided)
    transitions.submit(reply, by=world.lead.drafter)
    transitions.agree(reply, "pass_on", by=world.lead.office_reviewer)
    transitions.agree(reply, "approve", by=world.lead.deputy_head)
    return reply


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def get(person: User, name: str, reply: Reply, query: str = "") -> str:
    return str(client(person).get(reverse(name, args=[reply.pk]) + query).content.decode())


# The contact


SIGNS = {"deputy_head": ("approve", "deputy_head"), "head": ("sign", "head")}


@pytest.mark.parametrize("chain", [["office", "deputy_head", "head"], ["office", "deputy_head"], ["office", "head"]])
def test_the_step_that_signs_asks_for_the_contact_and_no_other_step_does(world: World, chain: list[str]) -> None:
    """Every policy × no contact, a call, a visit by the head before and during × with an exception and without."""
    rules(contact="face_by_head")
    RuleSet.objects.update(review_chain=chain)
    reply = draft(world)
    transitions.submit(reply, by=world.lead.drafter)
    transitions.agree(reply, "pass_on", by=world.lead.office_reviewer)
    if len(chain) == 3:
        transitions.agree(reply, "approve", by=world.lead.deputy_head)
    event, role = SIGNS[chain[-1]]
    signer = getattr(world.lead, role)
    enough = {"not_needed": 0, "any": 1, "face": 2, "face_by_head": 2, "three_phases": 2}
    for contacts in range(3):
        if contacts == 1:
            said(world, reply.case, kind="phone")
        elif contacts == 2:
            contacted(reply.case, by=world.lead.drafter)
        for policy, exception in product(enough, ("", WHY)):
            rules(contact=policy)
            Reply._base_manager.filter(pk=reply.pk).update(contact_exception=exception)
            fresh = Reply._base_manager.get(pk=reply.pk)
            lacks = contacts < enough[policy]
            assert bool(fresh.contacts_lacking()) == lacks, (policy, contacts)
            assert workflow.can_move(fresh, event, by=signer) == (not lacks or bool(exception)), (policy, contacts, exception)
            if lacks and not exception:
                with pytest.raises(NotReady, match="某地规定：contact"):
                    transitions.agree(fresh, event, by=signer)
            assert ("contact_exception" in fresh.decided()) == lacks


def said(world: World, case: Proposal, **fields: Any) -> Contact:
    given: dict[str, Any] = {"kind": "visit", "phase": "before", "held_on": timezone.localdate(), "with_whom": "代表", "notes": "谈"}
    return co_handling.record_contact(case, **given | {"by": world.lead.drafter} | fields)


def test_the_contact_of_another_department_does_not_count(world: World) -> None:
    reply = draft(world)
    Contact.objects.create(
        proposal=reply.case, kind="visit", phase="before", held_on=timezone.localdate(), with_whom="代表", notes="谈",
        department=world.stranger.department, recorded_by=world.stranger.drafter,
    )  # fmt: skip
    assert reply.contacts_lacking()
    assert said(world, reply.case).department == world.lead.department
    assert reply.contacts_lacking() == ""


def test_a_second_answer_needs_a_contact_of_its_own(world: World) -> None:
    first = world.reply("dispatched", co=False)
    again = Reply.objects.create(assignment=first.assignment, round=2, created_by=world.lead.drafter)
    assert first.contacts_lacking() == ""
    Contact.objects.update(held_on=timezone.localdate() - timedelta(days=1))
    assert again.contacts_lacking()
    Contact.objects.update(held_on=timezone.localdate())
    assert again.contacts_lacking() == ""


def test_the_lack_is_told_early_and_whoever_signs_accepts_the_exception(world: World) -> None:
    lacks = escape(_("Not on record yet: %s") % _("a contact with the proposer"))
    reply = draft(world, contact_exception=WHY)
    assert lacks in get(world.lead.drafter, "reply_edit", reply)
    sent = client(world.lead.drafter).post(reverse("reply_submit", args=[reply.pk]), follow=True)
    assert lacks in sent.content.decode()
    assert WHY in get(world.lead.office_reviewer, "reply_review", reply)
    transitions.agree(reply, "pass_on", by=world.lead.office_reviewer)
    transitions.agree(reply, "approve", by=world.lead.deputy_head)
    question = get(world.lead.head, "reply_review", reply, "?confirm=1")
    assert WHY in question
    assert 'name="without_contact"' in question
    with pytest.raises(NotReady):
        actions.agree(reply, by=world.lead.head, seen=2)
    address, yes = reverse("reply_review", args=[reply.pk]), {"decision": "agree", "version": 2}
    refused = client(world.lead.head).post(address, yes)
    assert refused.status_code == NotReady.status
    assert 'name="without_contact"' in refused.content.decode()
    assert client(world.lead.head).post(address, yes | {"without_contact": "on"}).status_code == 302
    reply.refresh_from_db()
    assert reply.state == "signed"
    event = Event.objects.get(name="without_contact")
    assert (event.actor, event.acting_as, event.reason) == (world.lead.head, "head", WHY)


def test_without_contact_or_exception_the_leader_reads_and_sends_back(world: World) -> None:
    reply = at_the_signature(world)
    address = reverse("reply_review", args=[reply.pk])
    page = client(world.lead.head).get(address + "?confirm=1").content.decode()
    assert escape(_("You cannot agree yet:")) in page
    assert 'value="agree"' not in page
    assert client(world.lead.head).post(address, {"decision": "agree", "version": 2}).status_code == NotReady.status
    assert client(world.lead.head).post(address, {"decision": "send_back", "version": 2, "reason": "先与代表沟通"}).status_code == 302
    reply.refresh_from_db()
    assert reply.state == "drafting"


def test_the_first_contact_meets_its_clock_on_its_own_day(world: World) -> None:
    found = rule_set()
    found.limits = found.limits | {"first_contact": {"unit": "working_days", "count": 20, "anchor": "assigned", "article": "某地规定"}}
    found.save()
    case = world.assigned(co=False, assigned_on=timezone.localdate() - timedelta(days=9))
    clock = Clock.objects.get(proposal=case, name="first_contact")
    day = timezone.localdate() - timedelta(days=3)
    said(world, case, held_on=day)
    clock.refresh_from_db()
    assert (clock.state, clock.ended_on) == (Clock.State.MET, day)
    said(world, case)
    clock.refresh_from_db()
    assert clock.ended_on == day, "the second contact changes nothing"


# The publication


@pytest.mark.parametrize(
    ("publication", "reason", "goes"),
    [
        ("", "", False),
        ("full", "", True),
        ("summary", "", True),
        ("none", "", False),
        ("none", " \n", False),
        ("none", "涉及商业秘密。", True),
    ],
)
def test_the_publication_is_decided_before_the_draft_goes_out(world: World, publication: str, reason: str, goes: bool) -> None:
    reply = draft(world, publication=publication, publication_reason=reason)
    if goes:
        transitions.submit(reply, by=world.lead.drafter)
    else:
        with pytest.raises(NotReady) as refusal:
            transitions.submit(reply, by=world.lead.drafter)
        assert str(refusal.value) == reply.missing_publication(None)


def test_the_reason_belongs_to_what_is_not_published(world: World) -> None:
    reply = draft(world, publication="none", publication_reason="涉及商业秘密。")

    def decide(**decided: Any) -> str:
        assert reply.latest
        drafts.save_draft(reply, reply.latest.text, base=reply.latest.number, by=world.lead.drafter, **decided)
        return reply.publication_reason

    before = reply.versions.count()
    assert decide() == "涉及商业秘密。", "a save that does not speak of it leaves it"
    assert reply.versions.count() == before
    assert decide(publication_reason="涉及个人隐私。") == "涉及个人隐私。"
    assert reply.versions.count() == before + 1, "whoever reviews has to notice it"
    assert decide(publication="full") == ""
    assert decide(publication="none", publication_reason="长" * 500) == "长" * 500
    with pytest.raises(InvalidInput):
        decide(publication_reason="长" * 501)


def test_what_is_signed_is_kept_with_the_signature(world: World) -> None:
    reply = at_the_signature(world, publication="none", publication_reason="涉及商业秘密。")
    contacted(reply.case, by=world.lead.drafter)
    co_handling.note_wishes(reply.case, {reply.case.proposers.get().pk: "no"}, by=world.lead.drafter)
    question = get(world.lead.head, "reply_review", reply, "?confirm=1")
    assert "涉及商业秘密。" in question
    assert escape(str(Proposer.PublicationWish.NO.label)) in question
    transitions.agree(reply, "sign", by=world.lead.head)
    assert reply.latest
    assert Event.objects.get(name="sign").data == {
        "version": 2,
        "text_digest": reply.latest.digest,
        "outcome": "A",
        "publication": "none",
        "publication_reason": "涉及商业秘密。",
        "copies": reply.latest.copies.splitlines(),
        "wishes": {world.person.name: "no"},
    }


@pytest.mark.parametrize("wish", ["", "yes", "no"])
@pytest.mark.parametrize("publication", ["full", "summary", "none"])
def test_a_wish_against_the_publication_warns_and_does_not_hinder(world: World, wish: str, publication: str) -> None:
    reply = at_the_signature(world, publication=publication, publication_reason="涉密" if publication == "none" else "")
    contacted(reply.case, by=world.lead.drafter)
    co_handling.note_wishes(reply.case, {reply.case.proposers.get().pk: wish}, by=world.lead.drafter)
    warning = escape(_("A proposer does not want the publication. The rules here leave the decision to whoever signs."))
    warned = wish == "no" and publication != "none"
    for query in ("", "?confirm=1"):
        assert (warning in get(world.lead.head, "reply_review", reply, query)) == warned
    transitions.agree(reply, "sign", by=world.lead.head)
    assert reply.state == "signed"


def test_wishes_are_noted_one_by_one_and_by_those_who_answer(world: World) -> None:
    case = world.handled(co=False, proposers=[world.person, deputy()])
    lead, second = case.proposers.all()
    for name, actor in world.actors().items():
        if name != "lead.drafter":
            with pytest.raises(NotAllowed):
                co_handling.note_wishes(case, {lead.pk: "yes"}, by=actor)
    said(world, case, wishes={lead.pk: "yes", second.pk: ""})
    co_handling.note_wishes(case, {lead.pk: "yes", second.pk: "no"}, by=world.lead.drafter)
    co_handling.note_wishes(case, {lead.pk: "", second.pk: "no"}, by=world.lead.drafter)
    names = list(case.events.filter(subject_type="proposer").order_by("sequence").values_list("name", flat=True))
    assert names == ["wish_yes", "wish_no", "wish_open"]
    for wrong in ({10**9: "yes"}, {lead.pk: "perhaps"}):
        with pytest.raises(InvalidInput):
            co_handling.note_wishes(case, wrong, by=world.lead.drafter)
    page = client(world.lead.drafter).get(reverse("case_wishes", args=[case.pk])).content.decode()
    assert page.count("<select") == 2
    posted = client(world.lead.drafter).post(reverse("case_wishes", args=[case.pk]), {f"wish-{lead.pk}": "no", f"wish-{second.pk}": "no"})
    assert posted.status_code == 302
    assert set(case.proposers.values_list("publication_wish", flat=True)) == {"no"}


def test_the_editor_saves_what_is_decided(world: World) -> None:
    reply = draft(world)
    assert reply.latest
    given = {**as_posted(reply.latest.text), "base": 2, "outcome": "B", "publication": "none", "publication_reason": "涉及商业秘密。"}
    given |= {"contact_exception": WHY, "step": "save"}
    assert client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given).status_code == 302
    reply.refresh_from_db()
    decided = {name: getattr(reply, name) for name in ("outcome", "publication", "publication_reason", "contact_exception")}
    assert decided == {name: given[name] for name in decided}
    page = get(world.lead.drafter, "reply_edit", reply)
    assert "涉及商业秘密。" in page
    assert WHY in page
