"""What a bureau needs before its first case is registered: what of it is there, and what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals import permissions, rules
from proposals.models import CalendarYear, Department, FirstSetUp, Group, Person, RoleGrant, RuleSet, Session, User

NAMED = 3
# From this month on the announcement of the next year's days off is awaited.
ANNOUNCED_FROM = 10
ASSIGN, DRAFT = "case.assign", "reply.draft"
# What a department that answers cannot do without, in the order of the work; of the steps of a review those that its rules ask for.
ANSWERING = {
    DRAFT: gettext_lazy("%(n)d departments have nobody who drafts: %(names)s."),
    "reply.review": gettext_lazy("%(n)d departments have no office reviewer: %(names)s."),
    "reply.approve": gettext_lazy("%(n)d departments have no leader in charge who approves: %(names)s."),
    "reply.sign": gettext_lazy("%(n)d departments have no main leader who signs: %(names)s."),
    "reply.number": gettext_lazy("%(n)d departments have no document administrator: %(names)s."),
}
OF_STEPS = {rules.OFFICE: "reply.review", rules.DEPUTY_HEAD: "reply.approve", rules.HEAD: "reply.sign"}


@dataclass(frozen=True)
class Lack:
    """Something that is missing, with the page where it is put right; `blocks` where no case can be handled before."""

    step: str
    text: str
    link: str
    label: str
    blocks: bool = False


@dataclass(frozen=True)
class Stock:
    """How much there is of a kind of master data."""

    label: str
    count: int
    more: str
    link: str


def is_set_up() -> bool:
    """Whether somebody has said that the first set-up is finished, or cases can be registered, assigned and answered. At most 4 queries."""
    if FirstSetUp.objects.filter(finished_at__isnull=False).exists():
        return True
    working = RoleGrant.objects.filter(user__is_active=True, user__department__active=True)
    bodies = working.filter(role__in=permissions.carriers(ASSIGN), user__department__kind=Department.Kind.ASSIGNING_BODY)
    drafters = working.filter(role__in=permissions.carriers(DRAFT))
    return any(has_rules(one) for one in Session.objects.all()) and bodies.exists() and drafters.exists()


def rules_of(session: Session) -> RuleSet | None:
    """The rules for the kind of case that its organ takes."""
    return session.proposal_rules if session.organ == Session.Organ.CPPCC else session.suggestion_rules


def has_rules(session: Session) -> bool:
    """Whether cases can be registered in it; asks nothing."""
    return bool(session.proposal_rules_id if session.organ == Session.Organ.CPPCC else session.suggestion_rules_id)


class Inventory:
    """The master data, read once. Eight queries, however much there is."""

    def __init__(self) -> None:
        found = Department.objects.exclude(kind=Department.Kind.UNSTATED)
        self.departments: list[tuple[int, str, str, bool]] = list(found.values_list("pk", "short_name", "kind", "active"))
        people: Any = User.objects.prefetch_related(None).order_by("display_name")
        self.people: list[tuple[int | None, str, bool, str | None, int | None]] = list(
            people.values_list("department_id", "display_name", "is_active", "roles_held", "person__pk")
        )
        self.sessions = list(Session.objects.select_related("suggestion_rules", "proposal_rules"))
        self.announced = CalendarYear.objects.calendar().announced
        self.places = {code.rpartition("-")[0] or code for code in RuleSet.objects.values_list("code", flat=True)}
        self.persons, self.groups = Person.objects.count(), Group.objects.count()

    @property
    def handling(self) -> dict[int, str]:
        """The departments in use that answer cases, by their keys."""
        return {pk: name for pk, name, kind, active in self.departments if active and kind != Department.Kind.ASSIGNING_BODY}

    @property
    def bodies(self) -> dict[int, str]:
        return {pk: name for pk, name, kind, active in self.departments if active and kind == Department.Kind.ASSIGNING_BODY}

    def holders(self, permission: str, departments: Iterable[int]) -> dict[int, list[str]]:
        """Department → the names of its people whose own roles carry the permission."""
        carrying = set(permissions.carriers(permission))
        found: dict[int, list[str]] = {pk: [] for pk in departments}
        for department, name, active, held, _person in self.people:
            if active and department in found and carrying.intersection((held or "").split(",")):
                found[department].append(name)
        return found

    @property
    def needed(self) -> list[str]:
        """The permissions that every department needs somebody for, by the rules of the sessions."""
        steps = {OF_STEPS[step] for one in self.sessions if (chosen := rules_of(one)) for step in chosen.chain}
        return [permission for permission in ANSWERING if permission in steps or permission not in OF_STEPS.values()]

    def without(self, permission: str) -> list[str]:
        """The short names of the departments that answer cases and have nobody with the permission."""
        held = self.holders(permission, self.handling)
        return [name for pk, name in self.handling.items() if not held[pk]]

    def lacks(self) -> list[Lack]:
        """What is missing, in the order in which it is best put right."""
        return [*self._of_bodies(), *self._of_sessions(), *self._of_departments(), *self._of_calendars(), *self._of_people()]

    def _of_bodies(self) -> list[Lack]:
        if not self.bodies:
            text = _("There is no assigning body yet, which registers and assigns the cases.")
            return [Lack("place", text, reverse("department_new") + "?kind=assigning_body", _("Enter it"), blocks=True)]
        held = self.holders(ASSIGN, self.bodies)
        bare = [name for pk, name in self.bodies.items() if not held[pk]]
        if not bare:
            return []
        text = _("%s has no coordinator; nobody can register and assign cases for it.") % _named(bare)
        return [Lack("people", text, reverse("user_new"), _("Enter one"), blocks=len(bare) == len(self.bodies))]

    def _of_sessions(self) -> list[Lack]:
        if not self.sessions:
            return [Lack("sessions", _("There is no session yet."), reverse("session_new"), _("Enter one"), blocks=True)]
        bare = [one for one in self.sessions if not has_rules(one)]
        undated = [one for one in self.sessions if one.meeting and not one.opened_on]
        found = [
            Lack("sessions", _("%s has no rules; no case can be registered in it.") % one, _edit(one), _("Choose them"), blocks=True)
            for one in bare
        ]
        if undated:
            found.append(Lack("sessions", _("Without its opening day: %s.") % _named(undated), _edit(undated[0]), _("Enter the day")))
        return found

    def _of_departments(self) -> list[Lack]:
        if not self.handling:
            text, link = _("There is no department yet that answers cases."), reverse("master_import", args=["departments"])
            return [Lack("departments", text, link, _("From a spreadsheet"), blocks=True)]
        found = []
        for permission in self.needed:
            if bare := self.without(permission):
                link = f"{reverse('user_list')}?without={permission}"
                nobody = permission == DRAFT and len(bare) == len(self.handling)
                text = str(ANSWERING[permission]) % {"n": len(bare), "names": _named(bare)}
                found.append(Lack("people", text, link, _("See which"), blocks=nobody))
        return found

    def _of_calendars(self) -> list[Lack]:
        today = timezone.localdate()
        years = [today.year, *([today.year + 1] if today.month >= ANNOUNCED_FROM else [])]
        text, label = _("The calendar of %d is not entered; due dates in it are provisional."), _("Enter the calendar")
        return [Lack("rules", text % year, reverse("calendar_year", args=[year]), label) for year in years if year not in self.announced]

    def _of_people(self) -> list[Lack]:
        """Accounts that can do nothing."""
        idle = [name for _department, name, active, held, _person in self.people if active and not held]
        if not idle:
            return []
        return [Lack("people", _("Without a role: %s.") % _named(idle), f"{reverse('user_list')}?show=idle", _("See who"))]

    def stock(self) -> list[Stock]:
        """What there is, in figures."""
        used = sum(active for *_rest, active in self.departments)
        working = sum(bool(active and held) for _department, _name, active, held, _person in self.people)
        closed = sum(not active for _department, _name, active, _held, _person in self.people)
        retired, linked = len(self.departments) - used, sum(person is not None for *_rest, person in self.people)
        year = timezone.localdate().year
        return [
            Stock(_("Departments"), used, _("%d out of use") % retired if retired else "", reverse("department_list")),
            Stock(_("People and roles"), working, _("%d closed accounts") % closed if closed else "", reverse("user_list")),
            Stock(_("Sessions"), len(self.sessions), str(self.sessions[0]) if self.sessions else "", reverse("session_list")),
            Stock(_("Proposers"), self.persons + self.groups, _("%d with an account") % linked if linked else "", reverse("person_list")),
            Stock(_("Places with rules"), len(self.places), "", reverse("rule_set_list")),
            Stock(_("Calendars"), len(self.announced), _("until %d") % max([*self.announced, year]), reverse("calendar_list")),
        ]


def _edit(session: Session) -> str:
    return reverse("session_edit", args=[session.pk])


def _named(all_of_them: Sequence[object]) -> str:
    names = "、".join(str(one) for one in all_of_them[:NAMED])
    return names + (_(" and others") if len(all_of_them) > NAMED else "")
