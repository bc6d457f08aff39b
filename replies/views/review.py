"""Judging a draft: what changed since one last looked, remarks on its paragraphs, then agree or send back, and on to the next."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals.errors import NotAllowed, NotReady, ReasonMissing, WrongState
from proposals.models import User
from proposals.views.accounts import reader
from proposals.workflow import Transition
from replies.actions import looks
from replies.actions import review as actions
from replies.checks import Draft, Found, check_text
from replies.comment_forms import CommentForm
from replies.forms import DecisionForm
from replies.models import Reply, ReplyVersion, ReturnReason, ReviewStep
from replies.states import ReplyState
from replies.templatetags.reply_tags import moment
from replies.views.changes import changes, paragraphs, settled
from replies.views.printed import printed
from replies.views.reading import opinions_read, queue, reply_to_read, visible_reply
from replies.views.remarks import remarks_on
from replies.wording import proposers_of

Decision = ReviewStep.Decision
# How the text is shown: `?show=`.
SHOWN = ("changes", "full", "pages")


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the text and its changes, `?confirm=1` and `?return=1` the question before a decision; POST `decision` decides."""
    if request.method != "POST":
        reply = reply_to_read(request, pk)
        row, refusal = _turn(reply, reader(request))
        if row.target == ReplyState.SIGNED and "confirm" in request.GET and not refusal:
            return _sign(request, reply, row, _form(reply))
        return review_page(request, reply, row, refusal=refusal)
    reply = visible_reply(request, pk)
    row, refusal = _turn(reply, reader(request))
    form = _form(reply, request.POST)
    if not form.is_valid():
        return review_page(request, reply_to_read(request, pk), row, form, status=422, refusal=refusal)
    state, given = reply.state, form.cleaned_data
    if given["decision"] == "agree":
        try:
            row = actions.agree(reply, by=reader(request), seen=given["version"], without_contact=given["without_contact"])
        except NotReady as error:
            if row.target != ReplyState.SIGNED or refusal:
                raise
            form.add_error(None, str(error))
            return _sign(request, reply_to_read(request, pk), row, form, status=error.status)
        messages.success(request, _said(reply, row))
        return _on(request, reply, state)
    try:
        actions.send_back(reply, by=reader(request), reason=form.said, seen=given["version"])
    except ReasonMissing as error:
        form.add_error("reason", str(error))
        return review_page(request, reply_to_read(request, pk), row, form, status=error.status, refusal=refusal)
    messages.success(request, _("%s was sent back; the drafter reads your reason.") % reply.case.number_label)
    return _on(request, reply, state)


def _turn(reply: Reply, user: User) -> tuple[Transition, str]:
    """As `check_open`; who has decided already and comes back is told so, not that it is nobody's business of his or hers."""
    try:
        return actions.check_open(reply, by=user)
    except NotAllowed:
        own = reply.review_steps.filter(decided_by=user).last()
        if own is None:
            raise
    told = {"at": moment(own.decided_at), "decision": own.get_decision_display(), "state": reply.get_state_display()}
    raise WrongState(_("You decided on it, %(at)s: %(decision)s. The draft now stands at “%(state)s”.") % told)


def _form(reply: Reply, data: Any = None) -> DecisionForm:
    return DecisionForm(data, reasons=ReturnReason.texts(reply.case.rule_set))


def _on(request: HttpRequest, reply: Reply, state: str) -> HttpResponseRedirect:
    """To the next draft that waits for the same look, the one due first; to one's work where none does."""
    following = queue(reader(request), state, reply).following
    return redirect("reply_review", pk=following) if following else redirect("work")


def _said(reply: Reply, row: Transition) -> str:
    if row.target == ReplyState.SIGNED:
        return _("%s is signed. The text is fixed; the document administrator numbers and prints it.") % reply.case.number_label
    return _("%(case)s: agreed. It stands now at “%(state)s”.") % {"case": reply.case.number_label, "state": reply.get_state_display()}


def decided(reply: Reply) -> dict[str, Any]:
    """What is decided with the letter, as those see it who review and sign it."""
    return {
        "outcome": reply.case.rule_set.outcome(reply.outcome) if reply.outcome else None,
        "publication_rule": reply.case.rule_set.policy("publication"),
        "proposers": [one for case in reply.cases_answered() for one in proposers_of(case)],
        "against": reply.wishes_against() if reply.publication not in ("", Reply.Publication.NONE) else [],
        "lacking": reply.contacts_lacking(),
        "contacts": reply.contacts_read(),
    }


def _sign(request: HttpRequest, reply: Reply, row: Transition, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    context = {"reply": reply, "case": reply.case, "version": reply.latest, "label": row.label, "form": form, **decided(reply)}
    return render(request, "replies/sign.html", context, status=status)


def review_page(
    request: HttpRequest,
    reply: Reply,
    row: Transition,
    form: DecisionForm | None = None,
    *,
    status: int = 200,
    refusal: str = "",
    comment_form: CommentForm | None = None,
) -> HttpResponse:
    """The page of a reply fetched by `reply_to_read`; `row` is the step that agreeing would be, `refusal` why it is not open."""
    user, latest = reader(request), reply.latest
    assert latest is not None  # nothing without a text is sent for review
    seen = looks.seen_before(latest, by=user, now=request.method == "GET")
    steps = [step for step in reply.review_steps.all() if step.decision != Decision.VOID]
    remarks = remarks_on(reply, paragraphs(latest.body), user)
    context = {
        "reply": reply,
        "case": reply.case,
        "version": latest,
        "seen": seen,
        # Whoever decided about this very version has it back as it was.
        "unchanged": next((step for step in reversed(steps) if step.version_id == latest.pk and step.decided_by_id == user.pk), None),
        "changes": changes(seen.version, latest, remarks.by_paragraph) if seen else None,
        "own_comments": settled((remark.comment for remark in remarks.all), user, latest),
        "remarks": remarks,
        "may_comment": True,
        "comment_form": comment_form,
        "steps": steps,
        "last_step": next((step for step in reversed(steps) if step.decision != Decision.PENDING), None),
        "opinions": opinions_read(reply),
        "checks": found_in(reply, latest),
        "queue": queue(user, reply.state, reply),
        "label": row.label,
        "signs": row.target == ReplyState.SIGNED,
        "refusal": refusal,
        "form": form or _form(reply),
        "asked": _asked(request, form),
        **_shown(request, reply, latest, changed=seen is not None),
        **decided(reply),
    }
    return render(request, "replies/review.html", context, status=status)


def found_in(reply: Reply, version: ReplyVersion) -> list[tuple[Found, int]]:
    """What a machine finds in the draft, each with the number of its paragraph, 0 where it is of the whole."""
    draft = Draft(reply, version, version.body)
    places = {line: number for number, (_element, line) in enumerate(draft.lines, 1)}
    return [(one, places.get(one.line, 0)) for one in check_text(draft)]


def _asked(request: HttpRequest, form: DecisionForm | None) -> str:
    """Which question stands open on the page: agree, send_back or none."""
    if form is not None:
        return "send_back"
    return "agree" if "confirm" in request.GET else "send_back" if "return" in request.GET else ""


def _shown(request: HttpRequest, reply: Reply, version: ReplyVersion, *, changed: bool) -> dict[str, Any]:
    """How the text is shown: what changed unless it is seen for the first time; the printed pages only where they are asked for."""
    ways = SHOWN if changed else SHOWN[1:]
    show = request.GET.get("show", "")
    show = show if show in ways else ways[0]
    return {"show": show, "ways": ways, **(printed(reply, version) if show == "pages" else {})}
