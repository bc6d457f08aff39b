"""Entering the announced days off of a year."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.actions.clocks import work_out_again
from proposals.errors import InvalidInput
from proposals.models import CalendarYear, User
from proposals.work_calendar import faults

FIRST_YEAR = 2004  # of the announcements that are known


@transaction.atomic
def enter_calendar(year: int, off: Mapping[date, str], worked: Mapping[date, str], *, source: str, by: User) -> int:
    """Puts a year's announcement in the place of what was known of it; the number of running due dates that change with it."""
    permissions.check(by, "master.edit")
    if not FIRST_YEAR <= year <= timezone.localdate().year + 5:
        raise InvalidInput(_("The calendar of %(year)s is not needed here.") % {"year": year})
    if not off:
        raise InvalidInput(_("Enter the days off; no year is without any."))
    if wrong := faults(year, off, worked):
        raise InvalidInput("；".join(f"{day.isoformat()} {code}" for code, day in wrong))
    if not source.strip():
        raise InvalidInput(_("Name the announcement that the days come from."))
    entered = {"off": _iso(off), "worked": _iso(worked), "source": source.strip(), "entered_by": by, "entered_at": timezone.now()}
    CalendarYear.objects.update_or_create(year=year, defaults=entered)
    return work_out_again()


def _iso(days: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in sorted(days.items())}
