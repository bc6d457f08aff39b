"""Whose co-signature a draft has, needs, or needs again, in words."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.views.accounts import reader
from replies import transitions
from replies.models import Reply
from replies.models.agreements import Agreement
from replies.states import FROZEN

WHY: dict[str, str | Promise] = {
    "never": gettext_lazy("has not co-signed yet"),
    "sent_back": gettext_lazy("sent the draft back; co-signs the new text"),
    "changed": gettext_lazy("co-signed version %(n)s; paragraphs of its opinion were changed or removed since, it co-signs again"),
    "added": gettext_lazy("co-signed version %(n)s; paragraphs of its opinion were taken in since, it co-signs again"),
    "whole": gettext_lazy("co-signed version %(n)s; no paragraph is marked as its own, so it co-signs every change"),
    "joint": gettext_lazy("co-signed version %(n)s; it issues the letter too, so it co-signs every change"),
    "rule": gettext_lazy("co-signed version %(n)s; by the rules of this place it co-signs each time the draft is sent"),
}


@dataclass(frozen=True)
class Line:
    department: str
    words: str
    stands: bool
    changed: tuple[str, ...] = ()


def line(one: Agreement, newest: int) -> Line:
    name = one.co_signer.department.short_name
    n = one.agreed.version.number if one.agreed else 0
    if not one.stands:
        return Line(name, str(WHY[one.why]) % {"n": n}, False, one.changed)
    words = _("co-signed version %(n)s") if n == newest else _("co-signed version %(n)s; nothing of its own has changed since")
    return Line(name, words % {"n": n}, True)


def lines(reply: Reply) -> list[Line]:
    """One for each department that co-signs; empty once the text is signed: then the steps of the review say it all."""
    newest = reply.latest if reply.state not in FROZEN and reply.follows_id is None else None
    return [line(one, newest.number) for one in reply.agreements()] if newest else []


def send_for_review(request: HttpRequest, reply: Reply, said: str) -> None:
    """Sends the draft, and says so, and whose co-signature it needs, and why, and whose stands."""
    found = lines(reply)
    transitions.submit(reply, by=reader(request))
    messages.success(request, said)
    if found:
        messages.info(request, "；".join(f"{one.department}：{one.words}" for one in found))
