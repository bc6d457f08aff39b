"""The figures: the overview, one measure with the list behind each of its numbers, and the workbook."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from proposals import permissions
from proposals.models import User
from proposals.views.accounts import reader
from replies.statistics.choice import Choice
from replies.statistics.definition import Ground
from replies.statistics.dimensions import DIMENSIONS
from replies.statistics.forms import ChoiceForm
from replies.statistics.handling import STAGES
from replies.statistics.measures import BY_CODE, MEASURES
from replies.statistics.tables import Figure, Row, Table, listed, schemes, table, tables
from replies.statistics.units import check_read
from replies.statistics.workbook import workbook as make_workbook
from replies.views.statistics_charts import address, load_chart, scheme_charts, share_chart, stage_chart, trend_chart, week_chart

ROWS = 50
TILES = ("answered", "overdue", "soon", "on_time", "content")
SHOWN = ("answered", "on_time", "closed", "face", "adopted", "content", "kept", "overdue")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARTS = ("hit", "of", "missed")


def _form(request: HttpRequest) -> tuple[User, ChoiceForm]:
    user = reader(request)
    check_read(user)
    return user, ChoiceForm(request.GET, user=user)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How the cases stand, where they are late, and how the measures compare."""
    user, form = _form(request)
    choice, by, today = form.choice, form.dimension, timezone.localdate()
    ground = Ground(today)
    measures = [BY_CODE[code] for code in dict.fromkeys((*SHOWN, *TILES, "open"))]
    counted, months, stages = tables([*measures, *STAGES], choice, user, today, [by, DIMENSIONS["month"], None], ground)
    context = {
        "form": form,
        "choice": choice,
        "query": choice.query(),
        "today": today,
        "tiles": [(figure, address(figure.measure, choice)) for figure in map(counted.figure, TILES)],
        "tasks": counted.figure("answered").of,
        "stages": stage_chart(stages, choice, user),
        "load": load_chart(counted, choice, by),
        "weeks": week_chart(choice, user, today),
        "trend": trend_chart(months, choice),
        "schemes": scheme_charts(choice, user, ground),
        "table": shown(counted, choice),
        "dimension": by,
        "wide": permissions.holds(user, "read.all") or permissions.holds(user, "read.assigned_out"),
    }
    return render(request, "replies/statistics.html", context, status=200 if form.is_valid() else 422)


@require_safe
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """The definition, the figure parted by a dimension, and the very rows that were counted."""
    user, form = _form(request)
    chosen = BY_CODE.get(code)
    if chosen is None:
        raise Http404
    choice, by, today = form.choice, form.dimension, timezone.localdate()
    counted = table([chosen], choice, user, today, by)
    part = request.GET.get("part", "")
    part = part if part in PARTS else "hit"
    group = _group(request, counted)
    rows = listed(chosen, part, choice, user, today, by if group else None, group.key if group else None)
    path = chosen.unit.path
    rows = rows.select_related(f"{path}proposal__session", f"{path}department").order_by(f"{path}proposal__case_no", "pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    figure = group.figures[0] if group else counted.total.figures[0]
    context = {
        "form": form,
        "measure": chosen,
        "figure": figure,
        "group": group,
        "part": part,
        "parts": [
            (one, words, count, address(chosen, choice, by=by.code, part=one, **_keyed(group)))
            for one, words, count in (
                ("hit", _("Counted"), figure.hit),
                ("missed", _("Missing from it"), figure.of - figure.hit),
                ("of", _("All looked at"), figure.of),
            )
        ],
        "page": page,
        "tasks": [(row, chosen.unit.task_of(row)) for row in page],
        "table": shown(counted, choice),
        "chart": share_chart(counted, choice),
        "dimension": by,
        "back": f"{reverse('statistics')}?{choice.query(by=by.code)}",
    }
    return render(request, "replies/statistics_measure.html", context, status=200 if form.is_valid() else 422)


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """Every measure by every dimension, with the results and the definitions, as xlsx."""
    user, form = _form(request)
    choice, today = form.choice, timezone.localdate()
    parted = tables(MEASURES, choice, user, today, [*DIMENSIONS.values()])
    heading = "；".join(f"{form.fields[name].label}：{form.cleaned_data[name]}" for name in choice.values) or str(_("all"))
    response = HttpResponse(make_workbook(parted, schemes(choice, user), heading, today), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="statistics-{today.isoformat()}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _keyed(group: Row | None) -> dict[str, Any]:
    return {"key": f"{group.key}"} if group else {}


def _group(request: HttpRequest, counted: Table) -> Row | None:
    """The group that the address names, None for all; one that is not among those counted is no page."""
    if "key" not in request.GET:
        return None
    wanted = request.GET["key"]
    found = next((row for row in counted.rows if f"{row.key}" == wanted), None)
    if found is None:
        raise Http404
    return found


def shown(counted: Table, choice: Choice) -> list[tuple[Row, list[tuple[Figure, str]]]]:
    """The rows of a table on a page: each figure with the address of its list, the row of all last."""
    by = counted.dimension.code if counted.dimension else ""

    def cells(row: Row, **key: Any) -> tuple[Row, list[tuple[Figure, str]]]:
        wanted = [figure for figure in row.figures if figure.measure.code in SHOWN or len(row.figures) == 1]
        return row, [(figure, address(figure.measure, choice, by=by, **key)) for figure in wanted]

    return [*(cells(row, key=f"{row.key}") for row in counted.rows), cells(counted.total)]
