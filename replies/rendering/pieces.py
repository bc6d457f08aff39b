"""What a page is made of: typeset lines, filled boxes and pictures, each at its place. The engine draws them and decides nothing.

All measures are in millimetres from the upper left corner of the page.
"""

from dataclasses import dataclass, field

from replies.rendering.grid import LEFT, WIDTH
from replies.rendering.typeset import Line

# From the root of the document to an element of its structure: (type of PDF, key) at each step. Pieces with one path are one element.
Path = tuple[tuple[str, int | str], ...]

BLACK, RED = "black", "red"


@dataclass(frozen=True)
class Mark:
    """A line of text by the place of its baseline; the line's `left` is from the page's edge."""

    line: Line
    baseline: float
    color: str = BLACK


@dataclass(frozen=True)
class Rule:
    """A filled box; `top` is its upper edge, `thickness` its height."""

    top: float
    thickness: float
    left: float = LEFT
    width: float = WIDTH
    color: str = BLACK


@dataclass(frozen=True)
class Picture:
    """A PNG or JPEG drawn into a box. `alt` is read where the picture cannot be seen."""

    data: bytes
    left: float
    top: float
    width: float
    height: float
    alt: str = ""


@dataclass(frozen=True)
class Piece:
    """One element of the reading order on one page. Without a path it is an artifact: a rule, a page number, a seal."""

    path: Path = ()
    marks: tuple[Mark, ...] = ()
    rules: tuple[Rule, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Bookmark:
    """A line of the outline; `level` counts from 1, `top` is where the reader is led."""

    level: int
    label: str
    top: float


@dataclass(frozen=True)
class Anchor:
    """Where an element of a text stands on a page: part 0 is the body, part n the attachment n; `element` counts from 0 in it."""

    part: int
    element: int
    top: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """The pieces of one page in the order in which they are read."""

    pieces: tuple[Piece, ...]
    bookmarks: tuple[Bookmark, ...] = field(default=())
    anchors: tuple[Anchor, ...] = field(default=())
