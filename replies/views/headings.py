"""In the editor of a text that several letters share: the heading of each letter that follows."""

from collections.abc import Mapping
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest

from replies.actions.following import heading_of
from replies.heading_forms import PREFIX, HeadingForm, posted
from replies.models import Reply


def given(request: HttpRequest, reply: Reply) -> dict[int, dict[str, str]]:
    """Letter id → the heading that was sent with the draft."""
    found = {letter.pk: posted(letter, request.POST) for letter in reply.letters_in_hand()}
    return {pk: heading for pk, heading in found.items() if heading}


def forms_of(request: HttpRequest, reply: Reply) -> list[HeadingForm]:
    """A form for each letter that follows, as it was sent or else as it stands. Where somebody saved in between (`origin` is the version
    that was opened) what the sender left alone is as the other one saved it."""
    letters = reply.letters_read()
    prefetch_related_objects(letters, "versions")
    return [HeadingForm(letter, _shown(letter, posted(letter, request.POST), request.POST.get("origin", ""))) for letter in letters]


def _shown(letter: Reply, mine: Mapping[str, str], origin: str) -> dict[str, str]:
    texts = {str(version.number): heading_of(version.text) for version in letter.versions.all()}
    latest = letter.latest
    theirs = texts[str(latest.number)] if latest else {}
    before = texts.get(origin, {})
    return theirs | {name: text for name, text in mine.items() if text != before.get(name)}


def carried(request: HttpRequest) -> list[tuple[str, Any]]:
    """What was sent of the headings, to be sent once more from the page of two texts."""
    return [(name, text) for name, text in request.POST.items() if name.startswith(f"{PREFIX}-")]
