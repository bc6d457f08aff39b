"""The calendars of the years: which days are off, and what changes when a year is entered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from proposals import permissions
from proposals.actions.calendars import FIRST_YEAR, enter_calendar
from proposals.actions.clocks import changes
from proposals.announcements import Days, read_lines, read_table, write_lines
from proposals.calendar_forms import CalendarForm
from proposals.deadlines import Deadline
from proposals.errors import CaseError
from proposals.models import CalendarYear, Clock
from proposals.views.accounts import reader
from proposals.views.because import REASONS
from proposals.work_calendar import WorkCalendar, faults

AHEAD = 2  # years that may have to be entered soon
MOST_SHOWN = 50
FAULTS = {
    "unreadable": gettext_lazy("“%s” cannot be read: a day or two days, then the name of the holiday."),
    "span": gettext_lazy("“%s”: the last day comes before the first, or they are more than a month apart."),
    "twice": gettext_lazy("“%s” names a day that was named before."),
    "other_year": gettext_lazy("%s is a day of another year."),
    "both": gettext_lazy("%s is both off and worked."),
    "weekday_worked": gettext_lazy("%s is worked anyway: it is no Saturday and no Sunday."),
}


@dataclass(frozen=True)
class Year:
    """A row of the list; `entered` is missing where the days come with the application, and where they are not announced yet."""

    year: int
    off: int
    worked: int
    known: bool
    entered: CalendarYear | None


@require_safe
def calendar_list(request: HttpRequest) -> HttpResponse:
    permissions.check(reader(request), "master.edit")
    entered = {one.year: one for one in CalendarYear.objects.select_related("entered_by")}
    days = CalendarYear.objects.calendar()
    last = max(*days.announced, timezone.localdate().year + AHEAD)
    years = [
        Year(year, _count(days.off, year), _count(days.worked, year), year in days.announced, entered.get(year))
        for year in range(last, FIRST_YEAR - 1, -1)
    ]
    provisional = Clock.objects.filter(state=Clock.State.RUNNING, provisional=True).count()
    return render(request, "proposals/calendars.html", {"years": years, "provisional": provisional})


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """One year: looked at, changed by hand or from a file, with the due dates that change before anything is written."""
    user = reader(request)
    permissions.check(user, "master.edit")
    if not FIRST_YEAR <= year <= timezone.localdate().year + 5:
        raise Http404
    days = CalendarYear.objects.calendar()
    form = CalendarForm(request.POST or None, request.FILES or None, initial=_as_entered(year, days))
    shown: list[tuple[Clock, Deadline]] | None = None
    status = 200
    if request.method == "POST":
        status = 422
        found = _read(form, year) if form.is_valid() else None
        if found:
            off, worked = found
            if "save" in request.POST:
                try:
                    changed = enter_calendar(year, off, worked, source=form.cleaned_data["source"], by=user)
                except CaseError as error:
                    form.add_error(None, str(error))
                    status = error.status
                else:
                    told = ngettext("%(n)d due date has changed.", "%(n)d due dates have changed.", changed) % {"n": changed}
                    messages.success(request, _("The calendar of %d is entered.") % year + " " + told)
                    return redirect("calendar_list")
            else:
                shown, status = list(changes(days.with_year(year, off, worked))), 200
                # What was read from a file is kept as lines; a file cannot be sent back to the page.
                read = {"off": write_lines(off), "worked": write_lines(worked), "source": form.cleaned_data["source"]}
                form = CalendarForm(initial=read)
    context = {"year": year, "form": form, "known": year in days.announced, "changes": shown and list(islice(shown, MOST_SHOWN))}
    context |= {"total": len(shown or []), "looked": shown is not None}
    return render(request, "proposals/calendar_year.html", context, status=status)


def _as_entered(year: int, days: WorkCalendar) -> dict[str, str]:
    entered = CalendarYear.objects.filter(year=year).first()
    off, worked = ({day: str(REASONS.get(name, name)) for day, name in of.items() if day.year == year} for of in (days.off, days.worked))
    return {"off": write_lines(off), "worked": write_lines(worked), "source": entered.source if entered else ""}


def _read(form: CalendarForm, year: int) -> tuple[dict[date, str], dict[date, str]] | None:
    """The days of the form, from its file where there is one; None where faults were found, each told on the form."""
    text = form.cleaned_data["file"]
    off, worked = read_table(text, year) if text else (read_lines(form.cleaned_data[name], year) for name in ("off", "worked"))
    for found, name in ((off, "file" if text else "off"), (worked, "file" if text else "worked")):
        _tell(form, name, found)
    for code, day in faults(year, off.days, worked.days):
        form.add_error("file" if text else "worked" if day in worked.days else "off", str(FAULTS[code]) % date_format(day))
    if not off.days and not form.errors:
        form.add_error("off", forms.ValidationError(_("Enter the days off; no year is without any.")))
    return None if form.errors else (off.days, worked.days)


def _tell(form: CalendarForm, name: str, found: Days) -> None:
    for code, line in found.faults:
        form.add_error(name, str(FAULTS[code]) % line)


def _count(days: Iterable[date], year: int) -> int:
    return sum(day.year == year for day in days)
