"""Handing out the printed page."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from proposals.views.accounts import reader
from replies.models import OfficialDocument


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The PDF, to keep; with `?view` to look at in the browser. Only for whoever sees the reply."""
    rows = OfficialDocument.objects.visible_to(reader(request)).select_related("reply__assignment__proposal__session")
    document = get_object_or_404(rows, pk=pk)
    response = FileResponse(
        document.file.open("rb"),
        as_attachment="view" not in request.GET,
        filename=document.download_name,
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "DENY"
    response["Cache-Control"] = "private"
    return response
