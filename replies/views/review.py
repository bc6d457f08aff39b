"""Judging a draft: what changed since one last looked, then agree or send back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals.errors import ReasonMissing
from proposals.models import CoOpinion
from proposals.views.accounts import reader
from proposals.workflow import Transition
from replies.actions import review as actions
from replies.forms import DecisionForm
from replies.models import Reply, ReviewStep
from replies.states import ReplyState
from replies.views.changes import changes, last_look
from replies.views.drafts import visible_reply

Decision = ReviewStep.Decision


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the text and its changes, `?confirm=1` the last question before a signature; POST `decision` decides."""
    reply = visible_reply(request, pk)
    row = actions.check_review(reply, by=reader(request))
    if request.method != "POST":
        if row.target == ReplyState.SIGNED and "confirm" in request.GET:
            return render(request, "replies/sign.html", _signing(reply, row))
        return _page(request, reply, row, DecisionForm())
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, reply, row, form, status=422)
    given = form.cleaned_data
    if given["decision"] == "agree":
        row = actions.agree(reply, by=reader(request), seen=given["version"])
        messages.success(request, _said(reply, row))
        return redirect("work")
    try:
        actions.send_back(reply, by=reader(request), reason=given["reason"], seen=given["version"])
    except ReasonMissing as error:
        form.add_error("reason", str(error))
        return _page(request, reply, row, form, status=error.status)
    messages.success(request, _("%s was sent back; the drafter reads your reason.") % reply.case.number_label)
    return redirect("work")


def _said(reply: Reply, row: Transition) -> str:
    if row.target == ReplyState.SIGNED:
        return _("%s is signed. The text is fixed; the document administrator numbers and prints it.") % reply.case.number_label
    return _("%(case)s: agreed. It stands now at “%(state)s”.") % {"case": reply.case.number_label, "state": reply.get_state_display()}


def _signing(reply: Reply, row: Transition) -> dict[str, object]:
    return {"reply": reply, "case": reply.case, "version": reply.latest, "label": row.label}


def _page(request: HttpRequest, reply: Reply, row: Transition, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    latest = reply.latest
    assert latest is not None  # nothing without a text is sent for review
    steps = list(
        ReviewStep.objects.visible_to(reader(request))
        .filter(reply=reply)
        .exclude(decision=Decision.VOID)
        .select_related("decided_by", "version", "co_signer__department")
    )
    looked = last_look(reader(request), steps)
    opinions = CoOpinion.objects.visible_to(reader(request)).filter(assignment__proposal=reply.case)
    context = {
        "reply": reply,
        "case": reply.case,
        "version": latest,
        "looked": looked,
        "changes": changes(looked.version, latest) if looked and looked.version_id != latest.pk else None,
        "steps": steps,
        "opinions": opinions.select_related("assignment__department").prefetch_related("submissions__submitted_by"),
        "outcome": reply.case.rule_set.outcome(reply.outcome) if reply.outcome else None,
        "label": row.label,
        "signs": row.target == ReplyState.SIGNED,
        "form": form,
    }
    return render(request, "replies/review.html", context, status=status)
