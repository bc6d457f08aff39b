"""The number by which a printed reply can be verified: made of what the document is made of, so that the page stays reproducible."""

import base64
import hashlib

from django.conf import settings
from django.urls import reverse

from replies.models import Reply, ReplyVersion
from replies.rendering.letter import Verification

# RFC 4648: no 0, 1 or 8, which a reader would take for O, I and B.
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
READ_AS = str.maketrans("018", "OIB", " -\t\u3000－")
# 95 bits, which nobody finds by trying, and a check character.
DRAWN = 19
GROUP = 5


def code_for(reply: Reply, version: ReplyVersion) -> str:
    """Twenty characters out of the case, the issuer, the text and the number; the same wherever the reply is printed."""
    frame = reply.frame()
    facts = frame.get("facts") or reply.facts()
    asked = (facts["session"], facts["kind"], facts["number"])
    parts = (*asked, frame["issuer"], str(reply.round), version.digest, reply.number_text)
    drawn = base64.b32encode(hashlib.sha256("\0".join(parts).encode()).digest()).decode()[:DRAWN]
    return drawn + check_character(drawn)


def check_character(drawn: str) -> str:
    """Luhn's check over 32 characters: finds every single slip and nearly every exchange of two neighbours."""
    total = 0
    for place, character in enumerate(reversed(drawn)):
        value = ALPHABET.index(character) * (1 if place % 2 else 2)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]


def read_code(typed: str) -> str:
    """The number as it is kept, out of what a person typed; empty for what cannot be one."""
    code = typed.upper().translate(READ_AS)
    fits = len(code) == DRAWN + 1 and set(code) <= set(ALPHABET)
    return code if fits and check_character(code[:DRAWN]) == code[DRAWN] else ""


def grouped(code: str) -> str:
    """ABCDE-FGHIJ-…: as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def verification_for(reply: Reply, version: ReplyVersion) -> Verification | None:
    """What the last page says of the way to verify it. None for a draft, for a reply that was published elsewhere, and where
    the site has no public address."""
    if not settings.PUBLIC_URL or reply.is_imported or reply.signed_version_id is None or version.pk != reply.signed_version_id:
        return None
    code = code_for(reply, version)
    return Verification(settings.PUBLIC_URL + reverse("verify_code", args=[grouped(code)]), grouped(code))
