"""How much one document may hold. What is beyond it gets an answer in words at once, instead of a worker for minutes."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from replies.rendering.errors import RenderError
from replies.rendering.grid import ROWS
from replies.structure import Element, Table

if TYPE_CHECKING:
    from replies.rendering.letter import Letter

# A book of a thousand pages; a reply has ten thousand characters at most.
MOST_CHARACTERS = 1_000_000
MOST_PAGES = 2_000
MOST_TITLE = 2_000
MOST_CELLS = 30_000  # of all tables: a thousand rows of thirty


def check(letter: "Letter") -> None:
    """Raises RenderError for a letter with more characters, paragraphs or cells of tables than can be printed."""
    if len(letter.title) > MOST_TITLE:
        raise RenderError(
            _("The title has %(count)s characters; at most %(most)s can be printed.") % {"count": len(letter.title), "most": MOST_TITLE}
        )
    bodies = (letter.body, *(attachment.body for attachment in letter.attachments))
    count = sum(_characters(getattr(letter, one.name)) for one in fields(letter)) + sum(map(_body_characters, bodies))
    if count > MOST_CHARACTERS:
        raise RenderError(
            _("The document has %(count)s characters; at most %(most)s can be printed.") % {"count": count, "most": MOST_CHARACTERS}
        )
    cells = sum(len(element.rows) * len(element.rows[0]) for body in bodies for element in body if isinstance(element, Table))
    if cells > MOST_CELLS:
        raise RenderError(_("The tables have %(count)s cells; at most %(most)s can be printed.") % {"count": cells, "most": MOST_CELLS})
    check_rows(sum(map(len, bodies)))


def check_rows(rows: int) -> None:
    """Raises RenderError when so many rows of the grid are more pages than can be printed."""
    if rows > MOST_PAGES * ROWS:
        raise RenderError(_("The document would have more than %s pages.") % MOST_PAGES)


def _characters(value: object) -> int:
    if isinstance(value, tuple):
        return sum(len(text) for text in value if isinstance(text, str))
    return len(value) if isinstance(value, str) else 0


def _body_characters(body: Sequence[Element]) -> int:
    return sum(len(element.text) for element in body)
