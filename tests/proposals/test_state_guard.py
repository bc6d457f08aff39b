"""The guards over what the application may write: a state has one writer, whatever else saves the row."""

from typing import Any

import pytest
from django.db import models, transaction

from proposals.models import Assignment, Proposal
from proposals.models.stateful import Stateful
from proposals.permissions import Relation
from replies.models import Reply
from tests.factories import World

pytestmark = pytest.mark.django_db


def rows(world: World) -> list[Stateful]:
    reply = world.reply("co_signing")
    return [reply, reply.case, reply.assignment, world.opinion_of(reply.case)]


def test_a_save_that_would_change_a_state_fails() -> None:
    for row in rows(World()):
        fresh: Any = type(row)._base_manager.get(pk=row.pk)
        manager: Any = type(row)._default_manager
        before = fresh.state
        fresh.save()
        fresh.state = "forged"
        for save in (fresh.save, lambda row=fresh: row.save(update_fields=["state"])):
            with pytest.raises(TypeError):
                save()
        fresh.refresh_from_db()
        assert fresh.state == before
        with pytest.raises(TypeError):
            manager.filter(pk=row.pk).update(state="forged")
        with pytest.raises(TypeError), transaction.atomic():
            manager.bulk_update([fresh], ["state"])


def test_a_new_row_starts_at_the_beginning() -> None:
    world = World()
    case = world.case()
    with pytest.raises(TypeError):
        Proposal.objects.create(session=world.session, rule_set=case.rule_set, case_no="9", title="x", kind="suggestion", state="closed")
    with pytest.raises(TypeError):
        Reply(assignment=Assignment(proposal=case), state="signed").save()
    assert Proposal.objects.count() == 1


def test_a_row_that_was_read_without_its_state_can_be_saved() -> None:
    case = World().case()
    partly = Proposal.objects.defer("state").get(pk=case.pk)
    partly.title = "改过的题目"
    partly.save()
    case.refresh_from_db()
    assert (case.title, case.state) == ("改过的题目", "registered")


def test_a_row_without_a_case_says_so() -> None:
    class Loose(Stateful):
        machine = Proposal.machine
        state = models.CharField(max_length=1)

        class Meta:
            app_label = "proposals"
            abstract = True

    for use in (
        lambda: Stateful.case.fget(Loose),  # type: ignore[attr-defined]
        lambda: Stateful.case.fset(Loose, None),  # type: ignore[attr-defined]
        lambda: Stateful.related_departments(Loose, Relation.OWN),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError):
            use()
