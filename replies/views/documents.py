"""Handing out the printed page."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from proposals.errors import NotReady
from proposals.views.accounts import reader
from replies.models import OfficialDocument


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The PDF, to keep; with `?view` to look at in the browser. Only for whoever sees the reply."""
    rows = OfficialDocument.objects.visible_to(reader(request)).select_related("reply__assignment__proposal__session")
    document = get_object_or_404(rows, pk=pk)
    try:
        content = document.file.open("rb")
    except FileNotFoundError as error:
        raise NotReady(_("The file is not in the storage. The document administrator can print it once more.")) from error
    response = FileResponse(
        content,
        as_attachment="view" not in request.GET,
        filename=document.download_name,
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "DENY"
    response["Cache-Control"] = "private"
    return response
