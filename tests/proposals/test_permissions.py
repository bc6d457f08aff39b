"""Who may do what, as one readable table, and how a department must stand to what is asked about."""

import pytest
from django.contrib.auth.models import AnonymousUser

from proposals import permissions
from proposals.errors import NotAllowed
from proposals.models import RoleGrant, User
from proposals.permissions import PERMISSIONS, ROLES, Relation
from tests.factories import Office, World, user

TABLE = {
    "coordinator": {
        "delegation.make",
        "read.assigned_out",
        "case.register",
        "case.file",
        "case.assign",
        "case.withdraw",
        "case.close",
        "assignment.urge",
        "volume.make",
        "objection.judge",
        "extension.judge",
        "scores.edit",
        "report.write",
        "case.archive",
        "case.rework",
        "case.supervise",
        "view.share",
        "commitment.enter",
        "commitment.judge",
        "disagreement.settle",
        "feedback.keep",
    },
    "drafter": {
        "delegation.make",
        "read.department",
        "assignment.accept",
        "objection.ask",
        "extension.ask",
        "contact.record",
        "opinion.judge",
        "opinion.urge",
        "reply.draft",
        "commitment.make",
        "commitment.report",
        "disagreement.raise",
        "supervision.answer",
    },
    "co_handler": {
        "delegation.make",
        "read.department",
        "assignment.accept",
        "objection.ask",
        "extension.ask",
        "opinion.submit",
        "reply.co_sign",
        "disagreement.raise",
    },
    "office_reviewer": {"delegation.make", "read.department", "reply.review", "publication.check", "view.share"},
    "deputy_head": {"delegation.make", "read.department", "reply.approve", "view.share"},
    "head": {"delegation.make", "read.department", "reply.sign", "view.share"},
    "document_administrator": {
        "delegation.make",
        "read.department",
        "reply.number",
        "reply.print",
        "reply.dispatch",
        "layout.edit",
        "volume.make",
        "publication.check",
        "publication.publish",
    },
    "proposer": {"read.own_proposals", "rating.give"},
    "auditor": {"read.all"},
    "system_administrator": {"delegation.make_for_others", "read.all", "master.edit", "case.import", "publication.take_down"},
}
RELATIONS = {
    "case.file": Relation.ASSIGNING,
    "case.assign": Relation.ASSIGNING,
    "case.withdraw": Relation.ASSIGNING,
    "case.close": Relation.ASSIGNING,
    "assignment.accept": Relation.OWN,
    "objection.ask": Relation.OWN,
    "objection.judge": Relation.ASSIGNING,
    "extension.ask": Relation.OWN,
    "extension.judge": Relation.ASSIGNING,
    "contact.record": Relation.ANSWERING,
    "assignment.urge": Relation.ASSIGNING,
    "opinion.urge": Relation.ANSWERING,
    "opinion.submit": Relation.OWN,
    "opinion.judge": Relation.ANSWERING,
    "reply.draft": Relation.OWN,
    "reply.co_sign": Relation.CO_SIGNING,
    "reply.review": Relation.OWN,
    "reply.approve": Relation.OWN,
    "reply.sign": Relation.OWN,
    "reply.number": Relation.OWN,
    "reply.print": Relation.OWN,
    "reply.dispatch": Relation.OWN,
    "layout.edit": Relation.OWN,
    "scores.edit": Relation.OWN,
    "report.write": Relation.OWN,
    "case.rework": Relation.ASSIGNING,
    "case.archive": Relation.ASSIGNING,
    "case.supervise": Relation.ASSIGNING,
    "supervision.answer": Relation.OWN,
    "view.share": Relation.OWN,
    "commitment.make": Relation.OWN,
    "commitment.enter": Relation.ASSIGNING,
    "commitment.report": Relation.OWN,
    "commitment.judge": Relation.ASSIGNING,
    "disagreement.raise": Relation.OWN,
    "disagreement.settle": Relation.ASSIGNING,
    "feedback.keep": Relation.ASSIGNING,
    "publication.check": Relation.OWN,
    "publication.publish": Relation.OWN,
}


def test_roles_carry_these_permissions_and_no_others() -> None:
    assert {code: set(role.permissions) for code, role in ROLES.items()} == TABLE


def test_permissions_count_in_these_relations() -> None:
    assert {code: rule.relation for code, rule in PERMISSIONS.items() if rule.relation != Relation.ANY} == RELATIONS


def test_an_auditor_changes_nothing() -> None:
    assert all(code.startswith("read.") for code in ROLES["auditor"].permissions)


def test_every_role_and_every_refusal_has_words() -> None:
    assert all(str(role.name) and str(role.description) for role in ROLES.values())
    assert all(str(rule.refusal).endswith((".", "。")) for rule in PERMISSIONS.values())


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_a_role_holds_what_it_carries(role: str) -> None:
    person = user(role)
    assert {code for code in PERMISSIONS if permissions.holds(person, code)} == TABLE[role]
    assert person.role_names == [str(ROLES[role].name)]
    person.is_active = False
    assert not any(permissions.holds(person, code) for code in PERMISSIONS)


@pytest.mark.django_db
def test_the_role_acted_as_is_always_the_same() -> None:
    office = Office()
    both = user("co_handler", "drafter", department=office.department)
    assert permissions.roles_with(both, "assignment.accept") == ["drafter", "co_handler"]
    assert permissions.roles_with(both, "reply.draft") == ["drafter"]


@pytest.mark.django_db
def test_a_grant_that_the_code_no_longer_knows_gives_nothing() -> None:
    person = user("drafter")
    RoleGrant.objects.create(user=person, role="minister")
    person = User.objects.get(pk=person.pk)
    assert permissions.roles_with(person, "reply.draft") == ["drafter"]
    assert person.role_names == [str(ROLES["drafter"].name)]


def test_whoever_is_not_signed_in_holds_nothing() -> None:
    assert not any(permissions.holds(AnonymousUser(), code) for code in PERMISSIONS)  # type: ignore[arg-type]


def test_a_permission_that_does_not_exist_is_a_mistake_of_the_code() -> None:
    with pytest.raises(KeyError):
        permissions.holds(User(is_active=True), "reply.burn")


@pytest.mark.django_db
def test_the_department_must_stand_in_the_relation() -> None:
    world = World()
    case = world.handled()
    assert permissions.check(world.coordinator, "case.withdraw", case) == "coordinator"
    assert permissions.can(world.lead.drafter, "contact.record", case)
    for person, permission in (
        (world.co.drafter, "contact.record"),
        (world.stranger.drafter, "contact.record"),
        (user("coordinator", department=world.lead.department), "case.withdraw"),
        (user("drafter"), "contact.record"),
    ):
        assert permissions.holds(person, permission)
        with pytest.raises(NotAllowed) as refusal:
            permissions.check(person, permission, case)
        assert str(refusal.value) == str(PERMISSIONS[permission].refusal)
        assert not permissions.can(person, permission, case)


@pytest.mark.django_db
def test_without_an_object_only_what_is_asked_about_none_is_allowed() -> None:
    world = World()
    assert permissions.can(world.coordinator, "case.register")
    assert not permissions.can(world.lead.drafter, "reply.draft")


@pytest.mark.django_db
def test_a_case_without_an_assigning_body_is_nobody_s_without_a_department() -> None:
    """None is no department: it never meets None."""
    world = World()
    case = world.case()
    case.assigning_body = None
    case.save()
    assert not permissions.can(user("coordinator"), "case.assign", case)
