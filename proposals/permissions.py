"""Who may do what. Roles are readable data here, and are named nowhere else; when a step may be taken is said in `states.py`."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.errors import NotAllowed

if TYPE_CHECKING:
    from proposals.models import User


class Relation(StrEnum):
    """How a person's department must stand to the object for a permission to count."""

    ANY = "any"
    ASSIGNING = "assigning"  # the assigning body of the case
    OWN = "own"  # the department whose task or letter this is
    ANSWERING = "answering"  # a department that answers the case
    CO_SIGNING = "co_signing"  # a co-handler whose co-signature is due


@dataclass(frozen=True)
class Permission:
    relation: Relation
    refusal: Promise  # what a person without it is told


@dataclass(frozen=True)
class Role:
    code: str
    name: Promise
    description: Promise
    permissions: frozenset[str]


PERMISSIONS: dict[str, Permission] = {
    "read.all": Permission(Relation.ANY, _("Only auditors and system administrators see every case.")),
    "read.department": Permission(Relation.ANY, _("You see the cases of your own department only.")),
    "read.assigned_out": Permission(Relation.ANY, _("Only the assigning body sees the cases that it has assigned.")),
    "read.own_proposals": Permission(Relation.ANY, _("Only proposers have proposals of their own.")),
    "master.edit": Permission(Relation.ANY, _("Master data is kept by the system administrator.")),
    "layout.edit": Permission(
        Relation.OWN, _("The layout is kept by the department's document administrator and by the system administrator.")
    ),
    "case.register": Permission(Relation.ANY, _("Cases are registered by a coordinator of the assigning body.")),
    "case.file": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body decides whether this case is filed.")),
    "case.assign": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body assigns this case.")),
    "case.withdraw": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body records a withdrawal.")),
    "case.close": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body closes this case.")),
    "case.import": Permission(Relation.ANY, _("Published replies are imported by a system administrator.")),
    "assignment.accept": Permission(Relation.OWN, _("Only the department that the case was assigned to signs for it.")),
    "objection.ask": Permission(Relation.OWN, _("Only the department that the case was assigned to objects to it.")),
    "objection.judge": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body decides on an objection.")),
    "extension.ask": Permission(Relation.OWN, _("Only the department whose task it is asks for more time.")),
    "extension.judge": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body allows more time.")),
    "assignment.urge": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body urges a department.")),
    "opinion.urge": Permission(Relation.ANSWERING, _("Only a drafter of the department that answers urges its co-handlers.")),
    "contact.record": Permission(Relation.ANSWERING, _("Contacts with the proposer are recorded by the department that answers.")),
    "opinion.submit": Permission(Relation.OWN, _("Only the co-handling department gives this opinion.")),
    "opinion.judge": Permission(Relation.ANSWERING, _("Only a drafter of the department that answers adopts an opinion or sends it back.")),
    "reply.draft": Permission(Relation.OWN, _("Only a drafter of the department that answers writes this reply.")),
    "reply.co_sign": Permission(Relation.CO_SIGNING, _("Only a co-handler whose co-signature is due may co-sign.")),
    "reply.review": Permission(Relation.OWN, _("Only the office reviewer of the department that answers checks this draft.")),
    "reply.approve": Permission(Relation.OWN, _("Only the leader in charge of the department that answers approves this draft.")),
    "reply.sign": Permission(Relation.OWN, _("Only the main leader of the department that answers signs here.")),
    "reply.number": Permission(Relation.OWN, _("Only the document administrator of the department that answers gives the number.")),
    "reply.print": Permission(Relation.OWN, _("Only the document administrator of the department that answers prints this reply.")),
    "volume.make": Permission(
        Relation.ANY, _("Collection volumes are made by document administrators and by coordinators of the assigning body.")
    ),
    "reply.dispatch": Permission(Relation.OWN, _("Only the document administrator of the department that answers records the dispatch.")),
}

_STAFF = {"read.department", "assignment.accept", "objection.ask", "extension.ask"}
ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "coordinator",
            _("Coordinator"),
            _("Registers cases for the assigning body, files and assigns them, records withdrawals and closes cases."),
            frozenset(
                {
                    "read.assigned_out",
                    "case.register",
                    "case.file",
                    "case.assign",
                    "case.withdraw",
                    "case.close",
                    "objection.judge",
                    "extension.judge",
                    "assignment.urge",
                    "volume.make",
                }
            ),
        ),
        Role(
            "drafter",
            _("Drafter"),
            _("Signs for a case, speaks with the proposer, asks for opinions and writes the reply."),
            frozenset(_STAFF | {"contact.record", "opinion.judge", "opinion.urge", "reply.draft"}),
        ),
        Role(
            "co_handler",
            _("Co-handler"),
            _("Gives the department's opinion on a case that another department answers, and co-signs the reply."),
            frozenset(_STAFF | {"opinion.submit", "reply.co_sign"}),
        ),
        Role(
            "office_reviewer",
            _("Office reviewer"),
            _("Checks a draft before it goes to the leaders."),
            frozenset({"read.department", "reply.review"}),
        ),
        Role(
            "deputy_head",
            _("Leader in charge"),
            _("Approves a draft of the field that he or she is in charge of."),
            frozenset({"read.department", "reply.approve"}),
        ),
        Role(
            "head",
            _("Main leader"),
            _("Signs the department's replies."),
            frozenset({"read.department", "reply.sign"}),
        ),
        Role(
            "document_administrator",
            _("Document administrator"),
            _("Numbers, prints, seals and dispatches signed replies, and keeps the layout of the department's letters."),
            frozenset({"read.department", "reply.number", "reply.print", "reply.dispatch", "layout.edit", "volume.make"}),
        ),
        Role(
            "proposer",
            _("Proposer"),
            _("Sees where the own proposals stand, and the replies sent."),
            frozenset({"read.own_proposals"}),
        ),
        Role("auditor", _("Auditor"), _("Reads everything and changes nothing."), frozenset({"read.all"})),
        Role(
            "system_administrator",
            _("System administrator"),
            _("Keeps departments, people, sessions and rule sets, and imports published replies."),
            frozenset({"read.all", "master.edit", "case.import"}),
        ),
    )
}
ROLE_CHOICES = [(role.code, role.name) for role in ROLES.values()]


@dataclass(frozen=True)
class Rung:
    """Whom a reminder goes to: those who hold the permission, in the department whose task it is or as the relation says."""

    label: Promise
    permission: str
    relation: Relation = Relation.OWN


# From the desk upward, by the names of `policies.RECIPIENTS`: where nobody stands on a rung, the next one up is told.
LADDER: dict[str, Rung] = {
    "handler": Rung(_("the handler"), "reply.draft"),
    "office": Rung(_("the office"), "reply.review"),
    "leader": Rung(_("the leader in charge"), "reply.approve"),
    "main_leader": Rung(_("the main leader"), "reply.sign"),
    "coordinator": Rung(_("the coordinator"), "case.assign", Relation.ASSIGNING),
    "administrator": Rung(_("the system administrator"), "master.edit", Relation.ANY),
    # No rung of an office: where no proposer has an account, the coordinator is told.
    "proposer": Rung(_("the proposer"), "read.own_proposals", Relation.ANY),
}
HANDLER, COORDINATOR, PROPOSER = "handler", "coordinator", "proposer"
UPWARD = tuple(rung for rung in LADDER if rung != PROPOSER)


class Related(Protocol):
    """Anything that a permission is asked about."""

    def related_departments(self, relation: Relation) -> Collection[int | None]: ...


def holds(user: "User", permission: str) -> bool:
    """Whether one of the person's roles carries the permission at all, whatever the object."""
    return bool(roles_with(user, permission))


def roles_with(user: "User", permission: str) -> list[str]:
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    if not user.is_active:
        return []
    return [code for code, role in ROLES.items() if code in user.role_codes and permission in role.permissions]


def check(user: "User", permission: str, subject: Related | None = None) -> str:
    """The role as which the person may do this; raises NotAllowed with the reason.

    A permission whose relation is not ANY counts only where the person's department stands in that relation to the subject.
    """
    rule = PERMISSIONS[permission]
    roles = roles_with(user, permission)
    if roles and rule.relation != Relation.ANY:
        departments = subject.related_departments(rule.relation) if subject is not None else ()
        if user.department_id is None or user.department_id not in departments:
            roles = []
    if not roles:
        raise NotAllowed(rule.refusal)
    return roles[0]


def can(user: "User", permission: str, subject: Related | None = None) -> bool:
    try:
        check(user, permission, subject)
    except NotAllowed:
        return False
    return True
