"""The first page of a printed document as a small picture: made when it is first looked at, kept under the digest of the file."""

from typing import Any

from django.core.files.storage import default_storage

from replies.inspection.pictures import page_picture
from replies.issuing import store
from replies.models import OfficialDocument

# Twice the width at which the stack shows it, for screens of double density.
WIDTH = 240  # pixels
COLORS = 16  # black, the red of the head and the seal, and what lies between them and the paper


def thumbnail(document: OfficialDocument) -> bytes:
    """The PNG. Raises FileNotFoundError where the storage has lost the document, Unreadable where it holds no PDF any more."""
    name = f"thumbnails/{document.sha256[:2]}/{document.sha256}.png"
    if default_storage.exists(name) and (kept := _read(name)):
        return kept
    with document.file.open("rb") as file:
        made = page_picture(file.read(), 1, WIDTH, colors=COLORS)
    store(default_storage, name, made)
    return made


def _read(name: str) -> bytes:
    file: Any
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content
