"""The files that came with a proposal."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from proposals.models import ProposalAttachment
from proposals.views.accounts import reader


@require_safe
def attachment_download(request: HttpRequest, pk: int) -> FileResponse:
    """Always a download, never a page of this site: what is in the file is its sender's."""
    attachment = get_object_or_404(ProposalAttachment.objects.visible_to(reader(request)), pk=pk)
    content = attachment.file.open("rb")
    response = FileResponse(content, as_attachment=True, filename=attachment.name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    return response
