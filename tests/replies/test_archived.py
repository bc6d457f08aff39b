"""What keeps a case from the archive, and that nothing moves in it from then on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from proposals import workflow
from proposals.actions import cases, co_handling, commitments, requests, supervision, telling
from proposals.errors import CaseError, NotReady
from proposals.models import Assignment, Event, ExtensionRequest, Proposal
from proposals.models.stateful import Stateful
from proposals.permissions import ROLES
from proposals.states import CaseState
from proposals.workflow import SYSTEM
from replies.actions import drafts, printing, publishing
from replies.actions.commitments import enter_commitment
from replies.archiving import belongings
from replies.models import Publication, PublicText, RenderJob, Reply
from tests.factories import World, user
from tests.replies.test_archiving import archive, everything
from tests.replies.test_visibility import TABLE

pytestmark = pytest.mark.django_db


def test_what_is_still_to_be_published_keeps_the_case_open() -> None:
    world = World()
    case = world.reply("dispatched", co=False).case
    cases.close_case(case, by=world.coordinator)
    publication = Publication.objects.get(reply__assignment__proposal=case)
    for state in publication.machine.states:
        models.QuerySet(Publication).filter(pk=publication.pk).update(state=state, **shown_as(publication, state))
        open_ = state in ("to_check", "checked")
        assert workflow.can_move(Proposal.objects.get(pk=case.pk), "archive", by=world.coordinator) is not open_, state


def shown_as(publication: Publication, state: str) -> dict[str, Any]:
    now, text = timezone.now(), publication.newest
    shown = {"shown": text, "published_at": now, "published_by": text.author, "changed_at": now, "withdrawn_at": None, "withdrawal": ""}
    return {"withdrawn_at": now, "withdrawal": "有误"} if state == "withdrawn" else shown


def test_no_machine_moves_in_an_archived_case() -> None:
    """Every object of every machine, in every state that it knows, with every step, taken by somebody who has every role everywhere."""
    world = World()
    case = everything(world)
    archive(world, case)
    people = [user(*ROLES, department=body) for body in (world.body, world.lead.department, world.co.department)]
    tried = 0
    for model in apps.get_models():
        if not issubclass(model, Stateful):
            continue
        path = belongings.paths()[model]
        row: Any = models.QuerySet(model).filter(**{path: case.pk}).first()
        if row is None:
            assert model not in TABLE, f"full_case makes no {model.__name__}"
            continue
        for state in model.machine.states:
            if model is Proposal and state != CaseState.ARCHIVED:
                continue
            if (model.__name__, state) == ("Publication", "published"):
                continue  # a public page is corrected or withdrawn whatever became of the case
            row.__dict__["state"] = state
            for step in model.machine.transitions:
                for person in [None] if step.permission == SYSTEM else people:
                    with pytest.raises(CaseError):
                        workflow.check_move(row, step.event, by=person, reason="理由")
                    tried += 1
    assert tried > 100


def test_no_action_writes_in_an_archived_case() -> None:
    world = World()
    case = everything(world)
    archive(world, case)
    task: Assignment = world.lead_of(case)
    reply = Reply.objects.get(assignment=task)
    made = task.commitments.first()
    today = timezone.localdate()
    contact = {"kind": "phone", "phase": "after", "held_on": today, "with_whom": "代表", "notes": "回访"}
    tries: list[Callable[[], object]] = [
        lambda: co_handling.record_contact(case, by=world.lead.drafter, **contact),
        lambda: requests.raise_objection(task, by=world.lead.drafter, reason="不属我局职责"),
        lambda: drafts.save_draft(reply, reply.signed_version.text, base=1, by=world.lead.drafter),
        lambda: commitments.report_progress(made, by=world.lead.drafter, text="又有进展"),
        lambda: enter_commitment(reply, by=world.lead.drafter, sentence="二、下一步工作", owner="科室", due_on=today),
        lambda: supervision.choose_priority(case, supervision.Sponsorship("沈", "副主任", "会议", today), by=world.coordinator),
        lambda: supervision.supervise(case, world.lead.department, by=world.coordinator, question="？", due_on=today),
        lambda: cases.withdraw_case(case, by=world.coordinator, reason="撤回"),
        lambda: archive(world, case),
    ]
    length = Proposal.objects.get(pk=case.pk).chain_length
    for one in tries:
        with pytest.raises(CaseError), transaction.atomic():
            one()
    assert Proposal.objects.get(pk=case.pk).chain_length == length == Event.objects.filter(proposal=case).count()


def test_what_a_closed_case_allows_an_archived_one_does_not() -> None:
    """A further print, a word that the proposer was told, the publication of what was taken over: each tried before and after."""
    world = World()
    case = everything(world)
    clerk, today = world.lead.document_administrator, timezone.localdate()
    reply = Reply.objects.get(assignment=world.lead_of(case))
    asked = ExtensionRequest.objects.get(assignment=reply.assignment)
    models.QuerySet(ExtensionRequest).update(state="granted", decided_by=world.coordinator, decided_at=timezone.now(), told_on=None)
    models.QuerySet(Publication).update(shown=None)
    models.QuerySet(PublicText).delete()
    models.QuerySet(Publication).delete()
    models.QuerySet(Reply).filter(pk=reply.pk).update(is_imported=True)
    tries: list[Callable[[], object]] = [
        lambda: printing.check_print(Reply.objects.get(pk=reply.pk), by=clerk),
        lambda: telling.record_told(ExtensionRequest.objects.get(pk=asked.pk), by=world.lead.drafter, told_on=today, how="电话"),
        lambda: publishing.take_imported(Reply.objects.get(pk=reply.pk), by=clerk),
    ]
    for one in tries:
        with transaction.atomic():
            one()
            transaction.set_rollback(True)
    job = RenderJob.objects.create(reply=reply, requested_by=clerk)
    with pytest.raises(NotReady):
        archive(world, Proposal.objects.get(pk=case.pk))
    models.QuerySet(RenderJob).filter(pk=job.pk).delete()
    archive(world, Proposal.objects.get(pk=case.pk))
    for one in tries:
        with pytest.raises(NotReady), transaction.atomic():
            one()
