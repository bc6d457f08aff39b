"""What was done at once can be taken back: the notice that says so carries the way back."""

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo:"


def done(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Says what was done; `undo` is the address to which a POST takes it back."""
    messages.success(request, text, extra_tags=f"{UNDO}{undo}" if undo else "")


def undo_of(tags: str | None) -> str:
    """The address in the tags of a message, or nothing."""
    return next((tag.removeprefix(UNDO) for tag in (tags or "").split() if tag.startswith(UNDO)), "")
