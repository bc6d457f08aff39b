"""The pages of a draft as they will be printed, as pictures made while one looks."""

from functools import partial
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from proposals.errors import CaseError
from proposals.views.accounts import reader
from replies import rendering
from replies.inspection.pictures import page_picture
from replies.letters import proof_letter
from replies.models import Reply, ReplyVersion
from replies.views.reading import visible_reply

# Pixels: sharp at the width of the page on a screen of two pixels to the point. Colours: the edges of letters, and the red.
WIDTH, COLORS = 1240, 32
# Seconds that a page once made is kept; the letter is made in a few hundredths of a second, the pictures take longer.
KEPT = 300


def printed(reply: Reply, version: ReplyVersion) -> dict[str, Any]:
    """`pages`, the numbers of the pages; or `unprintable`, why there are none."""
    try:
        made = rendering.render(proof_letter(reply, version))
    except (rendering.RenderError, CaseError) as error:
        return {"pages": [], "unprintable": str(error)}
    return {"pages": list(range(1, made.report.pages + 1)), "warnings": made.report.warnings}


@require_safe
def reply_page(request: HttpRequest, pk: int, version: int, page: int) -> HttpResponse:
    """Page `page` of a version as PNG; for whoever reads the versions of the reply. 404 where there is no such page."""
    reply = visible_reply(request, pk)
    text = get_object_or_404(ReplyVersion.objects.visible_to(reader(request)), reply=reply, number=version)
    picture = cache.get_or_set(_key(reply, text, page), partial(_picture, reply, text, page), KEPT)
    response = HttpResponse(picture, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, max_age=KEPT)
    return response


def _key(reply: Reply, version: ReplyVersion, page: int) -> str:
    """What the page depends on beside the version: what is decided with the letter."""
    return f"page:{version.pk}:{page}:{reply.state}:{reply.outcome}:{reply.number_text and 'numbered'}"


def _picture(reply: Reply, version: ReplyVersion, page: int) -> bytes:
    try:
        return page_picture(rendering.render(proof_letter(reply, version)).pdf, page, WIDTH, colors=COLORS)
    except (rendering.RenderError, CaseError, IndexError) as error:
        raise Http404 from error
