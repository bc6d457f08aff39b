"""Collection volumes: choosing what goes into one, its progress, and handing out the file."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from proposals.errors import CaseError, NotReady
from proposals.models import User
from proposals.views.accounts import reader
from replies.actions import volumes as actions
from replies.documents import volume_title
from replies.filters import VolumeFilter
from replies.forms import VolumeForm
from replies.models import Volume
from replies.views.documents import pdf_response

SHOWN = 20  # of the replies that a volume would hold
LATEST = 10


def _maker(request: HttpRequest) -> User:
    user = reader(request)
    actions.check_make(user)
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def volume_list(request: HttpRequest) -> HttpResponse:
    """GET: what the filter in the address would bind, and the latest volumes. POST: the filter again, and the title and grouping."""
    user = _maker(request)
    given = request.POST if request.method == "POST" else request.GET
    found = VolumeFilter(given, queryset=actions.replies_for(user))
    # A filter that cannot be read chooses nothing: a volume of everything would be the worst answer to a slip.
    replies = list(found.qs) if found.is_valid() else []
    choice = {name: values for name in VolumeFilter.Meta.fields if (values := [value for value in given.getlist(name) if value])}
    form = VolumeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                volume = actions.make_volume(replies, by=user, choice=choice, **form.cleaned_data)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("The volume is being bound; it goes on when you leave this page."))
                return redirect("volume_detail", pk=volume.pk)
    context = {
        "filter": found,
        "form": form,
        "chosen": [(name, value) for name, values in choice.items() for value in values],
        "count": len(replies),
        "most": actions.MOST,
        "replies": replies[:SHOWN],
        "more": max(len(replies) - SHOWN, 0),
        "title": volume_title(replies) if replies else "",
        "volumes": Volume.objects.visible_to(user).select_related("requested_by")[:LATEST],
    }
    return render(request, "replies/volumes.html", context, status=status)


def _volume(request: HttpRequest, pk: int) -> Volume:
    volume: Volume = get_object_or_404(Volume.objects.visible_to(reader(request)).select_related("requested_by"), pk=pk)
    return volume


def _context(volume: Volume) -> dict[str, Any]:
    return {"volume": volume, "again": urlencode(volume.choice, doseq=True)}


@require_safe
def volume_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "replies/volume.html", _context(_volume(request, pk)))


@require_safe
def volume_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while the volume is bound."""
    return render(request, "replies/_volume_progress.html", _context(_volume(request, pk)))


@require_safe
def volume_download(request: HttpRequest, pk: int) -> FileResponse:
    volume = _volume(request, pk)
    if not volume.sha256:
        raise NotReady(_("The volume is not bound yet: it stands at “%s”.") % volume.get_state_display())
    try:
        content = volume.file.open("rb")
    except FileNotFoundError as error:
        raise NotReady(_("The file is not in the storage. Make the volume once more.")) from error
    return pdf_response(content, volume.download_name, view="view" in request.GET)
