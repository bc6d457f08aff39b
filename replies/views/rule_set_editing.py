"""The editor of a rule set: its form, the sample beside it, what a save would mean, and the save."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import retarget

from proposals import rule_words
from proposals.actions.clocks import changes_by_rules
from proposals.actions.rule_sets import RulesChangedMeanwhile, fields_of, shipped_fields, with_fields
from proposals.deadlines import Deadline
from proposals.errors import CaseError, InvalidInput, NotReady
from proposals.models import CalendarYear, Clock, Proposal, RuleSet, Session, User
from proposals.rule_differences import Difference, differences
from proposals.rule_set_editor import RuleSetEditor, with_rows_changed
from proposals.states import CASE_ENDED
from proposals.views import because
from proposals.views.day_count import day_count
from proposals.work_calendar import WorkCalendar
from replies import rendering
from replies.actions.rule_sets import save_rules, still_in_use
from replies.inspection.pictures import page_picture
from replies.models import Reply
from replies.rule_forms import SampleForm
from replies.rule_samples import SampleDue, sample_dues, sample_reply
from replies.views.rule_sets import kept_by

# Pixels: sharp at the width that the page gives it on a screen of two pixels to the point. Colours: the edges of letters, and the red.
PICTURE_WIDTH, COLORS = 1000, 32
MOST_SHOWN = 50
SALT = "replies.rule_set"


@dataclass(frozen=True)
class Meaning:
    """What a save would mean: who uses the set, and the running clocks whose date would be another, the first of them as rows."""

    changed: list[Difference]
    sessions: list[Session]
    open_cases: int
    signed: int
    dues: list[tuple[str, Clock, Deadline]]
    total: int


def _sealed(fields: Mapping[str, Any]) -> str:
    return signing.dumps(dict(fields), salt=SALT, compress=True)


def _opened(sealed: str) -> dict[str, Any]:
    try:
        opened: dict[str, Any] = signing.loads(sealed, salt=SALT)
    except signing.BadSignature as error:
        raise InvalidInput(_("This page was not sent completely. Open the rule set again.")) from error
    return opened


@require_http_methods(["GET", "HEAD", "POST"])
# The picture of a page that is stored nowhere comes within the answer itself.
@csp_update({"img-src": ["data:"]})  # type: ignore[arg-type]  # typed for views without arguments
def rule_set_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `row`: a row added, removed or moved, only its section for htmx; nothing is written. Else `step`: sample, the page again with
    the sample of what is on it; check, what a save would mean; back, from there to the form; save."""
    user, rule_set = kept_by(request, pk)
    if request.method != "POST":
        now = fields_of(rule_set)
        return _page(request, rule_set, RuleSetEditor(now), now)
    base, step = _opened(request.POST.get("base", "")), request.POST.get("step", "")
    if "row" in request.POST:
        return _rows(request, rule_set, base)
    if step in ("save", "back"):
        proposed = _opened(request.POST.get("proposed", ""))
        return (
            _saved(request, rule_set, base, proposed, user) if step == "save" else _page(request, rule_set, RuleSetEditor(proposed), base)
        )
    editor = RuleSetEditor(base, request.POST)
    if step == "check" and editor.is_valid:
        for section, message in still_in_use(rule_set, editor.fields).items():
            editor.refuse(section, message)
        if editor.is_valid:
            return _checked(request, rule_set, base, editor.fields)
    return _page(request, rule_set, editor, base, status=200 if editor.is_valid else 422)


def _rows(request: HttpRequest, rule_set: RuleSet, base: dict[str, Any]) -> HttpResponse:
    step = request.POST["row"]
    data, focus = with_rows_changed(request.POST, step)
    editor = RuleSetEditor(base, data, quiet=True, new_row=focus if step.endswith(":add") else "")
    at = focus, step.rpartition(":")[2]
    if request.headers.get("HX-Request"):
        name = next((name for name in editor.sections if step.startswith(name)), "limits")
        context = {"section": editor.sections[name], "editor": editor, "rule_set": rule_set, "parts": rule_words.PARTS, "focus": at}
        answer = render(request, "replies/_rule_set_section.html", context)
        answer["HX-Trigger-After-Settle"] = "rows-changed"
        return answer
    return _page(request, rule_set, editor, base, focus=at)


def _checked(request: HttpRequest, rule_set: RuleSet, base: dict[str, Any], proposed: dict[str, Any]) -> HttpResponse:
    """What a save would mean, before it; where somebody saved meanwhile, what comes of both."""
    now = fields_of(rule_set)
    if now != base:
        return _overtaken(request, rule_set, RulesChangedMeanwhile(rule_set, base, proposed))
    meaning = meaning_of(rule_set, proposed)
    if not meaning.changed and not meaning.total:
        messages.info(request, _("Nothing was changed."))
        return redirect("rule_set_edit", pk=rule_set.pk)
    return confirm(request, rule_set, now, proposed, meaning)


def confirm(request: HttpRequest, rule_set: RuleSet, now: dict[str, Any], proposed: dict[str, Any], meaning: Meaning) -> HttpResponse:
    sealed = {"base": _sealed(now), "proposed": _sealed(proposed)}
    return render(request, "replies/rule_set_confirm.html", {"rule_set": rule_set, "meaning": meaning, **sealed})


def _saved(request: HttpRequest, rule_set: RuleSet, base: dict[str, Any], proposed: dict[str, Any], user: User) -> HttpResponse:
    again = "work_out_again" in request.POST
    try:
        saved = save_rules(rule_set, proposed, base=base, by=user, work_out_again=again)
    except RulesChangedMeanwhile as error:
        return _overtaken(request, rule_set, error)
    told = _("The rule set is saved.") if saved.changed else _("The rules stay as they are.")
    if again:
        n = saved.worked_out
        told += " " + ngettext("%(n)d due date has changed.", "%(n)d due dates have changed.", n) % {"n": n}
    messages.success(request, told)
    return redirect("rule_set_edit", pk=rule_set.pk)


def _overtaken(request: HttpRequest, rule_set: RuleSet, error: RulesChangedMeanwhile) -> HttpResponse:
    """The form with both changes in it, made over what the row says now."""
    return _page(request, rule_set, RuleSetEditor(error.merged.fields), error.now, status=409, overtaken=error)


def meaning_of(rule_set: RuleSet, proposed: Mapping[str, Any]) -> Meaning:
    """Five queries."""
    dues = changes_by_rules(with_fields(rule_set, proposed), CalendarYear.objects.calendar())
    rows = [(str(rule_words.LIMITS.get(clock.name, clock.name)), clock, made) for clock, made in islice(dues, MOST_SHOWN)]
    return Meaning(
        changed=differences(fields_of(rule_set), proposed),
        sessions=sessions_of(rule_set),
        open_cases=Proposal.objects.filter(rule_set=rule_set).exclude(state__in=CASE_ENDED).count(),
        signed=Reply.objects.filter(assignment__proposal__rule_set=rule_set, signed_version__isnull=False).count(),
        dues=rows,
        total=len(rows) + sum(1 for _rest in dues),
    )


def sessions_of(rule_set: RuleSet) -> list[Session]:
    return [one for one in Session.objects.all() if rule_set.pk in (one.suggestion_rules_id, one.proposal_rules_id)]


@require_safe
def rule_set_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """What is shipped beside what the place made of it, and what going back would mean; the save is that of the editor."""
    _user, rule_set = kept_by(request, pk)
    shipped = shipped_fields(rule_set.code)
    if shipped is None:
        raise NotReady(_("This rule set was made here; none of this code is shipped."))
    now = fields_of(rule_set)
    if now == shipped:
        raise NotReady(_("This rule set is as it is shipped; there is nothing to put back."))
    if found := still_in_use(rule_set, shipped):
        raise NotReady(" ".join(found.values()))
    return confirm(request, rule_set, now, shipped, meaning_of(rule_set, shipped))


@require_POST
def rule_set_sample(request: HttpRequest, pk: int) -> HttpResponse:
    """The sample of what is on the screen, for htmx; what is wrong goes to its own place, and the sample of before stays."""
    _user, rule_set = kept_by(request, pk)
    editor = RuleSetEditor(_opened(request.POST.get("base", "")), request.POST)
    shown = _sample(rule_set, editor, request.POST)
    if "picture" not in shown:
        # htmx takes no answer of 400 and above.
        return retarget(render(request, "replies/_rule_set_wrong.html", {"editor": editor, **shown}), "#sample-wrong")
    return render(request, "replies/_rule_set_sample.html", shown)


def _sample(rule_set: RuleSet, editor: RuleSetEditor, data: QueryDict | None) -> dict[str, Any]:
    """`dues`, one `explained`, and the `picture`; or a `refusal`, or nothing where the form is wrong."""
    fields = editor.fields if editor.data is not None else dict(editor.value)
    form = SampleForm(data if data and "sample_on" in data else None)
    if not fields or not editor.is_valid or (form.is_bound and not form.is_valid()):
        return {"sample": form}
    rules, chosen = with_fields(rule_set, fields), form.chosen
    days = CalendarYear.objects.calendar()
    dues = list(sample_dues(rules, chosen.day, days))
    try:
        printed = rendering.render(sample_reply(rules, chosen.day, who=chosen.who, outcome=chosen.outcome))
    except (rendering.RenderError, CaseError) as error:
        return {"sample": form, "refusal": str(error)}
    png = page_picture(printed.pdf, 1, PICTURE_WIDTH, colors=COLORS)
    return {
        "sample": form,
        "dues": dues,
        **_explained(next((one for one in dues if one.name == chosen.limit), None), days),
        "outcomes": rules.outcome_scheme,
        "outcome": (rules.outcome(chosen.outcome) or rules.outcome_scheme[0]).code,
        "picture": f"data:image/png;base64,{base64.b64encode(png).decode()}",
        "pages": printed.report.pages,
    }


def _explained(due: SampleDue | None, days: WorkCalendar) -> dict[str, Any]:
    if due is None:
        return {}
    made = due.deadline
    shown = day_count(made.start, made.due_on, days, made.limit.anchor)
    return {"explained": due, "made": made, "lines": list(because.lines(made)), "days": shown}


def _page(
    request: HttpRequest, rule_set: RuleSet, editor: RuleSetEditor, base: dict[str, Any], status: int = 200, **more: Any
) -> HttpResponse:
    shown = _sample(rule_set, editor, editor.data)
    context = {
        "rule_set": rule_set,
        "editor": editor,
        "base": _sealed(base),
        "is_shipped": shipped_fields(rule_set.code) not in (None, base),
        "first": True,
        "parts": rule_words.PARTS,
        **shown,
        **more,
    }
    return render(request, "replies/rule_set_edit.html", context, status=status)
