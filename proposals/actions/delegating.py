"""代办: somebody stands in for a person who is away, in the roles that he or she holds in the department."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.errors import InvalidInput, NotAllowed, ReasonMissing, WrongState
from proposals.models import Delegation, User


def check_delegating(principal: User, *, by: User) -> None:
    """Raises unless the person may name a deputy for `principal`: for himself, or for others as system administrator."""
    permissions.check(by, "delegation.make" if principal == by else "delegation.make_for_others")
    # Asked of what is held oneself: what one holds for another is not passed on.
    if not principal.is_active or principal.department_id is None or not principal.own_delegable_roles:
        raise NotAllowed(_("%s holds no role in a department that somebody else could hold meanwhile.") % principal)


@transaction.atomic
def delegate(principal: User, deputy: User, *, begins_on: date, ends_on: date, reason: str, by: User) -> Delegation:
    """Has `deputy` stand in for `principal` from the first day to the last, both included.

    Raises InvalidInput for a deputy or days that cannot be, ReasonMissing, NotAllowed.
    """
    # Both are held, in one order, so that two that overlap cannot be entered at once.
    both = {one.pk: one for one in User.objects.select_for_update(of=("self",)).filter(pk__in=[principal.pk, deputy.pk]).order_by("pk")}
    principal, deputy = both[principal.pk], both[deputy.pk]
    check_delegating(principal, by=by)
    if deputy == principal:
        raise InvalidInput(_("Nobody stands in for himself; choose a colleague."))
    if not deputy.is_active or deputy.department_id != principal.department_id:
        raise InvalidInput(_("%s does not work in the department of the person who is away.") % deputy)
    if begins_on < timezone.localdate():
        raise InvalidInput(_("It begins today at the earliest; what was done before was not done for somebody else."))
    if ends_on < begins_on:
        raise InvalidInput(_("The last day is before the first."))
    if not reason.strip():
        raise ReasonMissing(_("Please write a reason; the person concerned will read it."))
    if clash := _running(principal, begins_on, ends_on):
        raise InvalidInput(_("%(deputy)s stands in already, %(days)s.") % {"deputy": clash.deputy, "days": span(clash)})
    if away := _running(deputy, begins_on, ends_on):
        raise InvalidInput(_("%(deputy)s is away, %(days)s; choose somebody else.") % {"deputy": deputy, "days": span(away)})
    fields = {"begins_on": begins_on, "ends_on": ends_on, "reason": reason.strip(), "made_by": by}
    made: Delegation = Delegation.objects.create(principal=principal, deputy=deputy, **fields)
    return made


def _running(principal: User, begins_on: date, ends_on: date) -> Delegation | None:
    """One of this person's own that has a day in common with these."""
    clash: Delegation | None = (
        Delegation.objects.filter(principal=principal, ended_at=None, begins_on__lte=ends_on, ends_on__gte=begins_on)
        .select_related("deputy")
        .first()
    )
    return clash


def span(delegation: Delegation) -> str:
    """4月1日—4月9日."""
    return f"{date_format(delegation.begins_on, _('F j'))}—{date_format(delegation.ends_on, _('F j'))}"


def check_end(delegation: Delegation, *, by: User) -> None:
    permissions.check(by, "delegation.make" if delegation.principal_id == by.pk else "delegation.make_for_others")
    if delegation.manner in ("ended", "over"):
        raise WrongState(_("It is over already."))


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: User) -> None:
    """Ends it at once, before its last day or before it has begun; what was done under it stands."""
    delegation.refresh_from_db(from_queryset=Delegation.objects.select_for_update(of=("self",)))
    check_end(delegation, by=by)
    delegation.ended_at, delegation.ended_by = timezone.now(), by
    delegation.save(update_fields=["ended_at", "ended_by"])
