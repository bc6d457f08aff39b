"""A refused step becomes a page that says why, with the status of the error."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from proposals.errors import CaseError


class LanguageMiddleware:
    """Pages speak the language that the person has chosen; to a stranger, that of the place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with translation.override(request.user.language):
            return self.get_response(request)


class FirstPasswordMiddleware:
    """Whoever signed in with a password that somebody else has given chooses one before anything else."""

    OPEN = ("password", "logout")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse | None:
        at = request.resolver_match
        if request.user.is_authenticated and request.user.must_change_password and at and at.url_name not in self.OPEN:
            return redirect("password")
        return None


class RefusalMiddleware:
    """Turns a `CaseError` that no view has caught into a page; nothing has been changed when it shows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Once signed out, the browser's way back must not show what the case says.
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, CaseError):
            return None
        return render(request, "refusal.html", {"message": exception.message, "status": exception.status}, status=exception.status)
