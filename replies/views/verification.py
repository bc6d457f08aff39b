"""The public pages that say whether a file is what was issued. Nobody signs in, nothing is kept, and no word of a case is shown."""

import hashlib
import re
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from replies.verification import verdict
from replies.verification.codes import grouped, read_code
from replies.views import limiting
from replies.views.limiting import MINUTES, address_of

DIGEST = re.compile(r"[0-9a-f]{64}")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for a file, its digest or the number of a document; answers on the same page."""
    if code := request.GET.get("code", "").strip():
        return redirect("verify_code", code=re.sub(r"[\s/]+", "", code)[:40] or "-")
    return _page(request)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code of a printed reply leads: the same, about one document."""
    if too_many(request):
        return _too_many(request)
    document = verdict.document_of(code)
    if document is None:
        return render(request, "replies/verify_unknown.html", {"typed": code[:40], "possible": bool(read_code(code))}, status=404)
    context = {"code": grouped(document.verification_code), "facts": verdict.facts_of(document.reply)}
    return _page(request, context, counted=True)


def _page(request: HttpRequest, context: dict[str, Any] | None = None, *, counted: bool = False) -> HttpResponse:
    context = {"code": "", "largest": settings.VERIFY_MAX_BYTES // 1024**2, **(context or {})}
    if request.method != "POST":
        return render(request, "replies/verify.html", context)
    if not counted and too_many(request):
        return _too_many(request)
    file, digest = request.FILES.get("file"), re.sub(r"\s", "", request.POST.get("sha256", "")).lower()
    if not isinstance(file, UploadedFile):
        if not DIGEST.fullmatch(digest):
            context["error"] = _("Please choose a file, or enter all 64 digits of its fingerprint.")
            return render(request, "replies/verify.html", context, status=422)
        context |= {"verdict": verdict.judge_digest(digest, context["code"]), "sha256": digest}
        return render(request, "replies/verify.html", context)
    if (file.size or 0) > settings.VERIFY_MAX_BYTES:
        context["error"] = _("The file is larger than %d MB; no reply is.") % context["largest"]
        return render(request, "replies/verify.html", context, status=413)
    pdf = file.read()
    if not (file.name or "").lower().endswith(".pdf") and not pdf.startswith(b"%PDF-"):
        context["error"] = _("This is no PDF file. Please choose the reply as it was received; of paper, enter the code on its last page.")
        return render(request, "replies/verify.html", context, status=422)
    context |= {"verdict": verdict.judge_file(pdf, context["code"]), "sha256": hashlib.sha256(pdf).hexdigest()}
    return render(request, "replies/verify.html", context)


def too_many(request: HttpRequest) -> bool:
    return limiting.too_many("verify", address_of(request), settings.VERIFY_QUESTIONS)


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "replies/verify_too_many.html", {"minutes": MINUTES}, status=429)
    response["Retry-After"] = str(MINUTES * 60)
    return response
