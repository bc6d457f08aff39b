"""The guided first set-up of a bureau: seven steps that can be left, skipped and taken up again, each with a sample of what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from proposals.actions import setting_up
from proposals.errors import CaseError
from proposals.master_forms import RosterForm
from proposals.models import Department, FirstSetUp, Session, User
from proposals.readiness import ASSIGN, DRAFT, Inventory, has_rules, rules_of
from proposals.set_up_forms import MeetingForm, PlaceForm
from proposals.views.masters import INVALID, keeper
from replies.views.set_up_samples import letterhead, rules_in_short


class Visit:
    """Somebody at a step, with what there is so far."""

    def __init__(self, request: HttpRequest, user: User) -> None:
        self.request, self.user = request, user
        self.row, self.inventory = FirstSetUp.current(), Inventory()
        self.status = 200

    @property
    def sent(self) -> bool:
        return self.request.method == "POST"

    @cached_property
    def places(self) -> dict[str, str]:
        return setting_up.places()

    def refused(self, form: Any, error: CaseError) -> None:
        form.add_error(None, str(error))
        self.status = error.status


Page = dict[str, Any] | HttpResponse  # what the template of the step is given, or the answer itself


def _place(visit: Visit) -> Page:
    post, row, known = visit.request.POST, visit.row, visit.places
    if visit.sent and "look" in post:
        chosen = post.get("rules", "")
        place = chosen if chosen in known else setting_up.fitting(post.get("region", ""), known)
        return render(visit.request, "replies/_setup_rules.html", _rules(visit, place))
    fits = setting_up.fitting(row.region, known)
    initial = {"region": row.region, "rules": "" if row.rules == fits else row.rules}
    form = PlaceForm(post or None, initial=initial, places=known, needs_body=not visit.inventory.bodies)
    if visit.sent:
        visit.status = INVALID
        if form.is_valid():
            try:
                setting_up.save_place(form.cleaned_data["region"], form.cleaned_data["rules"], form.body, by=visit.user)
                return redirect("setup_step", "sessions")
            except CaseError as error:
                visit.refused(form, error)
    return {"form": form, "own_form": True, "bodies": visit.inventory.bodies} | _rules(visit, row.rules or fits)


def _rules(visit: Visit, place: str) -> dict[str, Any]:
    return {"place": visit.places.get(place, ""), "rules": rules_in_short(setting_up.rules_of(place).values())}


def _sessions(visit: Visit) -> Page:
    forms = [MeetingForm(visit.request.POST or None, organ=organ, region=visit.row.region) for organ in Session.Organ.values]
    if visit.sent:
        visit.status = INVALID
        if min([form.is_valid() for form in forms]):  # every form is asked, so that each shows its own faults
            meetings = [setting_up.Meeting(form.organ, **form.cleaned_data) for form in forms if form.cleaned_data["term"]]
            if meetings and not visit.row.region:
                messages.warning(visit.request, _("Enter the place first; the names of the sessions begin with it."))
                return redirect("setup_step", "place")
            try:
                setting_up.save_meetings(meetings, by=visit.user)
                return redirect("setup_step", "departments")
            except CaseError as error:
                visit.refused(forms[0], error)
    return {"forms": forms, "own_form": True, "sessions": visit.inventory.sessions, "place": visit.places.get(visit.row.rules, "")}


def _departments(visit: Visit) -> Page:
    return {"form": RosterForm(), "code": "departments", "names": [*visit.inventory.handling.values()]}


def _people(visit: Visit) -> Page:
    working = [name for _department, name, active, held, _person in visit.inventory.people if active and held]
    return {"form": RosterForm(), "code": "people", "names": working}


def _check(visit: Visit) -> Page:
    used = dict.fromkeys(rules for one in visit.inventory.sessions if (rules := rules_of(one)))
    year = timezone.localdate().year
    return {"rules": rules_in_short(used), "years": [(one, one in visit.inventory.announced) for one in (year, year + 1)]}


def _letterhead(visit: Visit) -> Page:
    departments, asked = visit.inventory.handling, visit.request.GET.get("department", "")
    pk = int(asked) if asked.isdecimal() and int(asked) in departments else next(iter(departments), 0)
    department = Department.objects.filter(pk=pk).first()
    return {"department": department, "departments": departments} | (letterhead(department) if department else {})


def _done(visit: Visit) -> Page:
    if visit.sent:
        setting_up.finish(by=visit.user)
        messages.success(visit.request, _("The first set-up is finished. Everything can be changed here at any time."))
        return redirect("master")
    coordinators = visit.inventory.holders(ASSIGN, visit.inventory.bodies).values()
    return {"stock": visit.inventory.stock(), "coordinators": "、".join(name for names in coordinators for name in names)}


@dataclass(frozen=True)
class Step:
    """`ready` says whether what the step enters is there; one that is only looked at is done when somebody has gone on from it."""

    code: str
    title: Promise
    page: Callable[[Visit], Page]
    ready: Callable[[Visit], bool]
    looked_at: bool = False

    def manner(self, visit: Visit) -> str:
        """done, skipped, or nothing."""
        passed = self.code in visit.row.passed
        if self.ready(visit) and (passed or not self.looked_at):
            return "done"
        return "skipped" if passed else ""


def _staffed(visit: Visit) -> bool:
    inventory = visit.inventory
    assigning, drafting = inventory.holders(ASSIGN, inventory.bodies), inventory.holders(DRAFT, inventory.handling)
    return any(assigning.values()) and any(drafting.values())


STEPS = (
    Step("place", gettext_lazy("Place and assigning body"), _place, lambda visit: bool(visit.row.region and visit.inventory.bodies)),
    Step("sessions", gettext_lazy("Sessions"), _sessions, lambda visit: any(has_rules(one) for one in visit.inventory.sessions)),
    Step("departments", gettext_lazy("Departments"), _departments, lambda visit: bool(visit.inventory.handling)),
    Step("people", gettext_lazy("People and roles"), _people, _staffed),
    Step("rules", gettext_lazy("Rules and calendar"), _check, lambda visit: bool(visit.inventory.places), looked_at=True),
    Step("letterhead", gettext_lazy("Letterhead"), _letterhead, lambda visit: bool(visit.inventory.handling), looked_at=True),
    Step("done", gettext_lazy("Ready"), _done, lambda visit: visit.row.finished_at is not None),
)
CODES = [step.code for step in STEPS]


@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """Where the person left off."""
    visit = Visit(request, keeper(request))
    return redirect("setup_step", next((step.code for step in STEPS if not step.manner(visit)), CODES[-1]))


@require_http_methods(["GET", "HEAD", "POST"])
# The picture of the letterhead is stored nowhere; it comes within the answer itself.
@csp_update({"img-src": ["data:"]})  # type: ignore[arg-type]  # typed for views without arguments
def setup_step(request: HttpRequest, step: str) -> HttpResponse:
    """POST with `pass`: the next step, whatever was entered; else what the step's form says."""
    user = keeper(request)
    if step not in CODES:
        raise Http404
    n = CODES.index(step)
    if "pass" in request.POST:
        setting_up.pass_step(step, by=user)
        return redirect("setup_step", CODES[min(n + 1, len(CODES) - 1)])
    visit = Visit(request, user)
    page = STEPS[n].page(visit)
    if isinstance(page, HttpResponse):
        return page
    lacks = visit.inventory.lacks()
    context = {
        "marks": [(one, number, one.manner(visit), one.code == step) for number, one in enumerate(STEPS, start=1)],
        "step": STEPS[n],
        "number": n + 1,
        "of": len(STEPS),
        "before": CODES[n - 1] if n else "",
        "row": visit.row,
        "go_on": STEPS[n].ready(visit),
        # The forms of the other steps say themselves what is missing.
        "lacks": lacks if step == CODES[-1] else [lack for lack in lacks if lack.step == step == "people"],
    }
    return render(request, f"replies/setup_{step}.html", context | page, status=visit.status)
