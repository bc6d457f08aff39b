"""A batch of print: how far it is, what is left and why, going on with it, stopping it, and what it gives to take away."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from proposals import permissions
from proposals.errors import NotReady
from proposals.models import User
from proposals.views.accounts import reader
from replies import joining, manifest
from replies.actions import batches as actions
from replies.models import BatchMember, RenderBatch
from replies.preflight import Checked, examine
from replies.states import JobState

# Seconds between two questions of the page, and for a batch so long that its page takes a while to make.
PAUSE, LONG_PAUSE, LONG = 1, 4, 100
# Of what is printed or on its way; the page is fetched again and again while the batch runs.
PER_PAGE = 50


def batches_visible_to(user: User) -> QuerySet[RenderBatch]:
    return RenderBatch.objects.filter(pk__in=BatchMember.objects.visible_to(user).values("batch"))


def with_counts(batches: QuerySet[RenderBatch]) -> QuerySet[Any]:
    """Each with `all`, `done` and `failed`."""
    return batches.select_related("requested_by").annotate(
        all=Count("members"),
        done=Count("members", filter=Q(members__job__state=JobState.DONE)),
        failed=Count("members", filter=Q(members__job__state=JobState.FAILED)),
    )


def _batch(request: HttpRequest, pk: int) -> RenderBatch:
    """The batch, or a 404 for whoever sees none of its replies."""
    batch: RenderBatch = get_object_or_404(batches_visible_to(reader(request)).select_related("requested_by", "cancelled_by"), pk=pk)
    return batch


def _members(request: HttpRequest, batch: RenderBatch) -> list[BatchMember]:
    members = BatchMember.objects.visible_to(reader(request)).filter(batch=batch).order_by("position")
    return list(
        members.select_related("reply__assignment__proposal__session", "reply__assignment__department", "reply__number", "job__document")
    )


def _progress(request: HttpRequest, batch: RenderBatch) -> dict[str, Any]:
    members = _members(request, batch)
    waiting = {checked.reply.pk: checked for checked in _examined(members)}
    states = [member.job.state if member.job else "" for member in members]
    done = states.count(JobState.DONE)
    ready = sum(checked.ready for checked in waiting.values())
    return {
        "batch": batch,
        "left": [(member, waiting[member.reply_id]) for member in members if member.at_rest],
        "page": Paginator([member for member in members if not member.at_rest], PER_PAGE).get_page(request.GET.get("page")),
        "all": len(members),
        "done": done,
        "failed": states.count(JobState.FAILED),
        "stopped": states.count(JobState.CANCELLED),
        "held": states.count(""),
        "queued": states.count(JobState.QUEUED),
        "running": states.count(JobState.RUNNING),
        "open": done + len(waiting) < len(members),
        "time_left": _time_left(members),
        "stack": members,
        "measured": sum(bool(_inspection(member).get("passed")) for member in members),
        "ready": ready,
        "blocked": len(waiting) - ready,
        "may_print": all(permissions.can(reader(request), "reply.print", member.reply) for member in members),
        "pause": LONG_PAUSE if len(members) > LONG else PAUSE,
    }


def _time_left(members: list[BatchMember]) -> timedelta | None:
    """How long the rest of the batch will take if it goes on as it has gone; None before the first page is done."""
    jobs = [member.job for member in members if member.job]
    finished = [job.finished_at for job in jobs if job.finished_at and not job.open]
    begun = [job.started_at for job in jobs if job.started_at]
    if not finished or not begun:
        return None
    return (max(finished) - min(begun)) / len(finished) * sum(job.open for job in jobs)


def _inspection(member: BatchMember) -> dict[str, Any]:
    """What was measured on the printed page, as `rendering.Report` keeps it."""
    return (member.document.report.get("inspection") or {}) if member.document else {}


def _examined(members: list[BatchMember]) -> list[Checked]:
    """What hinders each of those that are left; whoever sees the page sees that."""
    return examine([member.reply_id for member in members if member.at_rest], by=None)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "replies/batch.html", _progress(request, _batch(request, pk)))


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while the batch is printed."""
    return render(request, "replies/_progress.html", _progress(request, _batch(request, pk)))


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Prints what is left and can be printed now; with `reply` that one alone."""
    batch = _batch(request, pk)
    asked = request.POST.getlist("reply")
    only = [member.reply_id for member in _members(request, batch) if str(member.reply_id) in asked] if asked else []
    if asked and not only:
        raise Http404  # and not all of them, as without a choice
    queued = actions.go_on(batch, by=reader(request), only=only)
    if n := len(queued.jobs):
        messages.success(request, ngettext("%(n)d more is being printed.", "%(n)d more are being printed.", n) % {"n": n})
    elif queued.refused:
        messages.warning(request, _("Nothing more can be printed yet. What hinders it stands below."))
    return redirect("batch_detail", pk=batch.pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stops what no worker has begun."""
    batch = _batch(request, pk)
    stopped = actions.cancel(batch, by=reader(request))
    if not stopped:
        messages.info(request, _("Nothing was waiting any more; what is being printed is finished."))
    return redirect("batch_detail", pk=batch.pk)


@require_safe
def archive(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """What is printed of the batch as one ZIP with its manifest; with `forms` each reply has its feedback form beside it."""
    batch = _batch(request, pk)
    packed = manifest.archive(_with_documents(request, batch), forms="forms" in request.GET)
    return _handed_out(request, batch, packed, _("Batch %s") % batch.pk + ".zip")


@require_safe
def joined(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """What is printed of the batch as one PDF; `both_sides` begins each reply on an odd page."""
    batch = _batch(request, pk)
    title = _("Batch %s") % batch.pk
    packed = joining.joined(_with_documents(request, batch), title=title, both_sides="both_sides" in request.GET)
    return _handed_out(request, batch, packed, f"{title}.pdf")


def _with_documents(request: HttpRequest, batch: RenderBatch) -> list[BatchMember]:
    members = _members(request, batch)
    if not any(member.document for member in members):
        raise NotReady(_("Nothing of this batch is printed yet."))
    return members


def _handed_out(request: HttpRequest, batch: RenderBatch, packed: manifest.Packed, name: str) -> HttpResponse | FileResponse:
    """The file; where one of its parts is damaged a page that says so first, from which the `rest` can be had."""
    if packed.damaged and "rest" not in request.GET:
        packed.file.close()
        ids = ",".join(str(one.reply) for one in packed.damaged)
        context = {"batch": batch, "damaged": packed.damaged, "ids": ids, "rest": len(packed.lines), "query": request.GET.urlencode()}
        return render(request, "replies/batch_damaged.html", context, status=NotReady.status)
    response = FileResponse(packed.file, as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private"
    return response
