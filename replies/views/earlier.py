"""Answers to cases like the one that is being answered: what the drafter may take words from."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals.suggesting import like_recent
from proposals.views.accounts import reader
from replies.models import Reply
from replies.states import ReplyState
from replies.views.reading import visible_reply

YEARS, MOST = 5, 12


@require_safe
def earlier(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers that were sent to like cases of the last years and that the person sees, the most like first."""
    reply = visible_reply(request, pk)
    since = timezone.now() - timedelta(days=365 * YEARS)
    likes = like_recent(reply.case, reader(request), since=since, most=MOST)
    sent = Reply.objects.visible_to(reader(request)).filter(
        state=ReplyState.DISPATCHED, assignment__proposal__in=[like.case.pk for like in likes], signed_version__isnull=False
    )
    answers: dict[int, list[Reply]] = {}
    for one in sent.select_related("signed_version", "assignment__department").order_by("pk"):
        answers.setdefault(one.assignment.proposal_id, []).append(one)
    rows = [(like, one) for like in likes for one in answers.get(like.case.pk, [])]
    return render(request, "replies/earlier.html", {"reply": reply, "case": reply.case, "rows": rows})
