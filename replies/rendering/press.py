"""WeasyPrint, and nothing else of the project imports it. It breaks no line and no page: it draws what it is given.

One font configuration, one style sheet and one fetcher serve a whole process: a new font configuration for every
document leaks, and a new fetcher reads the machine's certificates.
"""

import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import weasyprint
from django.utils.translation import gettext as _
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from replies.rendering.errors import RenderError

FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>{directories}<cachedir>{cache}</cachedir></fontconfig>
"""


class Refused(FatalURLFetchingError):
    """A document asked for something outside the template's own files."""


class TemplateFetcher(URLFetcher):
    """Fetches the files that it is given and refuses every other address, whatever its scheme. A refusal stops the print."""

    def __init__(self, files: Sequence[Path]) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False)
        self._allowed = frozenset(file.resolve().as_uri() for file in files)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in self._allowed:
            raise Refused(_("The document asked for %(url)s. Nothing is fetched while printing.") % {"url": url[:200]})
        return super().fetch(url, headers)


class Press:
    """Prints HTML with one style sheet and the fonts of some directories. Threads take turns."""

    def __init__(self, style: str, directories: Sequence[Path], files: Sequence[Path]) -> None:
        self._lock = threading.Lock()
        self._fetcher = TemplateFetcher(files)
        with _own_fonts(directories):
            self._fonts = FontConfiguration()
        self._style = weasyprint.CSS(string=style, font_config=self._fonts, url_fetcher=self._fetcher)

    def pdf(self, html: str, pages: int) -> bytes:
        """The PDF of a document that must have so many pages. The same HTML gives the same bytes.

        Raises RenderError when the document asks for a file, or does not come out in that many pages.
        """
        with self._lock:
            try:
                document = weasyprint.HTML(string=html, url_fetcher=self._fetcher).render(
                    font_config=self._fonts, stylesheets=[self._style]
                )
                if len(document.pages) != pages:
                    raise RenderError(
                        _("The page engine made %(made)s pages of %(pages)s.") % {"made": len(document.pages), "pages": pages}
                    )
                made: bytes = document.write_pdf()
            except FatalURLFetchingError as error:
                raise RenderError(str(error)) from error
        return made


def version() -> str:
    """Of the libraries that decide how a page looks."""
    return f"weasyprint {weasyprint.__version__}, pango {pango.pango_version()}"


@contextmanager
def _own_fonts(directories: Sequence[Path]) -> Iterator[None]:
    """Points fontconfig at these directories only, while a font configuration is made."""
    names: dict[str, Any] = {
        "directories": "".join(f"<dir>{escape(str(directory.resolve()))}</dir>" for directory in directories),
        "cache": escape(str(directories[0].resolve() / ".cache")),
    }
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8") as file:
        file.write(FONTCONFIG.format(**names))
        file.flush()
        os.environ["FONTCONFIG_FILE"] = file.name
        try:
            yield
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before
