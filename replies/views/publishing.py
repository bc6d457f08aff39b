"""The department's side of a publication: the list of what is to be published, the check, the text, and the steps."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals import permissions
from proposals.errors import CaseError, NotAllowed
from proposals.forms import ReasonForm
from proposals.models import Clock, User
from proposals.views.accounts import reader
from proposals.views.buttons import Button, check_form, step
from replies.actions import publishing
from replies.actions.publishing import NewText
from replies.disclosure import topics
from replies.models import Publication, PublicText
from replies.publication_forms import DecisionsForm, PublicTextForm
from replies.states import PublicationState
from replies.views.findings import marked, said
from replies.views.reading import visible_reply

RELATED = (
    "reply__assignment__proposal__session",
    "reply__assignment__proposal__rule_set",
    "reply__assignment__department",
    "reply__signed_version",
    "shown",
    "published_by",
)
PAGE = 50
# The steps in the order in which their buttons stand; those with a form of their own name its effect, the others are taken at once.
EFFECTS: dict[str, Promise | str] = {
    "check": "",
    "publish": gettext_lazy("Everybody reads the text from now on, without signing in. What was once public can be withdrawn, not undone."),
    "correct": gettext_lazy("The public page shows the newest text, with this reason as the note of the correction."),
    "reopen": "",
    "withdraw": gettext_lazy("The public page says nothing but that it was withdrawn, and this reason. Its address stays."),
    "take_down": gettext_lazy("The public page says nothing but that it was withdrawn, and this reason. Its address stays."),
    "not_publish": gettext_lazy("The reply gets no public page. The reason stays in the history."),
    "take_up": gettext_lazy("The text can be worked on again and is checked anew; until then the public page stays as it is."),
}
TOLD: dict[str, Promise] = {
    "check": gettext_lazy("Checked; nothing in it is open. It can be published now."),
    "publish": gettext_lazy("Published."),
    "correct": gettext_lazy("The public page shows the corrected text."),
    "reopen": gettext_lazy("The text can be worked on again."),
    "withdraw": gettext_lazy("Withdrawn; the public page says so."),
    "take_down": gettext_lazy("Withdrawn; the public page says so."),
    "not_publish": gettext_lazy("It is not published."),
    "take_up": gettext_lazy("The text can be worked on again."),
}


def visible_publication(request: HttpRequest, pk: int) -> Publication:
    """The publication, or a 404 for whoever does not see it."""
    found: Publication = get_object_or_404(Publication.objects.visible_to(reader(request)).select_related(*RELATED), pk=pk)
    return found


@require_safe
def publication_list(request: HttpRequest) -> HttpResponse:
    """What is to be published with its dates, then what is public or not."""
    running = Clock.objects.filter(assignment=OuterRef("reply__assignment"), name="publication", state=Clock.State.RUNNING)
    rows = Publication.objects.visible_to(reader(request)).select_related(*RELATED).annotate(due=Subquery(running.values("due_on")[:1]))
    open_ = rows.filter(state__in=[PublicationState.TO_CHECK, PublicationState.CHECKED]).order_by("due", "pk")
    done = rows.exclude(state__in=[PublicationState.TO_CHECK, PublicationState.CHECKED]).order_by("-changed_at", "-pk")
    page = Paginator(done, PAGE).get_page(request.GET.get("page"))
    return render(request, "replies/publication_list.html", {"open": list(open_), "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def publication_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with what was found in it. POST decides about findings."""
    publication, user = visible_publication(request, pk), reader(request)
    if request.method == "POST":
        permissions.check(user, "publication.check", publication)
    else:
        prefetch_related_objects([publication], Prefetch("texts", PublicText.objects.select_related("author").order_by("-number")))
    newest = publication.newest
    found = publication.unresolved()
    form = DecisionsForm(request.POST or None, topics=topics(found), initial={"base": newest.number})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                publishing.settle(publication, form.decisions, base=form.cleaned_data["base"], by=user)
            except NotAllowed:
                raise
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("Decided; what is still open stands below."))
                return redirect("publication_detail", pk=publication.pk)
    may_write = _may_write(publication, user)
    context = {
        "publication": publication,
        "reply": publication.reply,
        "case": publication.case,
        "text": newest,
        "paragraphs": marked(newest.parts, found),
        "rows": [(said(topic), topic, choice, reason) for topic, choice, reason in form.rows],
        "form": form,
        "may_write": may_write,
        "rule": publication.case.rule_set.policy("publication"),
        "buttons": buttons_of(publication, user),
        "steps_taken": publication.case.events.filter(subject_type="publication", subject_id=publication.pk).order_by("-sequence")[:8],
        "texts": publication.texts.select_related("author").order_by("-number") if request.method == "POST" else publication.texts.all(),
    }
    return render(request, "replies/publication_detail.html", context, status=status)


def buttons_of(publication: Publication, user: User) -> list[Button]:
    """The steps that lead on from here and that the person's roles take."""
    rows = [row for row in publication.machine.transitions if row.source == publication.state and permissions.holds(user, row.permission)]
    found = []
    for event in EFFECTS:
        if any(row.event == event for row in rows):
            url = reverse("publication_step", args=[publication.pk, event])
            style = "btn-primary" if event in ("check", "publish", "correct") else "btn-plain"
            found.append(step(publication, event, by=user, url=url, post=not EFFECTS[event], style=style))
    # The department withdraws its own page; whoever may also take down those of others needs no second button.
    own = any(one.name.endswith("-withdraw") and not one.refusal for one in found)
    return [one for one in found if not (own and one.name.endswith("-take_down"))]


def _may_write(publication: Publication, user: User) -> bool:
    try:
        publishing.check_write(publication, by=user)
    except CaseError:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def publication_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text for the public beside the letter as it was sent. `?summary` begins a summary of it."""
    publication, user = visible_publication(request, pk), reader(request)
    newest = publication.newest
    status = 200
    if request.method == "POST":
        permissions.check(user, "publication.check", publication)
        form = PublicTextForm(request.POST)
        status = 422
        if form.is_valid():
            given = dict(form.cleaned_data)
            base = given.pop("base")
            try:
                saved = publishing.save_text(publication, NewText(**given), base=base, by=user)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("Saved as text %s for the public.") % saved.number)
                return redirect("publication_detail", pk=publication.pk)
    else:
        publishing.check_write(publication, by=user)
        initial: dict[str, Any] = {**newest.parts, "mode": newest.mode, "reason": newest.reason, "base": newest.number}
        if "summary" in request.GET:
            initial |= {"mode": PublicText.Mode.SUMMARY, "body": publishing.summary_of(publication), "attachments": ""}
        form = PublicTextForm(initial=initial)
    context = {"publication": publication, "reply": publication.reply, "case": publication.case, "form": form, "version": newest.source}
    return render(request, "replies/publication_text.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def publication_step(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """One step; where it cannot be undone or needs a reason, a page that names its effect comes first."""
    publication, user = visible_publication(request, pk), reader(request)
    rows = [row for row in publication.machine.transitions if row.event == event]
    if not rows:
        raise Http404
    row, sent, status = rows[0], request.method == "POST", 200
    check_form(publication, event, by=user, sending=sent)
    form = ReasonForm(request.POST if sent else None) if row.reason else None
    if sent:
        status = 422
        if form is None or form.is_valid():
            try:
                take(publication, event, by=user, reason=form.cleaned_data["reason"] if form else "")
            except CaseError as error:
                if form is None:
                    raise
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, str(TOLD[event]))
                return redirect("publication_detail", pk=publication.pk)
    context = {
        "publication": publication,
        "case": publication.case,
        "text": publication.newest,
        "form": form,
        "label": row.label,
        "effect": EFFECTS[event],
    }
    return render(request, "replies/publication_step.html", context, status=status)


def take(publication: Publication, event: str, *, by: User, reason: str) -> None:
    """The step of this name."""
    if event in ("check", "reopen", "publish"):
        {"check": publishing.finish_check, "reopen": publishing.reopen, "publish": publishing.publish}[event](publication, by=by)
    elif event in ("withdraw", "take_down"):
        publishing.withdraw(publication, by=by, reason=reason, event=event)
    else:
        {"correct": publishing.correct, "not_publish": publishing.not_publish, "take_up": publishing.take_up}[event](
            publication, by=by, reason=reason
        )


@require_POST
def publication_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins the publication of a reply that was taken over as published elsewhere."""
    publication = publishing.take_imported(visible_reply(request, pk), by=reader(request))
    return redirect("publication_detail", pk=publication.pk)
