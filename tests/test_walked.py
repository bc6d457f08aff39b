"""A walk that is written again leaves the very rows, files and waiting tasks of the walk itself, and is not taken where it may differ."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from proposals.models import Department, RuleSet
from replies import transitions
from replies.models import OfficialDocument
from tests import factories
from tests.factories import World, user
from tests.walked import GROUND

pytestmark = pytest.mark.django_db
Again = Callable[[Callable[[], object]], tuple[Any, int]]


@pytest.fixture
def again(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Again:
    """`again(walk)` walks as a test of its own would: every row of the database afterwards, and how many statements it took."""

    def run(walk: Callable[[], object]) -> tuple[Any, int]:
        GROUND.begin(request, monkeypatch)
        with transaction.atomic():
            with CaptureQueriesContext(connection) as asked:
                walk()
            rows = {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}
            waiting = len(connection.run_on_commit)
            transaction.set_rollback(True)
        return (rows, waiting), len(asked)

    return run


def sent() -> None:
    World().reply("dispatched")


def test_the_same_rows_are_there_in_a_few_statements(again: Again) -> None:
    again(sent)
    walked, _statements = again(sent)
    once_more, statements = again(sent)
    assert once_more == walked
    assert len(once_more[0]["proposals.Event"]) > 10
    assert statements < 10


def test_what_was_printed_can_be_read(again: Again) -> None:
    def read() -> None:
        sent()
        document = OfficialDocument.objects.get()
        assert default_storage.open(document.file.name).read().startswith(b"%PDF")
        default_storage.delete(document.file.name)

    again(read)
    _rows, statements = again(read)
    assert statements < 10


def test_objects_of_a_walk_work_on(again: Again) -> None:
    def work_on() -> None:
        world = World()
        reply = world.reply("office_review")
        transitions.agree(reply, "pass_on", by=world.lead.office_reviewer)
        reply.refresh_from_db()
        assert reply.state == "deputy_approval"

    again(work_on)
    again(work_on)


def rename() -> None:
    world = World()
    Department.objects.filter(pk=world.lead.department.pk).update(full_name="云澜市改名局")
    world.reply("drafting")


def one_more_person() -> None:
    user()
    World().reply("drafting")


def other_rules() -> None:
    factories.rule_set()
    RuleSet.objects.update(name="改了")
    World().reply("drafting")


@pytest.mark.parametrize("otherwise", [rename, one_more_person, other_rules])
def test_on_other_rows_it_is_walked_anew(again: Again, otherwise: Callable[[], None]) -> None:
    again(lambda: World().reply("drafting"))
    again(otherwise)
    _rows, statements = again(otherwise)
    assert statements > 100


def test_a_changed_program_is_walked_anew(again: Again, monkeypatch: pytest.MonkeyPatch) -> None:
    again(sent)
    monkeypatch.setattr(Department, "__str__", lambda self: "改了")
    _rows, statements = again(sent)
    assert statements > 100
