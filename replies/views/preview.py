"""The page beside the text: the very PDF that would be printed, as a picture of one page, and what is found in the text.

A request draws nothing larger than MOST_CHARACTERS, for one person at a time in a process, the newest question first; a draft of six
pages takes some 30 ms. Longer texts are looked at as PDF, saved.
"""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from proposals import permissions
from proposals.errors import CaseError, InvalidInput, NotReady
from proposals.views.accounts import reader
from replies import checks, rendering
from replies.actions.drafts import clean_decided, clean_text, printable
from replies.checks import Draft, Found, Weight
from replies.errors import PrintFailed, TooManyTries
from replies.forms import DECIDED, DraftForm
from replies.inspection.pictures import page_picture
from replies.letters import proof_letter
from replies.limits import limited
from replies.models import Reply, ReplyVersion
from replies.rendering import Rendered
from replies.rendering.grid import PAGE_HEIGHT
from replies.rendering.pieces import Anchor
from replies.structure import parse_lines
from replies.views.editing import findings_shown
from replies.views.limiting import Turns, too_many
from replies.views.reading import gather, reply_to_draw, reply_to_read

# Some seventy pages, a tenth of a second; no reply comes near it.
MOST_CHARACTERS = 40_000
# A cold process reads its fonts first, on a busy machine for seconds.
SECONDS, MEGABYTES = 30, 300
# One in two pauses of a whole day's typing: a person never meets it, a script does.
MOST_IN_TEN_MINUTES = 900
# Pixels: sharp at the width that the page gives it on a screen of two pixels to the point. Colours: the edges of letters, and the red.
WIDTH, COLORS = 1100, 32
TURNS = Turns()


def _drafted(request: HttpRequest, pk: int) -> Reply:
    reply = reply_to_draw(request, pk)
    permissions.check(reader(request), "reply.draft", reply)
    gather(reply, reader(request))
    return reply


def _typed(reply: Reply, form: DraftForm) -> ReplyVersion:
    """The unsaved version that the form would make, what is decided with it set on the unsaved reply. Raises InvalidInput."""
    form.is_valid()
    given = form.cleaned_data
    fields = clean_text(given)
    for name, value in clean_decided(reply, fields, *(given.get(name) for name in DECIDED)).items():
        setattr(reply, name, value)
    return ReplyVersion(reply=reply, number=0, **fields)


def _drawn_unsaved(reply: Reply, version: ReplyVersion) -> Rendered:
    if sum(len(text) for text in (version.body, *(one["body"] for one in version.attachments))) > MOST_CHARACTERS:
        raise InvalidInput(_("The text has more than %s characters; save it and open the PDF to see its pages.") % MOST_CHARACTERS)
    return _drawn(reply, version)


def _drawn(reply: Reply, version: ReplyVersion) -> Rendered:
    try:
        with limited(SECONDS, MEGABYTES):
            return rendering.render(proof_letter(reply, version))
    except rendering.RenderError as error:
        raise PrintFailed(str(error)) from error


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page on which `line` of the text stands, or `page`. JSON; the picture only where its digest is not among `have`.

    204 where the same window has asked anew meanwhile. What hinders the page is in `refusal`; the findings come all the same.
    """
    reply = _drafted(request, pk)
    who = f"{reader(request).pk}-{request.POST.get('window', '')}"
    if too_many("preview", str(reader(request).pk), MOST_IN_TEN_MINUTES):
        raise TooManyTries(_("The page was asked for very often; it comes again in a few minutes."))
    with TURNS.of(who) as newest:
        return JsonResponse(_answer(request, reply)) if newest else HttpResponse(status=204)


def _answer(request: HttpRequest, reply: Reply) -> dict[str, Any]:
    form = DraftForm(request.POST, reply=reply)
    answer: dict[str, Any] = {}
    found: list[Found] = []
    made: Rendered | None = None
    # Line by line, so that each keeps its number.
    typed = "\n".join(printable(line) for line in request.POST.get("body", "").splitlines())
    try:
        version = _typed(reply, form)
        try:
            made = _drawn_unsaved(reply, version)
            answer |= _page(request, made, typed)
        except (CaseError, IndexError) as error:
            answer["refusal"] = str(error)
            found.append(Found(Weight.SHOULD, "layout", str(error)))
        settled = form.settlements.settled if form.settlements.is_valid() else ()
        found += checks.check(Draft(reply, version, typed, settled), by=reader(request), report=made.report if made else None)
    except CaseError as error:
        answer["refusal"] = str(error)
        found.append(checks.refused(str(error)))
    found = [*_form_errors(form), *found]
    return answer | findings_shown(reply, found)


def _form_errors(form: DraftForm) -> Iterator[Found]:
    """What a save would refuse; what is required is among the other findings already."""
    for name, errors in form.errors.as_data().items():
        for error in errors:
            if error.code != "required":
                yield checks.refused("".join(error.messages), "" if name == "__all__" else name)


def _page(request: HttpRequest, made: Rendered, typed: str) -> dict[str, Any]:
    lines = [line for _element, line in parse_lines(typed)]
    anchors = [(number, anchor) for number, page in enumerate(made.pages, 1) for anchor in page.anchors if anchor.part == 0]
    at = _where(lines, anchors, _number(request.POST.get("line")))
    number = min(_number(request.POST.get("page")) or (at[0] if at else 1), made.report.pages)
    png = page_picture(made.pdf, number, WIDTH, colors=COLORS)
    digest = hashlib.sha256(png).hexdigest()[:32]
    return {
        "pages": made.report.pages,
        "page": number,
        "digest": digest,
        "picture": "" if digest in request.POST.getlist("have") else base64.b64encode(png).decode(),
        "top": at[1].top / PAGE_HEIGHT if at and at[0] == number else None,
        # Line of the text, upper and lower edge on the page: where a click on the page leads.
        "lines": [
            (lines[one.element], one.top / PAGE_HEIGHT, one.bottom / PAGE_HEIGHT)
            for on, one in anchors
            if on == number and one.element < len(lines)
        ],
    }


def _where(lines: list[int], anchors: list[tuple[int, Anchor]], line: int) -> tuple[int, Anchor] | None:
    """The page and the place of the element in which a line of the text stands, or of the next that is printed."""
    element = sum(first <= line for first in lines) - 1
    return next(((number, anchor) for number, anchor in anchors if anchor.element >= element), None) if line and lines else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF as it would be printed: POST of what is on the screen, unsaved; GET of the newest version, for whoever reads it."""
    if request.method == "POST":
        reply = _drafted(request, pk)
        made = _drawn_unsaved(reply, _typed(reply, DraftForm(request.POST, reply=reply)))
    else:
        reply = reply_to_read(request, pk)
        if (newest := reply.latest) is None:
            raise NotReady(_("There is no text yet."))
        made = _drawn(reply, newest)
    response = HttpResponse(made.pdf, content_type="application/pdf")
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
