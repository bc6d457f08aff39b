"""Who changes how a department's letters look, and the record of it."""

from contextlib import suppress

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser

from proposals.actions.layouts import check_edit_layout, layout_changes, save_layout
from proposals.actions.masters import TOLD
from proposals.errors import NotAllowed
from proposals.models import Department
from proposals.permissions import Relation
from tests.factories import World, department, user

pytestmark = pytest.mark.django_db

MAY = {"lead.document_administrator", "administrator", "without department"}
SEES = {"auditor", "administrator", "without department"} | {
    f"lead.{role}" for role in ("drafter", "co_handler", "office_reviewer", "deputy_head", "head", "document_administrator")
}


def test_who_changes_a_layout_and_who_sees_it() -> None:
    world = World()
    own = world.lead.department
    may, sees = set(), set()
    for name, actor in world.actors().items():
        with suppress(NotAllowed):
            save_layout(own, {"masthead": f"标志{name}"}, by=actor)
            may.add(name)
        if Department.objects.layouts_visible_to(actor).filter(pk=own.pk).exists():
            sees.add(name)
    assert may == MAY
    assert sees == SEES
    assert LogEntry.objects.count() == len(MAY)
    assert not Department.objects.layouts_visible_to(AnonymousUser()).exists()
    assert check_edit_layout(own, by=world.lead.document_administrator) == "document_administrator"
    assert check_edit_layout(own, by=world.administrator) == "system_administrator"


def test_a_department_stands_in_no_relation_but_its_own() -> None:
    own = department()
    assert {relation: own.related_departments(relation) for relation in Relation} == {
        relation: {own.pk} if relation == Relation.OWN else () for relation in Relation
    }


def test_only_what_differs_is_written_and_recorded() -> None:
    own, administrator = department(masthead="云澜市教育局"), user("system_administrator")
    same = {"masthead": own.masthead, "copies": own.copies}
    assert save_layout(own, same, by=administrator) == []
    assert not LogEntry.objects.exists()
    fields = same | {"form": "letter", "shows_signer": True, "masthead_size": 40, "seal_sha256": "a" * 64}
    stale = Department.objects.get(pk=own.pk)
    Department.objects.filter(pk=own.pk).update(contact_phone="0999-5550999")
    assert save_layout(stale, fields, by=administrator) == ["form", "shows_signer", "masthead_size", "seal_sha256"]
    own.refresh_from_db()
    assert (own.form, own.shows_signer, own.masthead_size, own.seal_sha256) == ("letter", True, 40, "a" * 64)
    assert own.contact_phone == "0999-5550999", "what another wrote meanwhile stays"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.is_change()) == (administrator, str(own.pk), True)
    told = entry.get_change_message()
    for words in ("文件格式 → 信函格式", "× → √", "— → 40", f"— → {'a' * 12}"):
        assert words in told


def test_the_last_changes_are_told_the_newest_first() -> None:
    own, other, administrator = department(), department(), user("system_administrator")
    save_layout(other, {"masthead": "别的"}, by=administrator)
    for n in range(TOLD + 2):
        save_layout(own, {"masthead": f"标志{n}"}, by=administrator)
    told = [entry.get_change_message() for entry in layout_changes(own)]
    assert len(told) == TOLD
    assert told[0].endswith(f"标志{TOLD} → 标志{TOLD + 1}")
    assert not any("别的" in message for message in told)
