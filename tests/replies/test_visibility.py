"""What each person sees of each model: one table, written by hand."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proposals.actions import cases, co_handling
from proposals.models import (
    Assignment,
    CaseArchive,
    Clock,
    Commitment,
    CommitmentNote,
    Contact,
    CoOpinion,
    Delegation,
    DeskShare,
    Disagreement,
    Event,
    ExtensionRequest,
    FilingDecision,
    Listing,
    LookBack,
    MergeGroup,
    MergeMember,
    Notice,
    Objection,
    OpenOnDesk,
    OpinionAttachment,
    Proposal,
    ProposalAttachment,
    Proposer,
    SavedView,
    SkippedCase,
    Supervision,
    User,
)
from replies import transitions
from replies.actions import drafts, volumes
from replies.models import (
    BatchMember,
    Comment,
    Delivery,
    DocumentNumber,
    Look,
    OfficialDocument,
    Presence,
    Publication,
    PublicText,
    Rating,
    RatingLink,
    RenderJob,
    Reply,
    ReplyFigure,
    ReplyVersion,
    ReviewStep,
    Settlement,
    TakenParagraph,
    Volume,
    WorkingCopy,
)
from tests.factories import Office, World, group, user
from tests.proposals import co_handling_rows, follow_up
from tests.replies import publication_rows, rating_rows, review_rows

pytestmark = pytest.mark.django_db

READERS = {"auditor", "administrator", "without department"}  # the last holds the auditor's role too
LEAD = {f"lead.{role}" for role in Office.ROLES}
CO = {f"co.{role}" for role in Office.ROLES}
HANDLERS = READERS | LEAD | CO | {"coordinator"}

# Model → (how its rows name the case, who sees them while the reply is written, who once it is sent). The co-handler has co-signed.
TABLE: dict[Any, tuple[str, set[str], set[str]]] = {
    Proposal: ("pk", HANDLERS | {"proposer"}, HANDLERS | {"proposer"}),
    Listing: ("proposal", HANDLERS | {"proposer"}, HANDLERS | {"proposer"}),
    Proposer: ("proposal", HANDLERS | {"proposer"}, HANDLERS | {"proposer"}),
    Assignment: ("proposal", HANDLERS | {"proposer"}, HANDLERS | {"proposer"}),
    ProposalAttachment: ("proposal", HANDLERS | {"proposer"}, HANDLERS | {"proposer"}),
    Contact: ("proposal", HANDLERS, HANDLERS),
    Event: ("proposal", HANDLERS, HANDLERS),
    CoOpinion: ("assignment__proposal", HANDLERS, HANDLERS),
    OpinionAttachment: ("submission__opinion__assignment__proposal", HANDLERS, HANDLERS),
    Disagreement: ("raised_for__proposal", HANDLERS, HANDLERS),
    TakenParagraph: ("reply__assignment__proposal", READERS | LEAD | CO, READERS | LEAD | CO),
    Clock: ("proposal", HANDLERS | {"proposer"}, HANDLERS | {"proposer"}),
    Objection: ("assignment__proposal", READERS | LEAD | {"coordinator"}, READERS | LEAD | {"coordinator"}),
    ExtensionRequest: ("assignment__proposal", READERS | LEAD | {"coordinator"}, READERS | LEAD | {"coordinator"}),
    MergeMember: ("proposal", HANDLERS | {"proposer"}, HANDLERS | {"proposer"}),
    FilingDecision: ("proposal", HANDLERS | {"proposer"}, HANDLERS | {"proposer"}),
    Commitment: ("assignment__proposal", HANDLERS | {"proposer"}, HANDLERS | {"proposer"}),
    CommitmentNote: ("commitment__assignment__proposal", HANDLERS | {"proposer"}, HANDLERS | {"proposer"}),
    LookBack: ("commitment__assignment__proposal", HANDLERS, HANDLERS),
    Supervision: ("proposal", HANDLERS, HANDLERS),
    CaseArchive: ("proposal", READERS | {"coordinator"}, READERS | {"coordinator"}),  # with what departments keep from each other
    Publication: ("reply__assignment__proposal", READERS | LEAD | {"coordinator"}, READERS | LEAD | {"coordinator"}),
    PublicText: ("publication__reply__assignment__proposal", READERS | LEAD | {"coordinator"}, READERS | LEAD | {"coordinator"}),
    # A department knows who stands in for whom in it.
    Delegation: ("principal__department__assignments__proposal", READERS | LEAD, READERS | LEAD),
    SavedView: ("owner__department__assignments__proposal", LEAD, LEAD),  # shared by one of the department
    # The desk on which the body assigned it is the body's own.
    OpenOnDesk: ("proposal", {"coordinator"}, {"coordinator"}),
    SkippedCase: ("proposal", {"coordinator"}, {"coordinator"}),
    DeskShare: ("proposal", {"coordinator"}, {"coordinator"}),
    Notice: ("proposal", {"lead.drafter"}, {"lead.drafter"}),  # whom it was sent to, and nobody else
    Reply: ("assignment__proposal", READERS | LEAD | CO, HANDLERS | {"proposer"}),
    ReplyVersion: ("reply__assignment__proposal", READERS | LEAD | CO, READERS | LEAD | CO),
    ReplyFigure: ("reply__assignment__proposal", READERS | LEAD | CO, READERS | LEAD | CO),
    ReviewStep: ("reply__assignment__proposal", READERS | LEAD | CO, READERS | LEAD | CO),
    Comment: ("reply__assignment__proposal", READERS | LEAD | CO, READERS | LEAD | CO),
    Look: ("reply__assignment__proposal", READERS | LEAD | CO, READERS | LEAD | CO),
    WorkingCopy: ("reply__assignment__proposal", {"lead.drafter"}, {"lead.drafter"}),  # whoever wrote it, and nobody else
    Presence: ("reply__assignment__proposal", READERS | LEAD | CO, READERS | LEAD | CO),
    Delivery: ("reply__assignment__proposal", READERS | LEAD | CO, HANDLERS | {"proposer"}),
    RenderJob: ("reply__assignment__proposal", READERS | LEAD | CO, READERS | LEAD | CO),
    BatchMember: ("reply__assignment__proposal", READERS | LEAD | CO, READERS | LEAD | CO),
    DocumentNumber: ("reply__assignment__proposal", READERS | LEAD | CO, HANDLERS | {"proposer"}),
    RatingLink: ("reply__assignment__proposal", READERS | {"coordinator"}, READERS | {"coordinator"}),  # never a department
    Rating: ("reply__assignment__proposal", HANDLERS | {"proposer"}, HANDLERS | {"proposer"}),
    Settlement: ("reply__assignment__proposal", HANDLERS, HANDLERS),
    Volume: ("replies__assignment__proposal", READERS | {"lead.document_administrator"}, READERS | {"lead.document_administrator"}),
    OfficialDocument: ("reply__assignment__proposal", READERS | LEAD | CO, HANDLERS | {"proposer"}),
}


def full_case(world: World, state: str) -> Proposal:
    """A case with a row of every model, its reply in `state`."""
    reply = world.reply(state)
    case = reply.case
    ReplyFigure.objects.create(reply=reply, name="图", sha256="0" * 64, size=1, width=1, height=1, uploaded_by=world.lead.drafter)
    cases.attach(case, SimpleUploadedFile("附件.txt", b"x"))
    OpenOnDesk.objects.create(user=world.coordinator, proposal=case, seen_at=timezone.now())
    for model in (SkippedCase, DeskShare):
        model.objects.create(user=world.coordinator, proposal=case)
    task = world.lead_of(case)
    asked = {"assignment": task, "reason": "原因", "asked_by": world.lead.drafter}
    Objection.objects.create(**asked)
    ExtensionRequest.objects.create(clock=task.clocks.first(), until=timezone.localdate(), **asked)
    MergeMember.objects.create(group=MergeGroup.objects.create(made_by=world.coordinator), proposal=case)
    FilingDecision.objects.create(proposal=case, decision="filed", decided_by=world.coordinator)
    told = {"recipient": world.lead.drafter, "assignment": task, "urged_by": world.coordinator}
    Notice.objects.create(proposal=case, made_on=timezone.localdate(), **told)
    today = timezone.localdate()
    away = {"principal": world.lead.head, "deputy": world.lead.deputy_head, "made_by": world.lead.head}
    Delegation.objects.create(begins_on=today, ends_on=today, reason="外出", **away)
    SavedView.objects.create(owner=world.lead.head, name="本月", shared_with=world.lead.department)
    volumes.make_volume([reply], by=world.lead.document_administrator, grouping="kind", choice={})
    now = {"kind": "phone", "phase": "during", "held_on": timezone.localdate(), "with_whom": "代表本人", "notes": "沟通"}
    follow_up.rows(world, case)
    publication_rows.row(reply)
    review_rows.full(reply)
    opened = {"reply": reply, "person": world.lead.drafter, "window": "window-one"}
    WorkingCopy.objects.create(base=1, posted={}, **opened)
    Presence.objects.create(**opened)
    co_handling_rows.full(reply)
    rating_rows.rows(world, reply)
    if state != "dispatched":
        co_handling.record_contact(case, by=world.lead.drafter, **now)
    else:
        Contact.objects.create(proposal=case, recorded_by=world.lead.drafter, **now)
    return case


def seen_by(model: Any, path: str, case: Proposal, actors: dict[str, User]) -> set[str]:
    return {name for name, actor in actors.items() if model.objects.visible_to(actor).filter(**{path: case.pk}).exists()}


def test_every_model_that_says_who_sees_it_is_in_the_table() -> None:
    assert {model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")} == TABLE.keys()


@pytest.mark.parametrize("state", ["printed", "dispatched"])
def test_who_sees_what(state: str) -> None:
    world = World()
    case = full_case(world, state)
    actors = world.actors()
    for model, (path, before, after) in TABLE.items():
        assert model._base_manager.filter(**{path: case.pk}).exists(), model
        assert seen_by(model, path, case, actors) == (after if state == "dispatched" else before), model.__name__
        assert not model.objects.visible_to(AnonymousUser()).exists()


def test_nobody_sees_a_row_twice() -> None:
    world = World()
    world.stranger.co_handler.proposer_groups.add(group())
    case = full_case(world, "dispatched")
    for actor in world.actors().values():
        for model, (path, _before, _after) in TABLE.items():
            rows = list(model.objects.visible_to(actor).filter(**{path: case.pk}).values_list("pk", flat=True))
            assert len(rows) == len(set(rows)), (model.__name__, actor)


def test_a_co_handler_sees_the_reply_once_the_co_signature_is_asked() -> None:
    world = World()
    reply = world.reply("drafting")
    assert not Reply.objects.visible_to(world.co.co_handler).exists()
    transitions.submit(reply, by=world.lead.drafter)
    assert list(Reply.objects.visible_to(world.co.co_handler)) == [reply]
    transitions.take_back(reply, by=world.lead.drafter, reason="补充")
    assert list(Reply.objects.visible_to(world.co.co_handler)) == [reply]


def test_asked_for_one_reply_a_co_handler_does_not_see_another_department_s_draft() -> None:
    """Two departments answer their own parts; the co-handler is asked by the first alone."""
    world = World()
    other = Office()
    case = world.case()
    tasks = [
        cases.Task(world.lead.department, Assignment.Mode.SPLIT, "托位"),
        cases.Task(other.department, Assignment.Mode.SPLIT, "用地"),
        cases.Task(world.co.department, Assignment.Mode.CO),
    ]
    assignments = cases.assign_case(case, tasks, by=world.coordinator)
    cases.accept_assignment(assignments[0], by=world.lead.drafter)
    cases.accept_assignment(assignments[1], by=other.drafter)
    cases.accept_assignment(assignments[2], by=world.co.co_handler)
    opinion = world.opinion_of(case)
    co_handling.submit_opinion(opinion, "同意。", by=world.co.co_handler)
    co_handling.adopt_opinion(opinion, by=world.lead.drafter)
    first = drafts.open_reply(assignments[0], by=world.lead.drafter)
    second = drafts.open_reply(assignments[1], by=other.drafter)
    assert first.latest
    drafts.save_draft(first, first.latest.text | {"body": "答复"}, base=1, by=world.lead.drafter, outcome="A", publication="full")
    transitions.submit(first, by=world.lead.drafter)
    assert list(Reply.objects.visible_to(world.co.co_handler)) == [first]
    assert list(Reply.objects.visible_to(world.lead.drafter)) == [first]
    assert list(Reply.objects.visible_to(other.drafter)) == [second]
    assert not ReplyVersion.objects.visible_to(world.co.co_handler).filter(reply=second).exists()


def test_a_proposer_who_also_works_in_a_department_does_not_see_the_inside() -> None:
    """A member of the CPPCC is often an official elsewhere: the outcome is his, the drafts and the review are not."""
    world = World()
    both = world.person.user = user("proposer", "drafter", department=world.stranger.department)
    world.person.save()
    case = full_case(world, "dispatched")
    assert list(Reply.objects.visible_to(both)) == list(Reply.objects.filter(assignment__proposal=case))
    assert OfficialDocument.objects.visible_to(both).count() == 1
    for model in (ReplyVersion, ReviewStep, RenderJob, Event, Contact, CoOpinion):
        assert not model.objects.visible_to(both).exists(), model


def test_a_member_of_a_group_sees_what_the_group_proposed() -> None:
    world = World()
    member, outsider = user("proposer"), user("proposer")
    party = group()
    party.members.add(member)
    case = world.case(proposers=[party, world.person])
    world.case()
    assert list(Proposal.objects.visible_to(member)) == [case]
    assert not Proposal.objects.visible_to(outsider).exists()


def test_a_department_of_the_assigning_body_sees_only_what_it_assigned() -> None:
    world, other = World(), World()
    case = world.case()
    other.case()
    assert list(Proposal.objects.visible_to(world.coordinator)) == [case]
