"""A letter in, a PDF and its report out."""

import hashlib
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.template import Context, Engine, Template

from replies import structure
from replies.rendering import grid
from replies.rendering.fonts import PROJECT, Role, library
from replies.rendering.layout import Page, lay_out
from replies.rendering.letter import Letter, cleaned
from replies.rendering.report import Ledger, Report

if TYPE_CHECKING:
    from replies.rendering.press import Press

TEMPLATES = PROJECT / "templates" / "official"
HTML, STYLE = "reply.html", "reply.css"
_making = threading.Lock()


@dataclass(frozen=True)
class Rendered:
    """A printed letter."""

    pdf: bytes
    report: Report


def render(letter: Letter) -> Rendered:
    """Prints a letter. The same letter with the same fonts gives the same bytes, in any process.

    Raises RenderError, with a message for a person, when there is nothing to print or the fonts are not installed.
    """
    clean, warnings = cleaned(letter)
    ledger = Ledger(library())
    ledger.warn(*warnings)
    pages = lay_out(clean, ledger)
    with _making:
        press = _press()
    pdf = press.pdf(_html(clean, pages), len(pages))
    return Rendered(pdf, ledger.report(len(pages)))


@cache
def template_digest() -> str:
    """SHA-256 over all that decides how a letter looks beside the letter: template, style, code, engine, fonts."""
    from replies.rendering.press import version

    digest = hashlib.sha256(version().encode())
    here = Path(__file__).parent
    code = [*sorted(here.glob("*.py")), *sorted(here.glob("*.txt")), Path(structure.__file__)]
    for file in (*sorted(TEMPLATES.iterdir()), *code):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    for face in library().faces:
        digest.update(f"{face.label}\0{face.path.name}\0{face.path.stat().st_size}\0".encode())
    return digest.hexdigest()


@cache
def _press() -> "Press":
    # weasyprint takes half a second to import: a web process that never prints should not wait for it
    from replies.rendering.press import Press

    faces = library()
    context = {"grid": _measures(), "faces": faces.faces, "usual": faces.roles[Role.FANG]}
    style = _template(STYLE).render(Context(context, autoescape=False, use_l10n=False))
    return Press(style, faces.directories, [TEMPLATES / HTML, TEMPLATES / STYLE])


@cache
def _template(name: str) -> Template:
    return Engine(dirs=[str(TEMPLATES)]).get_template(name)


def _measures() -> dict[str, str]:
    """The measures that the style sheet needs, in mm. `shift` puts the baseline where the grid has it, whatever the face's own ascent."""
    ascent, descent = library().roles[Role.FANG].height
    natural = (grid.ROW - (ascent + descent) * grid.EM) / 2 + ascent * grid.EM
    used = {"page_width": grid.PAGE_WIDTH, "page_height": grid.PAGE_HEIGHT, "left": grid.LEFT, "width": grid.WIDTH, "row": grid.ROW}
    return {name: f"{value:.5f}mm" for name, value in {**used, "shift": grid.BASELINE - natural}.items()}


def _html(letter: Letter, pages: list[Page]) -> str:
    return _template(HTML).render(Context({"title": letter.title.replace("\n", ""), "pages": pages}, use_l10n=False))
