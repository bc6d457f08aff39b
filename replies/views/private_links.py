"""Addresses that are a secret of whoever holds them: nobody keeps their pages, and no log and no other page hears of them."""

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PREFIX = "/rate/"
TOKEN = re.compile(rf"({PREFIX})[^/\s]+")


class PrivateLinkMiddleware:
    """Stands before all others, so that an error, a redirect and a page that is not there are kept and told by nobody either."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.META["RAW_URI"] = f"{PREFIX}-/"  # what gunicorn writes into its log of accesses
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response


class WithoutTokens(logging.Filter):
    """Takes the token out of what is logged of a request that was refused or failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = TOKEN.sub(r"\1-", record.getMessage()), ()
        return True
