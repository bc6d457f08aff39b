"""The notices of a person: what is near, due and over, and what he or she was urged to do."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from proposals.actions import reminders
from proposals.models import MailPreference, Notice
from proposals.views.accounts import reader

ROWS = 25


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    seen = Notice.objects.visible_to(user)
    everything = request.GET.get("show") == "all"
    # What is late comes first, what was urged without a date before it.
    chosen = seen if everything else seen.unread().order_by(F("due_on").asc(nulls_first=True), "-pk")
    page = Paginator(chosen.select_related("proposal", "assignment__department", "clock", "urged_by", "event"), ROWS).get_page(
        request.GET.get("page")
    )
    today = timezone.localdate()
    hold = set(seen.current().filter(pk__in=[notice.pk for notice in page]).order_by().values_list("pk", flat=True))
    context = {
        "page": page,
        "rows": [(notice, notice.manner(today), notice.pk in hold) for notice in page],
        "everything": everything,
        "unread": seen.unread().count(),
        "all": seen.count(),
        "digest": not MailPreference.objects.filter(user=user, digest=False).exists(),
    }
    return render(request, "proposals/notices.html", context)


@require_POST
def notice_read(request: HttpRequest) -> HttpResponse:
    """Marks the notices that are named as read, and all where none is."""
    user = reader(request)
    named = [int(word) for word in request.POST.getlist("notice") if word.isdecimal() and len(word) < 19]
    read = reminders.read_notices(named if "notice" in request.POST else None, by=user)
    messages.success(request, ngettext("%(n)d notice is marked as read.", "%(n)d notices are marked as read.", read) % {"n": read})
    return redirect("notice_list")


@require_POST
def mail_choice(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    digest = "digest" in request.POST
    reminders.choose_mail(by=user, digest=digest)
    told = _("The daily mail will come on working days.") if digest else _("The daily mail will not come any more; notices stay here.")
    messages.success(request, told)
    return redirect("notice_list")
