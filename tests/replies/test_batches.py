"""A batch of print: what is held back is remembered, what is stopped or failed goes on, and nothing is printed or numbered twice."""

import importlib
import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoCaptureOnCommitCallbacks

from proposals import audit
from proposals.actions import cases
from proposals.errors import NotAllowed
from proposals.models import Department, Event, User
from replies import transitions
from replies.actions import batches
from replies.models import BatchMember, DocumentNumber, NumberCounter, RenderBatch, RenderJob, Reply
from replies.states import JobState
from tests.factories import World, document, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def clerk(world: World) -> User:
    return world.lead.document_administrator


def opened(world: World, *replies: Reply) -> RenderBatch:
    batch = batches.number_and_print(replies, by=clerk(world)).batch
    assert batch
    return batch


def work(job: RenderJob, *, fails: bool = False) -> None:
    """A worker takes the job and prints it, or fails."""
    held = transitions.claim_job(job.pk)
    assert held
    if fails:
        transitions.fail_job(held, "缺字形")
    else:
        assert transitions.finish_job(held, held.reply.documents.first() or document(held.reply))


def states(batch: RenderBatch) -> list[str]:
    return [member.job.state if member.job else "held" for member in batch.members.order_by("position")]


def sign(world: World, reply: Reply) -> None:
    reply.refresh_from_db()
    transitions.agree(reply, "sign", by=world.lead.head)


def test_the_order_of_the_list_is_the_order_of_the_numbers_and_what_is_hindered_takes_none(world: World) -> None:
    signed = [world.reply("signed", co=False) for _ in range(3)]
    early = world.reply("head_approval", co=False)
    order = [signed[2], early, signed[0], signed[1]]
    queued = batches.number_and_print(order, by=clerk(world))
    assert queued.batch
    members = list(queued.batch.members.order_by("position"))
    assert [member.reply for member in members] == order
    assert states(queued.batch) == ["queued", "held", "queued", "queued"]
    assert [job.reply for job in queued.jobs] == [signed[2], signed[0], signed[1]]
    assert [DocumentNumber.objects.get(reply=reply).serial for reply in (signed[2], signed[0], signed[1])] == [1, 2, 3]
    assert [checked.reply for checked in queued.refused] == [early]


def test_what_is_another_department_s_is_refused_and_no_member(world: World) -> None:
    mine, theirs = world.reply("signed", co=False), World().reply("signed", co=False)
    queued = batches.number_and_print([theirs, mine], by=clerk(world))
    assert queued.batch
    assert [member.reply for member in queued.batch.members.all()] == [mine]
    assert [checked.reply for checked in queued.refused] == [theirs]
    assert batches.number_and_print([theirs], by=clerk(world)).batch is None


def test_one_form_sent_twice_is_one_batch(world: World) -> None:
    replies, key = [world.reply("signed", co=False) for _ in range(2)], uuid.uuid4()
    first = batches.number_and_print(replies, by=clerk(world), key=key)
    for job in first.jobs:
        work(job)
    again = batches.number_and_print(replies, by=clerk(world), key=key)
    assert (again.batch, again.jobs, again.refused) == (first.batch, [], [])
    assert RenderJob.objects.count() == 2
    other = user("document_administrator", department=world.lead.department)
    assert batches.number_and_print(replies, by=other, key=key).batch != first.batch


def test_it_happens_whole_or_not_at_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    replies = [world.reply("signed", co=False) for _ in range(3)]
    number = transitions.number

    def break_at_the_last(reply: Reply, *, by: User) -> None:
        if reply == replies[2]:
            raise RuntimeError
        number(reply, by=by)

    with monkeypatch.context() as patch:
        patch.setattr("replies.transitions.number", break_at_the_last)
        with pytest.raises(RuntimeError):
            batches.number_and_print(replies, by=clerk(world))
    assert not RenderBatch.objects.exists()
    assert not NumberCounter.objects.exists()
    assert set(Reply.objects.values_list("state", flat=True)) == {"signed"}
    assert states(opened(world, *replies)) == ["queued"] * 3
    assert sorted(DocumentNumber.objects.values_list("serial", flat=True)) == [1, 2, 3]


def test_what_was_held_back_goes_on_once_it_is_mended(world: World) -> None:
    ready, early = world.reply("signed", co=False), world.reply("head_approval", co=False)
    batch = opened(world, ready, early)
    assert batches.go_on(batch, by=clerk(world)).jobs == []
    sign(world, early)
    assert not DocumentNumber.objects.filter(reply=early).exists()
    (job,) = batches.go_on(batch, by=clerk(world)).jobs
    assert (job.reply, job.batch, states(batch)) == (early, batch, ["queued", "queued"])
    assert batches.go_on(batch, by=clerk(world)).jobs == []
    for waiting in RenderJob.objects.all():
        work(waiting)
    assert batches.go_on(batch, by=clerk(world)).jobs == []
    assert states(batch) == ["done", "done"]
    assert RenderJob.objects.count() == 2


def test_what_failed_is_tried_again_in_the_same_batch_under_the_same_number(world: World) -> None:
    replies = [world.reply("signed", co=False) for _ in range(3)]
    batch = opened(world, *replies)
    for job in batch.jobs.order_by("pk"):
        work(job, fails=job.reply != replies[0])
    numbers = list(DocumentNumber.objects.order_by("serial").values_list("reply", "serial"))
    (alone,) = batches.go_on(batch, by=clerk(world), only=[replies[2].pk]).jobs
    assert (alone.reply, states(batch)) == (replies[2], ["done", "failed", "queued"])
    work(alone)
    (rest,) = batches.go_on(batch, by=clerk(world)).jobs
    work(rest)
    assert states(batch) == ["done"] * 3
    assert list(DocumentNumber.objects.order_by("serial").values_list("reply", "serial")) == numbers
    assert batch.jobs.filter(state=JobState.FAILED).count() == 2  # they stay, with their reasons


def test_what_another_batch_printed_meanwhile_is_not_printed_again(world: World) -> None:
    reply, other = world.reply("signed", co=False), world.reply("signed", co=False)
    batch = opened(world, reply, other)
    for job in batch.jobs.all():
        work(job, fails=True)
    elsewhere = opened(world, reply)
    assert [checked.reply for checked in batches.go_on(batch, by=clerk(world)).refused] == [reply], "it is at press elsewhere"
    work(RenderJob.objects.get(batch=elsewhere))
    assert batches.go_on(batch, by=clerk(world)).jobs == []
    assert BatchMember.objects.get(batch=batch, reply=reply).document == reply.documents.get()
    assert states(batch) == ["done", "queued"]
    assert not Event.objects.filter(name="reprint").exists()


def test_stopping_takes_what_waits_and_leaves_what_runs_and_numbers_stay(world: World) -> None:
    replies = [world.reply("signed", co=False) for _ in range(4)]
    batch = opened(world, *replies)
    first, running, *waiting = batch.jobs.order_by("pk")
    work(first)
    held = transitions.claim_job(running.pk)
    assert held
    assert batches.cancel(batch, by=clerk(world)) == waiting
    assert states(batch) == ["done", "running", "cancelled", "cancelled"]
    batch.refresh_from_db()
    assert (batch.cancelled_by, bool(batch.cancelled_at)) == (clerk(world), True)
    assert all(transitions.claim_job(job.pk) is None for job in waiting), "its message may still come"
    assert transitions.finish_job(held, document(held.reply))
    for job in waiting:
        event = job.reply.case.events.last()
        assert event
        assert (event.name, event.actor, event.acting_as) == ("stop_print", clerk(world), "document_administrator")
        assert event.data == {"job": job.pk, "batch": batch.pk}
    assert batches.cancel(batch, by=clerk(world)) == []
    numbers = dict(DocumentNumber.objects.values_list("reply", "serial"))
    begun = batches.go_on(batch, by=clerk(world)).jobs
    assert [job.reply for job in begun] == replies[2:]
    for job in begun:
        work(job)
    batch.refresh_from_db()
    assert (states(batch), batch.cancelled_at, batch.cancelled_by) == (["done"] * 4, None, None)
    assert dict(DocumentNumber.objects.values_list("reply", "serial")) == numbers
    assert Counter(Event.objects.filter(name="print").values_list("subject_id", flat=True)) == {reply.pk: 1 for reply in replies}
    assert list(audit.verify_events()) == []


def test_a_stopped_reply_may_be_printed_by_another_batch(world: World) -> None:
    reply = world.reply("signed", co=False)
    batch = opened(world, reply)
    batches.cancel(batch, by=clerk(world))
    assert opened(world, reply) != batch
    assert NumberCounter.objects.get().last == 1


def test_a_reply_withdrawn_after_a_stop_stays_where_it_is(world: World) -> None:
    reply, other = world.reply("signed", co=False), world.reply("signed", co=False)
    batch = opened(world, reply, other)
    batches.cancel(batch, by=clerk(world))
    cases.withdraw_case(reply.case, by=world.coordinator, reason="撤回")
    queued = batches.go_on(batch, by=clerk(world))
    assert ([job.reply for job in queued.jobs], [checked.reply for checked in queued.refused]) == ([other], [reply])


def test_only_who_may_print_goes_on_or_stops(world: World) -> None:
    batch = opened(world, world.reply("signed"))
    for person in (world.lead.drafter, world.co.document_administrator, world.coordinator, world.auditor):
        for act in (batches.go_on, batches.cancel):
            with pytest.raises(NotAllowed):
                act(batch, by=person)
    assert states(batch) == ["queued"]


def test_jobs_are_sent_once_the_rows_are_there(
    world: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sent: list[int] = []
    monkeypatch.setattr("replies.tasks.run_render_job.delay", sent.append)
    ready, early = world.reply("signed", co=False), world.reply("head_approval", co=False)
    with django_capture_on_commit_callbacks(execute=True):
        batch = opened(world, ready, early)
    sign(world, early)
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        (job,) = batches.go_on(batch, by=clerk(world)).jobs
    assert len(sent) == 1
    for send in waiting:
        send()
    assert sent == [batch.jobs.exclude(pk=job.pk).get().pk, job.pk]


def test_a_batch_of_before_there_were_members_is_given_them(world: World) -> None:
    replies = [world.reply("signed", co=False) for _ in range(2)]
    batch = opened(world, *replies)
    for job in batch.jobs.all():
        work(job, fails=job.reply == replies[0])
    batches.go_on(batch, by=clerk(world))
    before = list(batch.members.values_list("reply", "position", "job"))
    batch.members.all().delete()
    importlib.import_module("replies.migrations.0005_batches").members_of_old_batches(apps, None)
    assert list(batch.members.values_list("reply", "position", "job")) == before


class RandomWalk(TestCase):
    """Whatever clerks and workers do, in whatever order, each reply is printed once under one number, and none is lost."""

    STEPS = ("works", "fails", "stops", "goes on", "signs", "gets its word", "chooses again")

    # Each example walks four replies through the workflow.
    @settings(max_examples=10)
    @given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), max_size=14))
    def test_nothing_is_lost_or_doubled(self, steps: list[tuple[str, int]]) -> None:
        world = World()
        replies = [world.reply("signed", co=False) for _ in range(2)] + [world.reply("head_approval", co=False) for _ in range(2)]
        batch = opened(world, *replies)
        acts: dict[str, Callable[[int], object]] = {
            "works": lambda n: self.at_work(n),
            "fails": lambda n: self.at_work(n, fails=True),
            "stops": lambda n: batches.cancel(batch, by=clerk(world)),
            "goes on": lambda n: batches.go_on(batch, by=clerk(world)),
            "signs": lambda n: self.sign_one(world, replies[n]),
            "gets its word": lambda n: Department.objects.filter(pk=world.lead.department.pk).update(suggestion_word=f"云{n}"),
            "chooses again": lambda n: self.choose(world, replies[n]),
        }
        for step, n in steps:
            acts[step](n)
            assert batch.members.count() == 4
            serials = list(DocumentNumber.objects.values_list("word", "serial"))
            assert len(set(serials)) == len(serials)
        for reply in replies:
            self.sign_one(world, reply)
        for _round in range(2):
            batches.go_on(batch, by=clerk(world))
            for job in RenderJob.objects.filter(state=JobState.QUEUED):
                work(job)
        batches.go_on(batch, by=clerk(world))
        assert states(batch) == ["done"] * 4
        prints = Counter(Event.objects.filter(name="print").values_list("subject_id", flat=True))
        assert prints == {reply.pk: 1 for reply in replies}
        assert not Event.objects.filter(name="reprint").exists()
        assert DocumentNumber.objects.count() == 4
        for counter in NumberCounter.objects.all():
            drawn = DocumentNumber.objects.filter(word=counter.word).order_by("serial").values_list("serial", flat=True)
            assert list(drawn) == list(range(1, counter.last + 1))
        assert list(audit.verify_events()) == []

    def at_work(self, n: int, *, fails: bool = False) -> None:
        waiting = list(RenderJob.objects.filter(state=JobState.QUEUED).order_by("pk"))
        if waiting:
            work(waiting[n % len(waiting)], fails=fails)

    def sign_one(self, world: World, reply: Reply) -> None:
        reply.refresh_from_db()
        if reply.state == "head_approval":
            sign(world, reply)

    def choose(self, world: World, reply: Reply) -> None:
        """Another batch is opened for one that is not printed yet."""
        reply.refresh_from_db()
        if reply.state in ("signed", "numbered"):
            batches.number_and_print([reply], by=clerk(world))
