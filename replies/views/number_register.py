"""发文登记簿: every number that the department has given, in its order, with what it stands on and when it went out."""

import csv
import io
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from proposals.forms import DeskForm
from proposals.models import User
from replies.models import DocumentNumber
from replies.views.printing import need_press

PER_PAGE = 50
LONGEST_SERIAL = 9  # digits
# What a spreadsheet would take for a formula stays a text.
FORMULA = ("=", "+", "-", "@", "\t")


class RegisterForm(DeskForm):
    year = forms.TypedChoiceField(label=gettext_lazy("year"), coerce=int, empty_value=None, required=False)
    word = forms.ChoiceField(label=gettext_lazy("Document word"), required=False)
    q = forms.CharField(label=gettext_lazy("Number or title"), required=False, max_length=100)

    def __init__(self, data: Any, *, rows: QuerySet[DocumentNumber]) -> None:
        super().__init__(data)
        known = sorted({(year, word) for year, word in rows.order_by().values_list("year", "word").distinct()}, reverse=True)
        every = ("", gettext_lazy("all"))
        fields: Any = self.fields
        fields["year"].choices = [every, *((year, year) for year in dict.fromkeys(year for year, _word in known))]
        fields["word"].choices = [every, *((word, word) for word in sorted({word for _year, word in known}))]


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    rows, form = _found(request, need_press(request))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "replies/number_register.html", {"form": form, "page": page, "query": request.GET.urlencode()})


@require_safe
def register_file(request: HttpRequest) -> HttpResponse:
    """All that the filter finds, as CSV that Excel and WPS read as UTF-8."""
    rows, _form = _found(request, need_press(request))
    out = io.StringIO()
    writer = csv.writer(out)
    head = (
        _("Document number"),
        _("Case"),
        _("Title"),
        _("To"),
        _("Signed by"),
        _("Signed"),
        _("Page count"),
        _("Numbered"),
        _("State"),
        _("Dispatched"),
    )
    writer.writerow(head)
    for row in rows:
        reply = row.reply
        version = reply.signed_version
        writer.writerow(
            _text(value)
            for value in (
                *(str(row), reply.case.number_label, reply.case.title, version.addressee.strip() if version else "", reply.signed_by or ""),
                *(reply.issued_on or "", row.pages or "", timezone.localdate(row.drawn_at), reply.get_state_display(), row.sent_on or ""),
            )
        )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="numbers-{timezone.localdate().isoformat()}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _text(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _found(request: HttpRequest, user: User) -> tuple[QuerySet[Any], RegisterForm]:
    """The numbers of the person's department that the filter finds, the last one first."""
    rows = DocumentNumber.objects.visible_to(user).filter(department=user.department)
    form = RegisterForm(request.GET, rows=rows)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = rows.filter(**{name: chosen[name] for name in ("year", "word") if chosen.get(name)})
    for part in (chosen.get("q") or "").split():
        digits = part.rpartition("〕")[2].removesuffix("号")
        serial = Q(serial=int(digits)) if digits.isdecimal() and len(digits) < LONGEST_SERIAL else Q()
        case = Q(reply__assignment__proposal__title__icontains=part) | Q(reply__assignment__proposal__case_no__icontains=part)
        found = found.filter(case | serial if serial else case)
    related = (
        "reply__assignment__proposal__session",
        "reply__assignment__department",
        "reply__signed_by",
        "reply__signed_version",
        "drawn_by",
    )
    dated = found.annotate(pages=Max("reply__documents__pages"), sent_on=Max("reply__deliveries__delivered_on"))
    return dated.select_related(*related).order_by("-year", "word", "-serial"), form
