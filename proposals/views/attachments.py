"""The files that came with a proposal."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from proposals.errors import NotReady
from proposals.models import OpinionAttachment, ProposalAttachment
from proposals.views.accounts import reader


@require_safe
def attachment_download(request: HttpRequest, pk: int) -> FileResponse:
    """Always a download, never a page of this site: what is in the file is its sender's."""
    return _download(get_object_or_404(ProposalAttachment.objects.visible_to(reader(request)), pk=pk))


@require_safe
def opinion_file_download(request: HttpRequest, pk: int) -> FileResponse:
    """As above, for whoever sees the opinion that the file was given with."""
    return _download(get_object_or_404(OpinionAttachment.objects.visible_to(reader(request)), pk=pk))


def _download(attachment: ProposalAttachment | OpinionAttachment) -> FileResponse:
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise NotReady(_("The file is not in the storage. Please ask whoever registered the case for it.")) from error
    response = FileResponse(content, as_attachment=True, filename=attachment.name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    return response
