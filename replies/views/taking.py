"""The buttons of the editor that take a paragraph of an opinion into the draft."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from proposals.models import CoOpinion, OpinionSubmission
from proposals.views.accounts import reader
from replies.actions import drafts
from replies.actions.provenance import take_paragraph
from replies.models import ReplyVersion

Save = Callable[..., ReplyVersion]


def saving(request: HttpRequest) -> Save:
    """How the text is saved: as it was typed, or with the paragraph whose button was pressed. POST `take` is submission-paragraph."""
    submission, _dash, number = request.POST.get("take", "").partition("-")
    if not submission:
        return drafts.save_draft
    seen = CoOpinion.objects.visible_to(reader(request)).order_by().values("pk")
    found = OpinionSubmission.objects.filter(opinion__in=seen).select_related("opinion__assignment__department")
    source = get_object_or_404(found, pk=_number(submission))
    return partial(take_paragraph, submission=source, number=_number(number), place=request.POST.get("place", ""))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
