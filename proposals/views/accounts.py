"""Signing in, who is signed in, and the page for what went wrong on the server."""

import logging
import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from proposals.forms import OwnPasswordForm, SignInForm
from proposals.models import User

log = logging.getLogger(__name__)


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """In the language of the place, or in the one that the address asks for; a person's own is known only afterwards."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        """Whoever opened the site at its root begins where the role begins, not with the page that the root shows later."""
        wanted = super().get_success_url()
        return self.get_default_redirect_url() if wanted == reverse("work") else wanted

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        asked = request.GET.get("language", "")
        with translation.override(asked if asked in dict(settings.LANGUAGES) else translation.get_language()):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if isinstance(response, TemplateResponse) else response


class OwnPassword(PasswordChangeView):
    form_class = OwnPasswordForm
    template_name = "registration/password.html"
    success_url = reverse_lazy("work")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        user = reader(self.request)
        if user.must_change_password:
            # The form saves the whole row with the new password.
            form.user.must_change_password = False
            self.success_url = reverse_lazy("start")
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)


def reader(request: HttpRequest) -> User:
    """The person signed in; the login middleware lets nobody else reach a view."""
    assert not isinstance(request.user, AnonymousUser)
    return request.user


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an error that nobody foresaw, with a number under which the log has it. It leans on nothing that may be broken."""
    number = f"{secrets.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}-{secrets.randbelow(10_000):04}"
    log.exception("%s %s %s", number, request.method, request.path)
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
