"""The rule sets of the place: the list, copying one, and the record of the changes of one."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from proposals import permissions
from proposals.actions.masters import changes_of
from proposals.actions.rule_sets import copy_rule_set, fields_of, last_changes, shipped_fields
from proposals.errors import CaseError
from proposals.models import RuleSet, Session, User
from proposals.states import CASE_ENDED
from proposals.views.accounts import reader
from replies.rule_forms import CopyRulesForm

PER_PAGE = 30


@dataclass(frozen=True)
class Row:
    rules: RuleSet
    sessions: list[Session]
    open_cases: int
    changed: LogEntry | None
    shipped: str  # as, other, or empty where it was made here


def kept_by(request: HttpRequest, pk: int) -> tuple[User, RuleSet]:
    """The person and the rule set; nobody but who keeps the master data sees any."""
    user = reader(request)
    permissions.check(user, "master.edit")
    rule_set = RuleSet.objects.filter(pk=pk).first()
    if rule_set is None:
        raise Http404
    return user, rule_set


@require_safe
def rule_set_list(request: HttpRequest) -> HttpResponse:
    permissions.check(reader(request), "master.edit")
    open_ = Count("proposals", filter=~Q(proposals__state__in=CASE_ENDED))
    sets = list(RuleSet.objects.annotate(open_cases=open_))
    sessions = list(Session.objects.all())
    changed = last_changes()
    rows = []
    for rules in sets:
        shipped = shipped_fields(rules.code)
        standing = "" if shipped is None else "as" if fields_of(rules) == shipped else "other"
        using = [one for one in sessions if rules.pk in (one.suggestion_rules_id, one.proposal_rules_id)]
        rows.append(Row(rules, using, rules.open_cases, changed.get(rules.pk), standing))
    return render(request, "replies/rule_sets.html", {"rows": sorted(rows, key=lambda row: not row.sessions)})


@require_http_methods(["GET", "HEAD", "POST"])
def rule_set_copy(request: HttpRequest, pk: int) -> HttpResponse:
    user, rule_set = kept_by(request, pk)
    initial = {"name": _("%s (copy)") % rule_set.name, "code": _free_code(rule_set.code), "kind": rule_set.kind}
    form = CopyRulesForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                made = copy_rule_set(rule_set, by=user, **form.cleaned_data)
            except CaseError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("“%s” is there. No session uses it yet; give it to one when it is ready.") % made)
                return redirect("rule_set_edit", pk=made.pk)
    return render(request, "replies/rule_set_copy.html", {"rule_set": rule_set, "form": form}, status=status)


def _free_code(code: str) -> str:
    taken = set(RuleSet.objects.filter(code__startswith=code).values_list("code", flat=True))
    return next(free for number in range(2, len(taken) + 3) if (free := f"{code}-{number}") not in taken)


@require_safe
def rule_set_log(request: HttpRequest, pk: int) -> HttpResponse:
    _user, rule_set = kept_by(request, pk)
    page = Paginator(changes_of(rule_set), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "replies/rule_set_log.html", {"rule_set": rule_set, "page": page})
