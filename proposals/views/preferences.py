"""The page on which a person chooses how the desk looks and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals.preference_forms import PreferencesForm
from proposals.views.accounts import reader


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(user.language):
            messages.success(request, _("Your choices are kept."))
        return redirect("preferences")
    return render(request, "registration/preferences.html", {"form": form}, status=422 if form.errors else 200)
