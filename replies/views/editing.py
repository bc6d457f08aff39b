"""What the editor shows beside the text: what is found in it, and what was kept of windows that were closed without saving."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from proposals.models import User
from proposals.views.accounts import reader
from replies.actions.working_copies import copies
from replies.checks import Draft, Found, Weight, check
from replies.models import Reply
from replies.views.working_copies import new_window, offers, window_of


def kept(request: HttpRequest, reply: Reply) -> dict[str, Any]:
    """The window of this page, and what was kept of others: nothing is offered over a form that was sent."""
    own = list(copies(reply, by=reader(request)))
    return {
        "window": window_of(request) or new_window(),
        "taken_window": request.POST.get("taken", ""),
        "offers": [] if request.POST else offers(reply, own),
        "kept_windows": " ".join(copy.window for copy in own),
    }


def found(reply: Reply, *, by: User, lacking: str) -> dict[str, Any]:
    """What is found in the newest version; what is typed over it is asked about by the page's script."""
    latest = reply.latest
    return findings_shown(reply, check(Draft(reply, latest, latest.body, lacking=lacking), by=by) if latest else [])


def findings_shown(reply: Reply, found: list[Found]) -> dict[str, Any]:
    """The findings as HTML, and what the head of the editor says of them."""
    musts = sum(one.weight == Weight.MUST for one in found)
    reason = ngettext("%s thing must be mended.", "%s things must be mended.", musts) % musts if musts else ""
    html = render_to_string("replies/_draft_findings.html", {"found": found, "reply": reply, "case": reply.case})
    return {"findings": html, "count": len(found), "musts": musts, "reason": reason}
