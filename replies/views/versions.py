"""The versions of a reply, and what differs between two of them."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from proposals.views.accounts import reader
from replies.models import ReplyVersion, ReviewStep
from replies.views.changes import changes, paragraphs
from replies.views.reading import visible_reply


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    reply = visible_reply(request, pk)
    looks = ReviewStep.objects.exclude(decision__in=[ReviewStep.Decision.VOID, ReviewStep.Decision.PENDING])
    rows = ReplyVersion.objects.visible_to(reader(request)).filter(reply=reply).select_related("author")
    found = list(
        rows.prefetch_related(Prefetch("review_steps", looks.select_related("decided_by", "co_signer__department"))).order_by("-number")
    )
    listed = [
        {"version": version, "length": sum(map(len, paragraphs(version.body))), "before": found[n + 1] if n + 1 < len(found) else None}
        for n, version in enumerate(found)
    ]
    return render(request, "replies/versions.html", {"reply": reply, "case": reply.case, "listed": listed})


@require_safe
def compare(request: HttpRequest, pk: int, old: int, new: int) -> HttpResponse:
    """What changed from version `old` to version `new`."""
    reply = visible_reply(request, pk)
    rows = ReplyVersion.objects.visible_to(reader(request)).filter(reply=reply).select_related("author")
    before, after = get_object_or_404(rows, number=old), get_object_or_404(rows, number=new)
    numbers = list(rows.order_by("number").values_list("number", flat=True))
    context = {"reply": reply, "case": reply.case, "old": before, "new": after, "changes": changes(before, after), "numbers": numbers}
    return render(request, "replies/compare.html", context)
