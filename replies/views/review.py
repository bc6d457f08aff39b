"""Judging a draft: what changed since one last looked, remarks on its paragraphs, then agree or send back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from proposals.errors import InvalidInput, NotReady, ReasonMissing
from proposals.models import CoOpinion
from proposals.views.accounts import reader
from proposals.workflow import Transition
from replies.actions import comments, looks
from replies.actions import review as actions
from replies.comment_forms import CommentForm
from replies.forms import DecisionForm
from replies.models import Reply, ReviewStep
from replies.states import ReplyState
from replies.views.changes import changes, paragraphs
from replies.views.drafts import visible_reply
from replies.views.remarks import remarks_on

Decision = ReviewStep.Decision


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the text and its changes, `?confirm=1` the last question before a signature; POST `decision` decides."""
    reply = visible_reply(request, pk)
    row, refusal = actions.check_open(reply, by=reader(request))
    if request.method != "POST":
        if row.target == ReplyState.SIGNED and "confirm" in request.GET and not refusal:
            return _sign(request, reply, row, DecisionForm())
        return _page(request, reply, row, DecisionForm(), refusal=refusal)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, reply, row, form, status=422, refusal=refusal)
    given = form.cleaned_data
    if given["decision"] == "agree":
        try:
            row = actions.agree(reply, by=reader(request), seen=given["version"], without_contact=given["without_contact"])
        except NotReady as error:
            if row.target != ReplyState.SIGNED or refusal:
                raise
            form.add_error(None, str(error))
            return _sign(request, reply, row, form, status=error.status)
        messages.success(request, _said(reply, row))
        return redirect("work")
    try:
        actions.send_back(reply, by=reader(request), reason=given["reason"], seen=given["version"])
    except ReasonMissing as error:
        form.add_error("reason", str(error))
        return _page(request, reply, row, form, status=error.status, refusal=refusal)
    messages.success(request, _("%s was sent back; the drafter reads your reason.") % reply.case.number_label)
    return redirect("work")


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """A remark on one paragraph; what could not be taken comes back beside it."""
    reply = visible_reply(request, pk)
    row, refusal = actions.check_open(reply, by=reader(request))
    form = CommentForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            comments.add_comment(reply, paragraph=given["paragraph"], text=given["text"], seen=given["version"], by=reader(request))
        except InvalidInput as error:
            form.add_error("text", str(error))
        else:
            return redirect(f"{reverse('reply_review', args=[reply.pk])}#p{given['paragraph']}")
    return _page(request, reply, row, DecisionForm(), status=422, refusal=refusal, comment_form=form)


def _said(reply: Reply, row: Transition) -> str:
    if row.target == ReplyState.SIGNED:
        return _("%s is signed. The text is fixed; the document administrator numbers and prints it.") % reply.case.number_label
    return _("%(case)s: agreed. It stands now at “%(state)s”.") % {"case": reply.case.number_label, "state": reply.get_state_display()}


def decided(reply: Reply) -> dict[str, Any]:
    """What is decided with the letter, as those see it who review and sign it."""
    return {
        "outcome": reply.case.rule_set.outcome(reply.outcome) if reply.outcome else None,
        "publication_rule": reply.case.rule_set.policy("publication"),
        "proposers": [one for case in reply.cases_answered() for one in case.proposers.select_related("person", "group")],
        "against": reply.wishes_against() if reply.publication not in ("", Reply.Publication.NONE) else [],
        "lacking": reply.contacts_lacking(),
        "contacts": list(reply.contacts()),
    }


def _sign(request: HttpRequest, reply: Reply, row: Transition, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    context = {"reply": reply, "case": reply.case, "version": reply.latest, "label": row.label, "form": form, **decided(reply)}
    return render(request, "replies/sign.html", context, status=status)


def _page(
    request: HttpRequest,
    reply: Reply,
    row: Transition,
    form: DecisionForm,
    *,
    status: int = 200,
    refusal: str = "",
    comment_form: CommentForm | None = None,
) -> HttpResponse:
    user, latest = reader(request), reply.latest
    assert latest is not None  # nothing without a text is sent for review
    seen = looks.seen_before(latest, by=user)
    if request.method == "GET":
        looks.look(reply, latest, by=user)
    steps = list(
        ReviewStep.objects.visible_to(user)
        .filter(reply=reply)
        .exclude(decision=Decision.VOID)
        .select_related("decided_by", "version", "co_signer__department")
    )
    opinions = CoOpinion.objects.visible_to(user).filter(assignment__proposal=reply.case)
    context = {
        "reply": reply,
        "case": reply.case,
        "version": latest,
        "seen": seen,
        # Whoever decided about this very version has it back as it was.
        "unchanged": next((step for step in reversed(steps) if step.version_id == latest.pk and step.decided_by_id == user.pk), None),
        "changes": changes(seen.version, latest) if seen else None,
        "remarks": remarks_on(reply, paragraphs(latest.body), user),
        "may_comment": True,
        "comment_form": comment_form,
        "steps": steps,
        "opinions": opinions.select_related("assignment__department").prefetch_related(
            "submissions__submitted_by", "submissions__attachments"
        ),
        "label": row.label,
        "signs": row.target == ReplyState.SIGNED,
        "refusal": refusal,
        "form": form,
        **decided(reply),
    }
    return render(request, "replies/review.html", context, status=status)
