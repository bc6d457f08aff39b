"""A letter in, a PDF and its report out."""

import ctypes.util
import hashlib
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from replies import structure
from replies.rendering.fonts import library
from replies.rendering.layout import lay_out
from replies.rendering.letter import Letter, cleaned
from replies.rendering.pieces import Page
from replies.rendering.report import Ledger, Report

if TYPE_CHECKING:
    from replies.rendering.press import Press

EMBEDDED_REPLY, FIGURE = "reply.json", "figure-"
PNG = b"\x89PNG"
_making = threading.Lock()


@dataclass(frozen=True)
class Rendered:
    """A printed document; `pages` is what was painted, which tells where each element of the text stands."""

    pdf: bytes
    report: Report
    pages: tuple[Page, ...] = ()


def render(letter: Letter, *, embedded: bytes = b"") -> Rendered:
    """Prints a letter. The same letter with the same fonts gives the same bytes, in any process.

    `embedded`: the structured reply, which travels inside the PDF as `reply.json`, with the pictures of its figures beside it.
    Raises RenderError, with a message for a person, when there is nothing to print or the fonts are not installed.
    """
    clean, warnings = cleaned(letter)
    ledger = Ledger(library())
    ledger.warn(*warnings)
    files = {EMBEDDED_REPLY: (embedded, "The structured reply"), **_figures(clean)} if embedded else {}
    return compose(
        lay_out(clean, ledger), ledger, title=clean.title.replace("\n", ""), author=clean.masthead.replace("\n", "、"), embedded=files
    )


def _figures(letter: Letter) -> dict[str, tuple[bytes, str]]:
    """The pictures of the body as files, so that a printed reply can be read back and printed again."""
    return {
        f"{FIGURE}{place}.{'png' if data.startswith(PNG) else 'jpg'}": (data, name) for place, (name, data) in enumerate(letter.figures, 1)
    }


def compose(
    pages: Sequence[Page], ledger: Ledger, *, title: str, author: str = "", embedded: Mapping[str, tuple[bytes, str]] | None = None
) -> Rendered:
    """Prints pages that are already laid out. `embedded`: name → (content, description) of the files that travel inside."""
    with _making:
        press = _press()
    from replies.rendering.press import Info

    return Rendered(press.pdf(pages, Info(title, author, embedded or {})), ledger.report(len(pages)), tuple(pages))


@cache
def template_digest() -> str:
    """SHA-256 over all that decides how a letter looks beside the letter: code, engine, fonts."""
    from replies.rendering.press import version

    digest = hashlib.sha256(version().encode())
    here = Path(__file__).parent
    for file in (*sorted(here.glob("*.py")), *sorted(here.glob("*.txt")), Path(structure.__file__)):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    for face in library().faces:
        digest.update(f"{face.label}\0{face.path.name}\0{face.path.stat().st_size}\0".encode())
    return digest.hexdigest()


@cache
def _press() -> "Press":
    # A web process that never prints should not wait for WeasyPrint.
    with libraries_by_file_name():
        from replies.rendering.press import Press

    return Press()


@contextmanager
def libraries_by_file_name() -> Iterator[None]:
    """Keeps cffi from looking libraries up by other systems' names while WeasyPrint is imported: on Linux each look-up runs ldconfig and
    finds nothing, 0.4 s in all, before the file's own name is tried, which the loader finds by itself."""
    looked_up = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005  # the name of ctypes' own
    try:
        yield
    finally:
        ctypes.util.find_library = looked_up
