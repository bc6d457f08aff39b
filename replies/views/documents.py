"""Handing out printed pages: those that are stored, and those that are made while one waits."""

import io
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from proposals.errors import NotReady
from proposals.models import CoOpinion
from proposals.views.accounts import reader
from replies import documents, thumbnails
from replies.errors import PrintFailed
from replies.inspection.opening import Unreadable
from replies.models import OfficialDocument
from replies.rendering import RenderError
from replies.views.reading import visible_reply


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The PDF, to keep; with `?view` to look at in the browser. Only for whoever sees the reply."""
    rows = OfficialDocument.objects.visible_to(reader(request)).select_related("reply__assignment__proposal__session")
    document = get_object_or_404(rows, pk=pk)
    try:
        content = document.file.open("rb")
    except FileNotFoundError as error:
        raise NotReady(_("The file is not in the storage. The document administrator can print it once more.")) from error
    return pdf_response(content, document.download_name, view="view" in request.GET)


@require_safe
def thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """The first page as a small PNG. Only for whoever sees the reply; the address holds for one file, which never changes."""
    document = get_object_or_404(OfficialDocument.objects.visible_to(reader(request)), pk=pk)
    try:
        content = thumbnails.thumbnail(document)
    except (FileNotFoundError, Unreadable) as error:
        raise NotReady(_("The file is not in the storage. The document administrator can print it once more.")) from error
    response = HttpResponse(content, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    return response


@require_safe
def opinion_letter(request: HttpRequest, pk: int) -> FileResponse:
    """A co-handler's opinion as its department's letter; with `?plain` without masthead. Only for whoever sees the opinion."""
    rows = CoOpinion.objects.visible_to(reader(request)).select_related("assignment__department", "assignment__proposal__session")
    opinion = get_object_or_404(rows, pk=pk)
    try:
        printed = documents.print_opinion(opinion, plain="plain" in request.GET)
    except RenderError as error:
        raise PrintFailed(str(error)) from error
    name = f"{opinion.case.session.label}第{opinion.case.case_no}号{opinion.case.kind_word}会办意见（{opinion.assignment.department}）.pdf"
    return pdf_response(printed.pdf, name, view="view" in request.GET)


@require_safe
def feedback_form(request: HttpRequest, pk: int) -> FileResponse:
    """征询意见表, one page for each proposer. Only for whoever sees the reply."""
    reply = visible_reply(request, pk)
    try:
        printed = documents.feedback_form(reply)
    except RenderError as error:
        raise PrintFailed(str(error)) from error
    name = f"{reply.case.session.label}第{reply.case.case_no}号{reply.case.kind_word}征询意见表.pdf"
    return pdf_response(printed.pdf, name, view="view" in request.GET)


def pdf_response(content: IO[Any] | bytes, filename: str, *, view: bool) -> FileResponse:
    """A PDF for one person, to keep or to look at; nothing on the way keeps it, and no other page frames it."""
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    response = FileResponse(file, as_attachment=not view, filename=filename, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "DENY"
    response["Cache-Control"] = "private"
    return response
