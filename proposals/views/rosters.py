"""Lists from a spreadsheet: the template, what would become of every row, and taking them over."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from proposals.actions.rosters import ROSTERS, Taken, digest, judge, take
from proposals.errors import CaseError, InvalidInput, WrongState
from proposals.master_forms import RosterForm
from proposals.rosters import sheets
from proposals.rosters.columns import Table, table_of
from proposals.rosters.judging import Roster, Row, Verdict
from proposals.rosters.template import template
from proposals.views.masters import INVALID, keeper

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTS = {"departments": "department_list", "people": "user_list", "proposers": "person_list"}


def _roster(code: str) -> Roster:
    if code not in ROSTERS:
        raise Http404
    return ROSTERS[code][0]


@require_safe
def master_import_template(request: HttpRequest, code: str) -> HttpResponse:
    keeper(request)
    roster = _roster(code)
    name = _("%s, template") % roster.title
    response = HttpResponse(template(roster), content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("taken")
def master_import(request: HttpRequest, code: str) -> HttpResponse:
    """POST `step`: read (a file or pasted rows), good or all (take over what was read), drop. What was read waits in the session of the
    person, in the form of cells: what the browser sends back is only which preview it has seen."""
    user = keeper(request)
    roster = _roster(code)
    key = f"roster:{code}"
    step = request.POST.get("step") if request.method == "POST" else ""
    form, status = RosterForm(), INVALID if request.method == "POST" else 200
    if step == "read":
        form = RosterForm(request.POST, request.FILES)
        if form.is_valid() and (found := _read(form, roster)):
            request.session[key] = found | {"back": request.POST.get("back", "")}
            return redirect("master_import", code)
    elif step == "drop":
        request.session.pop(key, None)
        return redirect("master_import", code)
    waiting = request.session.get(key)
    context: dict[str, Any] = {"roster": roster, "code": code, "form": form, "back": _back(waiting, request), "list": reverse(LISTS[code])}
    if not waiting or form.errors:
        return render(request, "proposals/roster.html", context, status=status)
    given = [(number, cells) for number, cells in waiting["rows"]]
    rows = judge(code, given, by=user)
    if step in ("good", "all"):
        if request.POST.get("seen") == digest(rows):
            taken = take(code, given, whole=step == "all", by=user)
            if taken.written or not taken.left:
                del request.session[key]
                return _result(request, context, taken)
            rows = judge(code, given, by=user)
        context["overtaken"] = True
        status = WrongState.status
    shown = [column.name for column in roster.columns if any(row.get(column.name) for row in rows)]
    context |= {
        "waiting": waiting,
        "rows": rows,
        "table": [(row, [row.get(name) for name in shown]) for row in rows],
        "shown": shown,
        "seen": digest(rows),
        "counts": _counts(rows),
        "good": sum(row.is_good for row in rows),
    }
    return render(request, "proposals/roster_preview.html", context, status=status)


def _read(form: RosterForm, roster: Roster) -> dict[str, Any] | None:
    """What waits for the person's decision; None with the reason on the form."""
    upload, pasted = form.cleaned_data["file"], form.cleaned_data["pasted"]
    try:
        found = sheets.read(upload.name, upload.read(sheets.LARGEST + 1)) if upload else [sheets.lines(pasted)]
        table = table_of(found, roster.columns, pasted=not upload)
        rows = _without_example(table, roster)
    except CaseError as error:
        form.add_error("file" if upload else "pasted", str(error))
        return None
    return {"name": upload.name if upload else "", "ignored": table.ignored} | rows


def _without_example(table: Table, roster: Roster) -> dict[str, Any]:
    """The row of the template that shows how it is filled in is not meant."""
    example = {column.name: column.example for column in roster.columns}
    rows = [(number, cells) for number, cells in table.rows if any(cells.get(name, "") != text for name, text in example.items())]
    if not rows:
        raise InvalidInput(_("There is nothing but the example row; write your own below it."))
    return {"rows": rows, "examples": len(table.rows) - len(rows)}


def _counts(rows: list[Row]) -> list[tuple[Verdict, Any, int]]:
    found = {verdict: [row for row in rows if row.verdict == verdict] for verdict in Verdict}
    return [(verdict, those[0].label, len(those)) for verdict, those in found.items() if those]


def _result(request: HttpRequest, context: dict[str, Any], taken: Taken) -> HttpResponse:
    """First passwords are shown here and never again."""
    new = sum(row.existing is None for row in taken.written)
    context |= {"taken": taken, "new": new, "changed": len(taken.written) - new}
    response = render(request, "proposals/roster_result.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _back(waiting: dict[str, Any] | None, request: HttpRequest) -> str:
    """The step of the first set-up that the list was chosen on."""
    step = (waiting or {}).get("back") or request.POST.get("back", "") or request.GET.get("back", "")
    try:
        return reverse("setup_step", args=[step]) if step else ""
    except NoReverseMatch:
        return ""
