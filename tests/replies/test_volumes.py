"""Collection volumes: who may ask for what, each bound once whatever happens to its worker, the same replies the same bytes."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from proposals.actions import cases
from proposals.errors import InvalidInput, NotAllowed
from proposals.models import User
from replies import binding, tasks, transitions
from replies.actions import imports, volumes
from replies.models import Reply, Volume
from replies.parsing import ParsedReply
from replies.rendering import RenderError
from replies.states import ReplyState
from tests.factories import World, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def volume(world: World) -> Volume:
    return make(world, [world.reply("numbered", co=False), world.reply("numbered", co=False)])


def make(world: World, replies: list[Reply], *, by: User | None = None, **fields: Any) -> Volume:
    given: dict[str, Any] = {"grouping": "kind", "choice": {}}
    return volumes.make_volume(replies, by=by or world.lead.document_administrator, **given | fields)


def fresh(volume: Volume) -> Volume:
    return Volume.objects.get(pk=volume.pk)


# Who, and of what


@pytest.mark.parametrize("state", list(ReplyState))
def test_a_reply_can_be_bound_once_it_has_its_number(world: World, state: ReplyState) -> None:
    reply = world.reply(state)
    bound = state in ("numbered", "printed", "dispatched")
    assert list(volumes.replies_for(world.lead.document_administrator)) == ([reply] if bound else [])
    if not bound:
        with pytest.raises(NotAllowed):
            make(world, [reply])


def test_a_published_reply_is_bound_though_it_has_no_number(world: World) -> None:
    parsed = ParsedReply(
        kind="建议",
        session="市九届人大三次会议",
        number="0027",
        addressees=["顾晚舟"],
        title="关于增加社区托位的建议",
        date="2026-04-20",
        issuer=world.lead.department.full_name,
        body=[(0, "您提出的建议收悉，现答复如下："), (0, "已增加托位。")],
    )
    reply = imports.import_published(parsed, by=world.administrator).reply
    assert (reply.state, reply.number_text) == ("signed", "")
    assert list(volumes.replies_for(world.lead.document_administrator)) == [reply]
    made = make(world, [reply])
    assert binding.run_volume(made.pk) == "done"


@pytest.mark.parametrize("state", ["printed", "dispatched"])
def test_whose_replies_go_into_whose_volume(world: World, state: str) -> None:
    reply = world.reply(state)
    actors = world.actors()
    holders = {name for name, actor in actors.items() if volumes.replies_for(actor).exists() and can(actor)}
    sent = {"coordinator"} if state == "dispatched" else set()
    # The co-handler's clerk sees the reply, and it is not his department's.
    assert holders == {"lead.document_administrator", "without department"} | sent
    for name, actor in actors.items():
        if name in holders:
            assert make(world, [reply], by=actor).requested_by == actor
        else:
            with pytest.raises(NotAllowed):
                make(world, [reply], by=actor)


def can(actor: User) -> bool:
    try:
        volumes.check_make(actor)
    except NotAllowed:
        return False
    return True


def test_withdrawn_cases_are_left_out(world: World) -> None:
    reply = world.reply("numbered", co=False)
    cases.withdraw_case(reply.case, by=world.coordinator, reason="来函撤回")
    assert not volumes.replies_for(world.lead.document_administrator).exists()


def test_nothing_and_too_much_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidInput):
        make(world, [])
    monkeypatch.setattr(volumes, "MOST", 1)
    with pytest.raises(InvalidInput, match="2"):
        make(world, [world.reply("numbered", co=False), world.reply("numbered", co=False)])
    assert not Volume.objects.exists()


def test_a_volume_is_its_maker_s(world: World, volume: Volume) -> None:
    seen = {name for name, actor in world.actors().items() if Volume.objects.visible_to(actor).exists()}
    assert seen == {"lead.document_administrator", "auditor", "administrator", "without department"}
    maker = world.lead.document_administrator
    colleague = user("document_administrator", department=maker.department)
    assert not Volume.objects.visible_to(colleague).exists()
    maker.department = world.stranger.department
    maker.save()
    assert not Volume.objects.visible_to(maker).exists()


def test_a_title_is_made_where_none_is_given(world: World, volume: Volume) -> None:
    assert volume.title == f"{world.session.label}代表建议答复汇编"
    assert make(world, list(volume.replies.all()), title=" 今年的答复 ").title == "今年的答复"


# Binding


def test_a_volume_is_bound_and_stored(volume: Volume) -> None:
    assert binding.run_volume(volume.pk) == "done"
    made = fresh(volume)
    content = made.file.read()
    assert (made.state, made.bound, made.total, made.attempts, made.error, made.lease) == ("done", 2, 2, 1, "", "")
    assert made.sha256 == hashlib.sha256(content).hexdigest()
    assert (made.size, made.file.name) == (len(content), f"volumes/{made.sha256[:2]}/{made.sha256}.pdf")
    assert made.pages >= 2 + 1 + 2
    assert made.finished_at
    assert not made.open


def test_the_same_replies_are_the_same_file(world: World, volume: Volume) -> None:
    again = make(world, list(volume.replies.order_by("-pk")))
    for one in (volume, again):
        assert binding.run_volume(one.pk) == "done"
    assert fresh(volume).sha256 == fresh(again).sha256
    assert default_storage.listdir(f"volumes/{fresh(volume).sha256[:2]}")[1] == [f"{fresh(volume).sha256}.pdf"]


def test_half_a_file_is_replaced(world: World, volume: Volume) -> None:
    binding.run_volume(volume.pk)
    name = fresh(volume).file.name
    assert name
    with default_storage.open(name, "wb") as file:
        file.write(b"%PDF-1.7 half")
    again = make(world, list(volume.replies.all()))
    binding.run_volume(again.pk)
    assert hashlib.sha256(fresh(volume).file.read()).hexdigest() == fresh(again).sha256


def test_a_volume_that_is_sent_twice_is_bound_once(volume: Volume) -> None:
    assert [binding.run_volume(volume.pk) for _again in range(3)] == ["done", "not mine", "not mine"]
    assert binding.run_volume(volume.pk + 1000) == "not mine"
    assert fresh(volume).attempts == 1


def test_its_making_is_sent_when_the_row_is_committed(
    world: World, eager_tasks: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    replies = [world.reply("numbered", co=False)]
    with django_capture_on_commit_callbacks(execute=True):
        made = make(world, replies)
        assert fresh(made).state == "queued"
    assert fresh(made).state == "done"


def test_the_progress_is_written_as_it_goes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(world, [world.reply("numbered", co=False) for _each in range(3)])
    told: list[int] = []
    advance = transitions.advance_volume

    def tell(volume: Volume, bound: int) -> bool:
        told.append(bound)
        return advance(volume, bound)

    monkeypatch.setattr(transitions, "advance_volume", tell)
    binding.run_volume(made.pk)
    assert told == [1, 2, 3]


def test_the_progress_of_a_large_volume_is_told_in_steps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(world, [world.reply("numbered", co=False)])
    Volume.objects.filter(pk=made.pk).update(total=500)
    told: list[int] = []
    monkeypatch.setattr(binding, "volume_of", lambda volume: volume)

    def tell(_volume: object, bound: int) -> bool:
        told.append(bound)
        return True

    monkeypatch.setattr(transitions, "advance_volume", tell)

    def stop(_volume: object, advance: Any) -> None:
        for done in range(1, 501):
            advance(done)
        raise RenderError("over")

    monkeypatch.setattr(binding, "bind", stop)
    assert binding.run_volume(made.pk) == "failed"
    assert told == list(range(10, 501, 10))


# Failure, loss, and the sweeper


@pytest.mark.parametrize(("error", "reason"), [(RenderError("第0001号：没有正文"), "第0001号：没有正文"), (KeyError("x"), "KeyError: 'x'")])
def test_a_failure_is_kept_with_its_reason(volume: Volume, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str) -> None:
    def fail(*_given: object) -> None:
        raise error

    monkeypatch.setattr(binding, "bind", fail)
    assert binding.run_volume(volume.pk) == "failed"
    made = fresh(volume)
    assert (made.state, made.error, made.file.name, made.lease) == ("failed", reason, "", "")


def test_a_worker_that_lost_the_volume_ends_without_a_trace(volume: Volume, monkeypatch: pytest.MonkeyPatch) -> None:
    advance = transitions.advance_volume

    def lose(mine: Volume, bound: int) -> bool:
        Volume.objects.filter(pk=mine.pk).update(lease="another")
        return advance(mine, bound)

    monkeypatch.setattr(transitions, "advance_volume", lose)
    assert binding.run_volume(volume.pk) == "lease lost"
    made = fresh(volume)
    assert (made.state, made.lease, made.sha256) == ("running", "another", "")


def test_a_worker_that_lost_it_at_the_very_end_does_not_finish_it(volume: Volume) -> None:
    mine = transitions.claim_volume(volume.pk)
    assert mine
    Volume.objects.filter(pk=volume.pk).update(lease="another")
    assert not transitions.finish_volume(mine, file="volumes/x.pdf", sha256="0" * 64, size=1, pages=1)
    transitions.fail_volume(mine, "too late")
    assert (fresh(volume).state, fresh(volume).error) == ("running", "")


def silent(volume: Volume, seconds: int) -> None:
    Volume.objects.filter(pk=volume.pk).update(heard_at=timezone.now() - timedelta(seconds=seconds))


def test_the_sweeper_sends_again_what_nobody_took(volume: Volume, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks, "send_volume", sent.append)
    assert (tasks.sweep_volumes(), sent) == (0, [])
    silent(volume, settings.RENDER_RESEND_SECONDS + 1)
    assert (tasks.sweep_volumes(), sent) == (1, [volume.pk])
    assert tasks.sweep_volumes() == 0  # it was sent just now


def test_the_sweeper_takes_back_what_a_lost_worker_held(volume: Volume, settings: Settings, eager_tasks: None) -> None:
    mine = transitions.claim_volume(volume.pk)
    assert mine
    silent(volume, settings.RENDER_LEASE_SECONDS - 5)
    assert tasks.sweep_volumes() == 0
    transitions.advance_volume(mine, 1)  # a sign of life
    silent(volume, settings.RENDER_LEASE_SECONDS + 1)
    assert tasks.sweep_volumes() == 1
    assert (fresh(volume).state, fresh(volume).attempts) == ("done", 2)


def test_a_volume_whose_workers_are_always_lost_fails(volume: Volume, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "send_volume", lambda volume_id: None)
    swept = []
    for _attempt in range(settings.RENDER_MAX_ATTEMPTS):
        assert transitions.claim_volume(volume.pk)
        silent(volume, settings.RENDER_LEASE_SECONDS + 1)
        swept.append(tasks.sweep_volumes())
    assert swept == [1] * (settings.RENDER_MAX_ATTEMPTS - 1) + [0]
    assert (fresh(volume).state, bool(fresh(volume).error)) == ("failed", True)


def test_the_sweeper_leaves_alone_what_is_over(volume: Volume, settings: Settings) -> None:
    binding.run_volume(volume.pk)
    silent(volume, settings.RENDER_LEASE_SECONDS * 10)
    assert tasks.sweep_volumes() == 0
    assert fresh(volume).state == "done"


@pytest.mark.parametrize("wrong", [{"state": "done"}, {"state": "failed"}])
def test_the_database_holds_what_a_state_promises(volume: Volume, wrong: dict[str, str]) -> None:
    rows: QuerySet[Volume] = Volume._base_manager.filter(pk=volume.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**wrong)
