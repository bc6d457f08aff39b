"""Rows of promises, supervision and archives that the database refuses, for `test_constraints`."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils import timezone

from proposals.models import Commitment, CommitmentNote, LookBack, Notice, Proposal, Supervision, SupervisionAnswer
from replies.models import Reply
from tests.factories import World
from tests.proposals import follow_up


def _after(model: Any, **fields: Any) -> Callable[[World, Reply], object]:
    """Changes the rows of the case, once there is one of every model."""

    def change(world: World, reply: Reply) -> None:
        follow_up.rows(world, reply.case)
        asked = Supervision.objects.get()
        SupervisionAnswer.objects.create(supervision=asked, number=1, text="已选址", answered_by=world.lead.drafter)
        models.QuerySet(model).update(**fields)

    return change


def _twice(model: Any, **fields: Any) -> Callable[[World, Reply], object]:
    """A second row like the first."""

    def copy(world: World, reply: Reply) -> None:
        _after(model)(world, reply)
        row: Any = models.QuerySet(model).get()
        row.pk, row._state.adding = None, True
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(force_insert=True)

    return copy


def _told_twice(world: World, reply: Reply) -> None:
    follow_up.rows(world, reply.case)
    today = timezone.localdate()
    told = {"look_back": LookBack.objects.get(), "due_on": today, "made_on": today, "proposal": reply.case}
    for _time in range(2):
        Notice._base_manager.create(recipient=world.lead.drafter, **told)


VIOLATIONS: dict[str, Callable[[World, Reply], object]] = {
    "sponsor_of_a_priority_case": _after(Proposal, sponsor="沈听澜"),
    "commitment_once": _twice(Commitment),
    "commitment_has_sentence": _after(Commitment, sentence=""),
    "commitment_has_owner": _after(Commitment, owner=""),
    "commitment_kept_on_a_day": _after(Commitment, kept_on=timezone.localdate()),
    "commitment_note_has_text": _after(CommitmentNote, text=""),
    "kept_or_changed_with_evidence": _after(CommitmentNote, kind="kept"),
    "look_back_once_a_year": _twice(LookBack, note=None),
    "supervision_asks_something": _after(Supervision, question=""),
    "supervision_answer_number_once": _twice(SupervisionAnswer),
    "supervision_answer_not_empty": _after(SupervisionAnswer, text=""),
    "told_of_a_look_back_once": _told_twice,
}
