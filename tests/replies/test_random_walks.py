"""Random walks through the whole workflow, by everyone and in any order: whatever is tried, the record and the states stay true."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from proposals import audit, workflow
from proposals.actions import cases, co_handling, requests
from proposals.errors import CaseError, NotAllowed, NotReady, WrongState
from proposals.models import (
    Assignment,
    Clock,
    Contact,
    CoOpinion,
    Event,
    ExtensionRequest,
    Objection,
    Proposal,
    ProposalAttachment,
    Proposer,
    User,
)
from proposals.models.stateful import Stateful
from replies import transitions
from replies.actions import batches, drafts
from replies.errors import StaleDraft
from replies.models import DocumentNumber, NumberCounter, OfficialDocument, RenderJob, Reply, ReplyVersion, ReviewStep
from replies.states import FROZEN, JobState
from tests import factories, steps
from tests.factories import Office, World, document
from tests.replies.requests_walk import REASONS, WalkOfRequests

STEPS: dict[type[Stateful], dict[str, steps.Step]] = {
    Proposal: {name: step for name, step in steps.CASE.items() if name != "assign"},  # `assign` is a rule of its own
    Assignment: steps.ASSIGNMENT,
    CoOpinion: steps.OPINION,
    Objection: steps.OBJECTION,
    ExtensionRequest: steps.EXTENSION,
    Reply: steps.REPLY,
}
ACTORS = [f"{office}.{role}" for office in ("lead", "co", "stranger") for role in Office.ROLES]
ACTORS += ["coordinator", "stranger.coordinator", "auditor", "administrator", "proposer", "without role", "without department", "inactive"]
GUARDED = (
    Proposal, Proposer, Assignment, Clock, Objection, ExtensionRequest, ProposalAttachment, Contact, Event, CoOpinion, Reply,
    ReplyVersion, ReviewStep, RenderJob, DocumentNumber, OfficialDocument,
)  # fmt: skip
# Where a walk begins: with nothing, with a case that is being handled or objected to, or with a reply on its way.
STARTS = ["", "handled", "objected", "drafting", "co_signing", "head_approval", "signed", "numbered", "printed"]
MOST_CASES = 3
PARTS = st.sampled_from([["sole"], ["lead"], ["lead", "co"], ["lead", "co"], ["split", "split"]])


class Walk(WalkOfRequests):
    """Every rule either takes a step or is refused with an error of the tree; the invariants look at what is in the database."""

    @initialize(state=st.sampled_from(STARTS), co=st.booleans())
    def begin(self, state: str, co: bool) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.world = World()
        self.actors = self.world.actors()
        self.signed: dict[int, dict[str, str]] = {}
        if state == "handled":
            self.world.handled(co=co)
        elif state == "objected":
            task = self.world.lead_of(self.world.assigned(co=co))
            requests.raise_objection(task, by=self.world.lead.drafter, reason="不属我局职责")
        elif state:
            self.world.reply("office_review" if state == "co_signing" and not co else state, co=co)

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def objects(self) -> list[Any]:
        return [row for model in STEPS for row in model._base_manager.order_by("pk")]

    @precondition(lambda self: Proposal.objects.count() < MOST_CASES)
    @rule(parts=PARTS, priority=st.booleans())
    def register_and_assign(self, parts: list[str], priority: bool) -> None:
        case = self.world.case(is_priority=priority)
        offices = [self.world.lead, self.world.co]
        tasks = [cases.Task(office.department, mode, "某一部分") for office, mode in zip(offices, parts, strict=False)]
        cases.assign_case(case, tasks, by=self.world.coordinator)

    @precondition(lambda self: Proposal.objects.count() < MOST_CASES)
    @rule(council=st.booleans())
    def register(self, council: bool) -> None:
        """A case of a committee's session must be filed before it is assigned."""
        self.world.case(**({"session": factories.session(organ="cppcc"), "kind": "cppcc_proposal"} if council else {}))

    @rule(data=st.data(), actor=st.sampled_from(ACTORS), reason=REASONS)
    def anyone_tries_anything(self, data: st.DataObject, actor: str, reason: str) -> None:
        rows = self.objects()
        if not rows:
            return
        row = data.draw(st.sampled_from(rows))
        event = data.draw(st.sampled_from(sorted(STEPS[type(row)])))
        before = row.case.chain_length
        able = workflow.can_move(row, event, by=self.actors[actor])
        try:
            with transaction.atomic():
                STEPS[type(row)][event](row, self.actors[actor], reason)
        except CaseError:
            assert not able or not reason.strip()
            assert Proposal.objects.get(pk=row.case.pk).chain_length == before
        else:
            assert able

    @rule(data=st.data(), times=st.integers(1, 4))
    def someone_does_what_is_open(self, data: st.DataObject, times: int) -> None:
        """Keeps the walk going: a step that a person could take now is taken; what the page offers must work."""
        for _time in range(times):
            self.one_open_step(data)

    def one_open_step(self, data: st.DataObject) -> None:
        people = [self.actors[name] for name in ACTORS if name.startswith(("lead.", "co.")) or name == "coordinator"]
        # The departments that took a case over.
        people += (
            User.objects.filter(department__assignments__isnull=False).exclude(pk__in=[who.pk for who in self.actors.values()]).distinct()
        )
        open_ = [
            (row, event, person)
            for row in self.objects()
            for event in STEPS[type(row)]
            if event not in ("withdraw", "import", "refuse", "convert")
            for person in people
            if workflow.can_move(row, event, by=person)
        ]
        if open_:
            row, event, person = data.draw(st.sampled_from(open_))
            STEPS[type(row)][event](row, person, "请按意见修改")

    @rule(data=st.data(), actor=st.sampled_from(["lead.drafter", "lead.drafter", "co.drafter", "stranger.drafter", "lead.head", "auditor"]))
    def someone_writes(self, data: st.DataObject, actor: str) -> None:
        tasks = list(Assignment.objects.filter(mode__in=Assignment.ANSWERING).order_by("pk"))
        if not tasks:
            return
        task = data.draw(st.sampled_from(tasks))
        try:
            with transaction.atomic():
                reply = drafts.open_reply(task, by=self.actors[actor])
                latest = reply.latest
                assert latest
                base = data.draw(st.integers(1, latest.number))
                text = {**latest.text, "body": f"经研究，现答复如下：第{data.draw(st.integers(1, 99))}种写法。"}
                saved = drafts.save_draft(reply, text, base=base, by=self.actors[actor], outcome="A", publication="full")
                assert saved.number in (latest.number, latest.number + 1)
        except StaleDraft as conflict:
            stale = conflict.theirs.number > base and conflict.mine == text
            assert stale
        except (NotAllowed, NotReady, WrongState):
            pass

    @rule(data=st.data(), actor=st.sampled_from(["lead.drafter", "co.drafter", "stranger.drafter", "coordinator"]))
    def someone_calls_the_proposer(self, data: st.DataObject, actor: str) -> None:
        found = list(Proposal.objects.order_by("pk"))
        if not found:
            return
        case = data.draw(st.sampled_from(found))
        try:
            co_handling.record_contact(
                case, by=self.actors[actor], kind="phone", phase="during", held_on=case.registered_at.date(), with_whom="代表", notes="谈"
            )
        except (NotAllowed, NotReady):
            assert not Contact.objects.filter(proposal=case, recorded_by=self.actors["stranger.drafter"]).exists()

    @rule(actor=st.sampled_from(["lead.document_administrator", "co.document_administrator", "stranger.document_administrator"]))
    def a_clerk_prints_all(self, actor: str) -> None:
        replies = list(Reply.objects.order_by("pk"))
        queued = batches.number_and_print(replies, by=self.actors[actor])
        assert len(queued.jobs) + len(queued.refused) == len(replies)
        assert {job.reply.department for job in queued.jobs} <= {self.actors[actor].department}

    @rule(how=st.sampled_from(["prints", "fails", "dies", "is late"]))
    def a_worker(self, how: str) -> None:
        waiting = RenderJob.objects.filter(state=JobState.QUEUED).order_by("pk").first()
        job = transitions.claim_job(waiting.pk) if waiting else None
        if not job:
            return
        assert transitions.claim_job(job.pk) is None
        if how == "fails":
            transitions.fail_job(job, "字体未安装")
        elif how == "prints":
            self.finish(job)
        elif how == "is late":
            RenderJob._base_manager.filter(pk=job.pk).update(lease="another")
            assert self.finish(job) is False

    def finish(self, job: RenderJob) -> bool:
        made = OfficialDocument.objects.filter(reply=job.reply).first() or document(job.reply)
        try:
            with transaction.atomic():
                return transitions.finish_job(job, made)
        except NotReady:  # withdrawn meanwhile
            transitions.fail_job(job, "撤回")
            return False

    @rule()
    def the_clock(self) -> None:
        RenderJob._base_manager.filter(state=JobState.RUNNING).update(started_at="2020-01-01T00:00Z")
        transitions.reclaim_jobs()
        assert not RenderJob.objects.filter(state=JobState.RUNNING).exists()
        audit.write_checkpoint()

    # What must always hold

    @invariant()
    def the_record_is_whole(self) -> None:
        assert list(audit.verify_events()) == []

    @invariant()
    def every_state_was_reached_by_its_events(self) -> None:
        for row in self.objects():
            state = str(row.machine.initial)
            for event in self.steps_of(row):
                assert (event.name, event.source, event.target) in {(way.event, way.source, way.target) for way in row.machine.transitions}
                assert event.source == state
                state = event.target
            assert row.state == state

    def steps_of(self, row: Stateful) -> Iterator[Event]:
        events = Event.objects.filter(subject_type=row._meta.model_name, subject_id=row.pk).exclude(source="")
        yield from events.order_by("sequence")

    @invariant()
    def what_was_signed_never_changes(self) -> None:
        for reply in Reply.objects.filter(state__in=FROZEN).select_related("signed_version"):
            version = reply.signed_version
            assert version == reply.latest
            assert version
            assert self.signed.setdefault(reply.pk, version.text) == version.text
            assert version.digest == workflow.digest(version.text)
        assert Reply.objects.filter(pk__in=self.signed, state__in=FROZEN).count() == len(self.signed)

    @invariant()
    def numbers_have_no_gap(self) -> None:
        for counter in NumberCounter.objects.all():
            drawn = DocumentNumber.objects.filter(department=counter.department, word=counter.word, year=counter.year)
            assert list(drawn.order_by("serial").values_list("serial", flat=True)) == list(range(1, counter.last + 1))

    @invariant()
    def a_reply_has_one_open_job_and_one_document(self) -> None:
        for reply in Reply.objects.all():
            assert reply.jobs.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).count() <= 1
            assert reply.documents.count() <= 1
            assert reply.state not in ("printed", "dispatched") or reply.documents.exists()

    @invariant()
    def a_stranger_sees_nothing(self) -> None:
        for name in ("stranger.head", "stranger.coordinator", "without role"):
            for model in GUARDED[:: 1 if name == "stranger.head" else 7]:
                assert not model.objects.visible_to(self.actors[name]).exists(), (name, model)  # type: ignore[attr-defined]


@pytest.mark.long
@pytest.mark.django_db
def test_random_walks() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Walk,
        settings=settings(max_examples=3, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)),
    )
