"""The printing room: numbers, prints, what came of it, and the way to the proposer."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals import permissions, workflow
from proposals.errors import InvalidInput, NotAllowed, WrongState
from proposals.models import User
from proposals.states import CaseState
from proposals.views.accounts import reader
from replies.actions import printing as actions
from replies.actions.printing import Queued, Refused
from replies.filters import AT_PRESS, PrintingFilter
from replies.forms import DispatchForm
from replies.models import NumberCounter, RenderBatch, RenderJob, Reply
from replies.states import JobState
from replies.views.drafts import visible_reply

PER_PAGE = 50
# Digits of a row's id at most: a longer number would overflow in the database.
LONGEST_ID = 19
BATCHES = 5


def _need_press(request: HttpRequest) -> User:
    """The person, who must be one that prints; raises NotAllowed."""
    user = reader(request)
    if not permissions.holds(user, "reply.print"):
        raise NotAllowed(permissions.PERMISSIONS["reply.print"].refusal)
    return user


@require_safe
def room(request: HttpRequest) -> HttpResponse:
    return _room(request, _need_press(request))


def _room(request: HttpRequest, user: User, *, refused: Sequence[Refused] = (), missing: str = "", status: int = 200) -> HttpResponse:
    rows = Reply.objects.visible_to(user).filter(assignment__department=user.department, state__in=AT_PRESS)
    rows = rows.exclude(assignment__proposal__state=CaseState.WITHDRAWN)
    rows = rows.select_related("assignment__proposal__session", "assignment__department", "number", "signed_by", "signed_version")
    rows = rows.prefetch_related("jobs__document", "documents").order_by("assignment__due_on", "pk")
    counts = rows.order_by().aggregate(**{state: Count("pk", filter=Q(state=state)) for state in AT_PRESS})
    found = PrintingFilter(request.GET, queryset=rows)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    for reply in page.object_list:
        reply.last_job = max(reply.jobs.all(), key=lambda job: job.pk, default=None)
    context = {
        "filter": found,
        "page": page,
        "counts": counts,
        "chosen": request.GET.getlist("reply") or request.POST.getlist("reply"),
        "refused": refused,
        "missing": missing,
        "counters": NumberCounter.objects.filter(department=user.department).order_by("-year", "word")[:4],
        "batches": _with_counts(_visible_batches(user).filter(requested_by__department=user.department))[:BATCHES],
    }
    return render(request, "replies/printing_room.html", context, status=status)


def _visible_batches(user: User) -> QuerySet[RenderBatch]:
    return RenderBatch.objects.filter(pk__in=RenderJob.objects.visible_to(user).filter(batch__isnull=False).values("batch"))


def _with_counts(batches: QuerySet[RenderBatch]) -> QuerySet[Any]:
    return batches.select_related("requested_by").annotate(
        all=Count("jobs"),
        done=Count("jobs", filter=Q(jobs__state=JobState.DONE)),
        failed=Count("jobs", filter=Q(jobs__state=JobState.FAILED)),
    )


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Numbers what is signed among the chosen replies and sends all of them to the printer."""
    user = _need_press(request)
    ids = list(dict.fromkeys(int(pk) for pk in request.POST.getlist("reply") if pk.isdecimal() and len(pk) < LONGEST_ID))
    if not ids:
        return _room(request, user, missing=_("Choose the replies to print first."), status=InvalidInput.status)
    found = Reply.objects.visible_to(user).select_related("assignment__proposal__session", "assignment__department").in_bulk(ids)
    if len(found) < len(ids):
        raise Http404
    return _sent(request, user, actions.number_and_print([found[pk] for pk in ids], by=user))


def _sent(request: HttpRequest, user: User, queued: Queued) -> HttpResponse:
    if queued.batch is None:
        return _room(request, user, refused=queued.refused, status=WrongState.status)
    for refused in queued.refused:
        messages.warning(request, f"{refused.reply.case.number_label}：{refused.reason}")
    return redirect("batch_detail", pk=queued.batch.pk)


def _batch(request: HttpRequest, pk: int) -> dict[str, Any]:
    """The batch with those of its jobs that the person sees; 404 where there is none."""
    batch = get_object_or_404(_visible_batches(reader(request)), pk=pk)
    jobs = RenderJob.objects.visible_to(reader(request)).filter(batch=batch).order_by("pk")
    jobs = jobs.select_related("reply__assignment__proposal__session", "reply__assignment__department", "reply__number", "document")
    # A failed job that was tried again leads to the newer one.
    newer = RenderJob.objects.filter(reply=OuterRef("reply"), pk__gt=OuterRef("pk")).order_by("-pk")
    rows = list(jobs.annotate(newer_batch=Subquery(newer.values("batch")[:1])))
    states = [job.state for job in rows]
    return {
        "batch": batch,
        "jobs": rows,
        "done": states.count(JobState.DONE),
        "failed": states.count(JobState.FAILED),
        "finished": states.count(JobState.DONE) + states.count(JobState.FAILED),
        "open": any(job.open for job in rows),
    }


@require_safe
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "replies/batch.html", _batch(request, pk))


@require_safe
def batch_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while the batch is printed."""
    return render(request, "replies/_progress.html", _batch(request, pk))


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends a reply whose job failed to the printer again, as a batch of its own."""
    job = get_object_or_404(RenderJob.objects.visible_to(reader(request)).select_related("reply__assignment__proposal"), pk=pk)
    user = _need_press(request)
    if job.state != JobState.FAILED:
        raise WrongState(_("Only a print that failed is tried again; this one stands at “%s”.") % job.get_state_display())
    return _sent(request, user, actions.queue_print([job.reply], by=user))


@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Records how the reply went to the proposer."""
    reply = visible_reply(request, pk)
    workflow.check_move(reply, "dispatch", by=reader(request))
    form = DispatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.dispatch_reply(reply, by=reader(request), delivery=form.cleaned_data["delivery"])
        messages.success(request, _("%s is answered; the proposer now sees the reply.") % reply.case.number_label)
        return redirect("reply_detail", pk=reply.pk)
    context = {"reply": reply, "case": reply.case, "form": form, "document": reply.documents.order_by("pk").last()}
    return render(request, "replies/dispatch.html", context, status=422 if form.errors else 200)
