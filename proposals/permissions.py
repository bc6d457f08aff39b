"""Who may do what. Roles are readable data here, and are named nowhere else; when a step may be taken is said in `states.py`."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.errors import InvalidInput, NotAllowed

if TYPE_CHECKING:
    from proposals.models import Department, User


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
    # Whether somebody else of the department may hold it for the person who is away (代办).
    delegable: bool = True
    # How offices write it in their lists, beside its name.
    words: tuple[str, ...] = ()

    @property
    def needs_department(self) -> bool:
        """Whether it counts only for somebody who works in a department."""
        return any(PERMISSIONS[name].relation != Relation.ANY for name in self.permissions)


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
    "case.rework": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body has a case handled again.")),
    "case.archive": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body archives this case.")),
    "case.supervise": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body supervises this case.")),
    "supervision.answer": Permission(Relation.OWN, _("Only the department that was asked answers the supervision.")),
    "view.share": Permission(
        Relation.OWN, _("Views of the list are shared by coordinators, office reviewers and leaders of the department.")
    ),
    "commitment.make": Permission(Relation.OWN, _("Only a drafter of the department that promised enters what it promised.")),
    "commitment.enter": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body enters what others promised.")),
    "commitment.report": Permission(Relation.OWN, _("Only the department that promised reports on what became of it.")),
    "commitment.judge": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body confirms what was promised as kept.")),
    "case.import": Permission(Relation.ANY, _("Published replies are imported by a system administrator.")),
    "assignment.accept": Permission(
        Relation.OWN, _("Only a drafter or co-handler of the department that the case was assigned to signs for it.")
    ),
    "objection.ask": Permission(Relation.OWN, _("Only the department that the case was assigned to objects to it.")),
    "objection.judge": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body decides on an objection.")),
    "extension.ask": Permission(Relation.OWN, _("Only the department whose task it is asks for more time.")),
    "extension.judge": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body allows more time.")),
    "assignment.urge": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body urges a department.")),
    "opinion.urge": Permission(Relation.ANSWERING, _("Only a drafter of the department that answers urges its co-handlers.")),
    "disagreement.raise": Permission(Relation.OWN, _("Only a department of the case raises a disagreement, and takes its own back.")),
    "disagreement.settle": Permission(Relation.ASSIGNING, _("Only a coordinator of the assigning body settles a disagreement.")),
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
    "feedback.keep": Permission(
        Relation.ASSIGNING, _("Ratings are collected by a coordinator of the assigning body, never by a department that is rated.")
    ),
    "rating.give": Permission(Relation.ANY, _("Only those who proposed the case rate the answer.")),
    "scores.edit": Permission(Relation.OWN, _("The table of scores is kept by coordinators of its body and by the system administrator.")),
    "report.write": Permission(Relation.OWN, _("The yearly report is written by the coordinators of the assigning body.")),
    "reply.dispatch": Permission(Relation.OWN, _("Only the document administrator of the department that answers records the dispatch.")),
    "publication.check": Permission(
        Relation.OWN, _("Only the office reviewer and the document administrator of the department check its reply for publication.")
    ),
    "publication.publish": Permission(Relation.OWN, _("Only the document administrator of the department that answers publishes.")),
    "publication.take_down": Permission(Relation.ANY, _("Only a system administrator takes down the page of any department.")),
    "delegation.make": Permission(Relation.ANY, _("Only those who have a role in a department have somebody stand in for them.")),
    "delegation.make_for_others": Permission(Relation.ANY, _("Only a system administrator names or ends a deputy for somebody else.")),
}

_DELEGABLE = {"delegation.make"}
_FOLLOWING_UP = ("supervision.answer", "commitment.make", "commitment.report")
_STAFF = _DELEGABLE | {"read.department", "assignment.accept", "objection.ask", "extension.ask", "disagreement.raise"}
ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "coordinator",
            _("Coordinator"),
            _("Registers cases for the assigning body, files and assigns them, records withdrawals and closes cases."),
            frozenset(
                _DELEGABLE
                | {
                    "read.assigned_out",
                    "case.register",
                    "case.file",
                    "case.assign",
                    "case.withdraw",
                    "case.close",
                    "case.rework",
                    "feedback.keep",
                    "objection.judge",
                    "extension.judge",
                    "disagreement.settle",
                    "assignment.urge",
                    "volume.make",
                    "scores.edit",
                    "report.write",
                    "case.archive",
                    "case.supervise",
                    "view.share",
                    "commitment.enter",
                    "commitment.judge",
                }
            ),
            words=("交办员", "交办", "交办人", "督办"),
        ),
        Role(
            "drafter",
            _("Drafter"),
            _("Signs for a case, speaks with the proposer, asks for opinions and writes the reply."),
            frozenset(_STAFF | {"contact.record", "opinion.judge", "opinion.urge", "reply.draft", *_FOLLOWING_UP}),
            words=("拟稿人", "拟稿", "承办人", "经办人", "主办"),
        ),
        Role(
            "co_handler",
            _("Co-handler"),
            _("Gives the department's opinion on a case that another department answers, and co-signs the reply."),
            frozenset(_STAFF | {"opinion.submit", "reply.co_sign"}),
            words=("会办", "会办人", "协办", "协办人"),
        ),
        Role(
            "office_reviewer",
            _("Office reviewer"),
            _("Checks a draft before it goes to the leaders."),
            frozenset(_DELEGABLE | {"read.department", "reply.review", "publication.check", "view.share"}),
            words=("核稿人", "核稿", "办公室核稿", "审核"),
        ),
        Role(
            "deputy_head",
            _("Leader in charge"),
            _("Approves a draft of the field that he or she is in charge of."),
            frozenset(_DELEGABLE | {"read.department", "reply.approve", "view.share"}),
            words=("分管领导", "分管", "审阅"),
        ),
        Role(
            "head",
            _("Main leader"),
            _("Signs the department's replies."),
            frozenset(_DELEGABLE | {"read.department", "reply.sign", "view.share"}),
            words=("主要负责人", "主要领导", "签发人", "签发"),
        ),
        Role(
            "document_administrator",
            _("Document administrator"),
            _("Numbers, prints, seals and dispatches signed replies, and keeps the layout of the department's letters."),
            frozenset(
                _DELEGABLE
                | {"read.department", "reply.number", "reply.print", "reply.dispatch", "layout.edit", "volume.make"}
                | {"publication.check", "publication.publish"}
            ),
            words=("文书管理员", "文书", "文印", "机要"),
        ),
        Role(
            "proposer",
            _("Proposer"),
            _("Sees where the own proposals stand, and the replies sent."),
            frozenset({"read.own_proposals", "rating.give"}),
            delegable=False,
            words=("提出人", "代表", "委员"),
        ),
        Role(
            "auditor",
            _("Auditor"),
            _("Reads everything and changes nothing."),
            frozenset({"read.all"}),
            delegable=False,
            words=("审计员", "审计"),
        ),
        Role(
            "system_administrator",
            _("System administrator"),
            _("Keeps departments, people, sessions and rule sets, and imports published replies."),
            frozenset({"read.all", "master.edit", "case.import", "delegation.make_for_others", "publication.take_down"}),
            delegable=False,
            words=("系统管理员", "管理员"),
        ),
    )
}
ROLE_CHOICES = [(role.code, role.name) for role in ROLES.values()]


class Related(Protocol):
    """Anything that a permission is asked about."""

    def related_departments(self, relation: Relation) -> Collection[int | None]: ...


@cache  # a page asks a hundred times
def carriers(permission: str) -> tuple[str, ...]:
    """The codes of the roles that carry the permission."""
    return tuple(code for code, role in ROLES.items() if permission in role.permissions)


def holds(user: "User", permission: str) -> bool:
    """Whether one of the person's roles, held or stood in for today, carries the permission at all, whatever the object."""
    return bool(roles_with(user, permission))


def roles_with(user: "User", permission: str) -> list[str]:
    """The person's roles that carry the permission: the own ones first, then those held for somebody who is away today."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    if not user.is_active:
        return []
    carrying = carriers(permission)
    own = [code for code in carrying if code in user.role_codes]
    return own + [code for code in carrying if code not in own and user.principals(code)]


def holds_oneself(user: "User", permission: str) -> bool:
    """Whether one of the person's own roles carries the permission; what is held for somebody who is away does not count."""
    return any(role in user.role_codes for role in roles_with(user, permission))


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


def check_roles(user: "User | None", roles: Collection[str], department: "Department | None", *, by: "User") -> None:
    """Raises where a person, or a new one, cannot be given exactly these roles."""
    homeless = [str(role.name) for role in ROLES.values() if role.code in roles and role.needs_department]
    if homeless and department is None:
        raise InvalidInput(_("Choose the department: a person is %s in one.") % homeless[0])
    keeps = any("master.edit" in ROLES[code].permissions for code in roles)
    if user == by and not keeps:
        # So there is always one left who can give the role back.
        raise NotAllowed(_("You keep the master data yourself; another system administrator takes this role from you."))
