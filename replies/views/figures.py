"""The figures of a reply as pictures."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from proposals import pictures
from proposals.views.accounts import reader
from replies.models import Reply, ReplyFigure, ReplyVersion


@require_safe
def figure_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The PNG. Whoever reads only what was sent sees the figures that the letter shows, and no other that was tried meanwhile."""
    user = reader(request)
    figure = get_object_or_404(ReplyFigure.objects.select_related("reply__signed_version"), pk=pk, reply__in=Reply.objects.visible_to(user))
    if not ReplyVersion.objects.visible_to(user).filter(reply=figure.reply).exists():
        signed = figure.reply.signed_version
        if signed is None or figure.name not in signed.figure_names:
            raise Http404
    response = HttpResponse(pictures.load(figure.sha256), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
