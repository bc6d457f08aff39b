"""What the database itself refuses, and what the models say of themselves."""

import uuid
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from proposals import audit
from proposals.models import (
    Assignment,
    ChainHead,
    Checkpoint,
    Clock,
    CoOpinion,
    Event,
    ExtensionRequest,
    FilingDecision,
    MergeGroup,
    MergeMember,
    Objection,
    OpinionSubmission,
    Proposal,
    Proposer,
    RoleGrant,
    RuleSet,
    Session,
    SkippedCase,
    TitlePair,
    User,
)
from proposals.permissions import ROLES
from replies.models import (
    BatchMember,
    DepartmentCertificate,
    DocumentNumber,
    NumberCounter,
    OfficialDocument,
    RenderBatch,
    RenderJob,
    Reply,
    ReplyFigure,
    ReplyVersion,
    ReviewStep,
    Volume,
)
from tests.factories import World, deputy, group
from tests.proposals import co_handling_rows, follow_up_rows, notice_rows
from tests.replies import desk_rows, letters_of_one_text, publication_rows, rating_rows, review_rows, score_rows

pytestmark = pytest.mark.django_db


def update(model: Any, **fields: Any) -> Callable[[World, Reply], object]:
    """Changes the rows of the world's one reply behind the application's back."""
    return lambda world, reply: models.QuerySet(model).update(**fields)


def copy(model: Any, **fields: Any) -> Callable[[World, Reply], object]:
    """A second row beside the first, equal but for `fields`."""

    def insert(world: World, reply: Reply) -> None:
        row = model._base_manager.order_by("pk").first()
        row.pk = None
        for name, value in fields.items():
            setattr(row, name, value)
        model._base_manager.bulk_create([row])

    return insert


NOW = timezone.now()
TODAY = timezone.localdate()
FORM = uuid.uuid4()
VIOLATIONS: dict[str, Callable[[World, Reply], object]] = {
    **notice_rows.VIOLATIONS,
    **co_handling_rows.VIOLATIONS,
    **desk_rows.VIOLATIONS,
    **follow_up_rows.VIOLATIONS,
    **letters_of_one_text.VIOLATIONS,
    **publication_rows.VIOLATIONS,
    **rating_rows.VIOLATIONS,
    **review_rows.VIOLATIONS,
    **score_rows.VIOLATIONS,
    "case_number_once": copy(Proposal),
    "case_number_given": update(Proposal, case_no=""),
    "proposer_order_once": copy(Proposer, is_lead=False),
    "one_lead_proposer": copy(Proposer, order=2),
    "proposer_is_person_or_group": lambda world, reply: models.QuerySet(Proposer).update(group=group()),
    "department_assigned_once": copy(Assignment),
    "one_lead_department": lambda world, reply: copy(Assignment, mode="sole", department=world.stranger.department)(world, reply),
    "assignment_accepted_at_and_by": update(Assignment, accepted_by=None),
    "assignment_due_once_assigned": update(Assignment, assigned_on=None),
    "one_clock_per_task": lambda world, reply: copy(Clock)(world, _running(reply)),
    "one_clock_per_case": lambda world, reply: copy(Clock)(world, _running(reply, of_case=True)),
    "clock_ended_on": lambda world, reply: update(Clock, ended_on=TODAY, state="running")(world, _running(reply)),
    "one_open_objection": lambda world, reply: [_objection(reply) for _twice in range(2)],
    "objection_has_reason": lambda world, reply: _objection(reply, reason=""),
    "one_open_extension": lambda world, reply: [_more_time(reply) for _twice in range(2)],
    "extension_has_reason": lambda world, reply: _more_time(reply, reason=""),
    "opinion_submission_number_once": copy(OpinionSubmission),
    "opinion_not_empty": update(OpinionSubmission, text=""),
    "refusal_names_its_ground": lambda world, reply: _filing(reply, decision="not_filed"),
    "conversion_is_explained": lambda world, reply: _filing(reply, decision="converted"),
    "one_leading_case": lambda world, reply: [_member_of_group(world, case) for case in (reply.case, world.case())],
    "title_pair_once": copy(TitlePair),
    "case_skipped_once": lambda world, reply: [SkippedCase.objects.create(user=world.coordinator, proposal=reply.case) for _n in range(2)],
    "event_sequence_once": copy(Event),
    "one_head_per_checkpoint": lambda world, reply: _two_heads(),
    "session_once": copy(Session),
    "term_once": lambda world, reply: [copy(Session, meeting=None)(world, reply) for _twice in range(2)],
    "session_term_positive": update(Session, term=0),
    "role_granted_once": copy(RoleGrant),
    "reply_round_once": copy(Reply, signed_version=None, state="drafting", signed_at=None, signed_by=None),
    "reply_signed_at_and_by": update(Reply, signed_by=None),
    "reply_frozen_from_signature": update(Reply, signed_version=None),
    "reply_dispatched_at_and_by": update(Reply, dispatched_at=NOW),
    "reply_version_number_once": copy(ReplyVersion),
    "figure_name_once": lambda world, reply: [_figure(reply) for _twice in range(2)],
    "review_decided_at_and_by": update(ReviewStep, decided_by=None),
    "co_signature_names_its_department": update(ReviewStep, co_signer=None),
    "sent_back_with_reason": update(ReviewStep, decision="sent_back"),
    "number_counter_once": copy(NumberCounter),
    "document_number_once": lambda world, reply: copy(DocumentNumber, reply=_another(reply))(world, reply),
    "document_number_from_one": update(DocumentNumber, serial=0),
    "document_once": copy(OfficialDocument),
    "one_open_job_per_reply": lambda world, reply: [copy(RenderJob, state="queued", document=None)(world, reply) for _twice in range(2)],
    "done_job_has_document": update(RenderJob, document=None),
    "failed_job_has_reason": update(RenderJob, state="failed"),
    "batch_once_per_form": lambda world, reply: [_batch(reply, key=FORM) for _twice in range(2)],
    "batch_cancelled_at_and_by": lambda world, reply: _batch(reply, cancelled_at=NOW),
    "batch_member_once": lambda world, reply: copy(BatchMember, position=2)(world, _member(reply)),
    "batch_position_once": lambda world, reply: copy(BatchMember, reply=_another(_member(reply)))(world, reply),
    "one_active_certificate": lambda world, reply: [_certificate(reply) for _twice in range(2)],
    "done_volume_has_file": lambda world, reply: _volume(reply, state="done"),
    "failed_volume_has_reason": lambda world, reply: _volume(reply, state="failed"),
}


def _two_heads() -> None:
    audit.write_checkpoint()
    copy(ChainHead)(None, None)  # type: ignore[arg-type]


def _running(reply: Reply, *, of_case: bool = False) -> Reply:
    """The world's one clock runs, in the task or in the case."""
    models.QuerySet(Clock).all().delete()
    rule = {"unit": "days", "count": 1, "anchor": "assigned", "article": "示例"}
    Clock.objects.create(
        proposal=reply.case, assignment=None if of_case else reply.assignment, name="answer", rule=rule, started_on=TODAY, due_on=TODAY
    )
    return reply


def _objection(reply: Reply, *, reason: str = "不属我局职责") -> Objection:
    return Objection.objects.create(assignment=reply.assignment, reason=reason, asked_by=reply.created_by)


def _more_time(reply: Reply, *, reason: str = "需现场勘察") -> ExtensionRequest:
    clock = Clock.objects.filter(assignment=reply.assignment).first()
    return ExtensionRequest.objects.create(assignment=reply.assignment, clock=clock, until=TODAY, reason=reason, asked_by=reply.created_by)


def _filing(reply: Reply, decision: str) -> FilingDecision:
    return FilingDecision.objects.create(proposal=reply.case, decision=decision, decided_by=reply.created_by)


def _member_of_group(world: World, case: Proposal) -> MergeMember:
    group = MergeGroup.objects.first() or MergeGroup.objects.create(made_by=world.coordinator)
    return MergeMember.objects.create(group=group, proposal=case, leads=True)


def _figure(reply: Reply) -> ReplyFigure:
    return ReplyFigure.objects.create(reply=reply, name="图", sha256="0" * 64, size=1, width=1, height=1, uploaded_by=reply.created_by)


def _batch(reply: Reply, **fields: Any) -> RenderBatch:
    return RenderBatch.objects.create(requested_by=reply.created_by, **fields)


def _member(reply: Reply) -> Reply:
    BatchMember.objects.all().delete()
    BatchMember.objects.create(batch=_batch(reply), reply=reply, position=1)
    return reply


def _certificate(reply: Reply) -> DepartmentCertificate:
    return DepartmentCertificate.objects.create(department=reply.department, path="key.p12", valid_from=NOW, valid_to=NOW)


def _volume(reply: Reply, state: str) -> list[Volume]:
    return models.QuerySet(Volume).bulk_create([Volume(title="汇编", requested_by=reply.created_by, total=1, state=state)])


def _another(reply: Reply) -> Reply:
    return Reply.objects.create(assignment=reply.assignment, round=2, created_by=reply.created_by)


def constraints() -> set[str]:
    ours = [model for app in ("proposals", "replies") for model in apps.get_app_config(app).get_models()]
    return {constraint.name for model in ours for constraint in model._meta.constraints}


def test_every_constraint_is_tried() -> None:
    assert constraints() == VIOLATIONS.keys()


def test_the_database_refuses() -> None:
    """All in one test: each violation is undone, so that one world serves for all of them."""
    world = World()
    written = world.reply("printed")
    wrong = []
    for name, violate in VIOLATIONS.items():
        reply = Reply.objects.get(pk=written.pk)
        try:
            with transaction.atomic():
                violate(deepcopy(world), reply)
                transaction.set_rollback(True)
            wrong.append(f"{name}: nothing was refused")
        except IntegrityError as refusal:
            if name not in str(refusal) and "UNIQUE constraint failed" not in str(refusal):
                wrong.append(f"{name}: {refusal}")
    assert not wrong, "\n".join(wrong)


def test_nothing_that_is_in_use_is_deleted() -> None:
    world = World()
    case = world.reply("printed").case
    for row in (case, world.lead.department, world.lead.drafter, world.session, world.person, world.session.suggestion_rules):
        assert row is not None
        with pytest.raises(models.ProtectedError):
            row.delete()


# What the models say of themselves


def test_the_models_have_names_for_people() -> None:
    world = World()
    reply = world.reply("printed", case_no="0027")
    case, task = reply.case, reply.assignment
    assert str(case) == "建议 第0027号 关于增加社区托位的建议"
    assert str(reply) == f"建议 第0027号 {world.lead.department.short_name}"
    assert str(task).startswith(world.lead.department.short_name)
    assert str(world.opinion_of(case)).startswith(world.co.department.short_name)
    assert str(case.proposers.get()) == world.person.name
    assert str(case.events.first()) == f"{case.pk}/1 register"
    assert str(Session(organ="cppcc", region="市", term=14, meeting=4)) == "市政协十四届四次会议"
    assert Session.parse("市政协十四届四次会议") == {"organ": "cppcc", "region": "市", "term": 14, "meeting": 4}
    assert str(RoleGrant(role="head")) == str(ROLES["head"].name)
    assert User(display_name="甲").get_full_name() == User(display_name="甲").get_short_name() == "甲"
    assert str(Checkpoint(number=3, digest="f" * 64)) == f"3 {'f' * 12}"
    assert deputy(name="刘智").salutation == "刘智代表"
    assert group(name="民盟云澜市委会").salutation == "民盟云澜市委会"
    assert case.events.exclude(acting_as="system").first().acting_as_name  # type: ignore[union-attr]
    assert Event(acting_as="system").acting_as_name == ""
    assert RuleSet(name="全国").name == str(RuleSet(name="全国"))
    for model in (DocumentNumber, OfficialDocument, RenderJob, ReviewStep, OpinionSubmission, CoOpinion):
        assert str(model._base_manager.first())
