"""WeasyPrint, and nothing else of the project imports it: it writes the PDF, and the pages paint their placed lines themselves.

WeasyPrint's Document takes pages, metadata and a fetcher. Its own pages come from HTML, which it lays out in Python: three quarters
of the time of a letter whose every line already has its place (docs/decisions/0005). So the pages here are our own, and the Document,
the streams, the fonts, the metadata, the outline and PDF/A are WeasyPrint's.
"""

import datetime
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from io import BytesIO
from typing import Any

import pydyf
import uharfbuzz
import weasyprint
import weasyprint.pdf
from django.utils.translation import gettext as _
from PIL import ImageFile
from weasyprint.document import Document, DocumentMetadata
from weasyprint.document import Page as WeasyPage
from weasyprint.images import RasterImage
from weasyprint.pdf import pdfa
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from replies.rendering.embedding import EmbeddedFont, Source, describe
from replies.rendering.fonts import Face
from replies.rendering.grid import MM_PER_PT, PAGE_HEIGHT, PAGE_WIDTH
from replies.rendering.pictures import opened
from replies.rendering.pieces import BLACK, Mark, Page, Picture, Piece, Rule
from replies.rendering.structure_tree import StructureTree

# WeasyPrint lets half a picture pass, in the whole process.
ImageFile.LOAD_TRUNCATED_IMAGES = False

PX_PER_MM = 96 / 25.4
COLORS = {"black": b"0 g", "red": b"0.843 0 0.059 rg"}
# Higher levels take half as long again and save a fiftieth.
COMPRESSION = 1
FONT_PROGRAMS = ("/CIDFontType0C", "/OpenType")
LANGUAGE = "zh-CN"
VARIANT = "pdf/a-3a"
# An embedded file has a date, and the same letter must give the same bytes: the day of GB/T 9704-2012.
EMBEDDED_ON = datetime.datetime(2012, 7, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Info:
    """What a PDF says of itself, and the files that it carries: name → (content, description)."""

    title: str
    author: str = ""
    embedded: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)


class Refused(FatalURLFetchingError):
    """A document asked for something. Nothing that is printed comes from an address."""


class NoFetcher(URLFetcher):
    """Refuses every address, whatever its scheme: pages are painted from what they hold."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        raise Refused(_("The document asked for %(url)s. Nothing is fetched while printing.") % {"url": url[:200]})


class Press:
    """Writes PDFs. What is costly to open, the faces, stays open; threads take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fetcher = NoFetcher()
        self._sources: dict[Face, Source] = {}

    def pdf(self, pages: Sequence[Page], info: Info) -> bytes:
        """The PDF/A-3a of some pages. The same pages give the same bytes, in any process.

        Raises RenderError for a picture that cannot be read.
        """
        with self._lock:
            sheet = Sheet(self._source)
            metadata = DocumentMetadata(title=info.title, authors=[info.author] if info.author else [], lang=LANGUAGE)
            painted = [PaintedPage(page, sheet) for page in pages]
            document = Document(painted, metadata, self._fetcher, NoFonts(), {}, None)
            document.fonts = sheet.fonts
            made: bytes = document.write_pdf(
                finisher=_compress,
                uncompressed_pdf=True,  # compressed once by `_compress`; WeasyPrint would do it again for the identifier
                pdf_variant=_variant(sheet.structure),
                pdf_version="1.7",
                pdf_identifier=True,
                output_intent="srgb",
                attachments=[self._attachment(name, *content) for name, content in info.embedded.items()],
            )
        return made

    def _source(self, face: Face) -> Source:
        if face not in self._sources:
            self._sources[face] = Source(face)
        return self._sources[face]

    def _attachment(self, name: str, content: bytes, description: str) -> weasyprint.Attachment:
        return weasyprint.Attachment(
            file_obj=BytesIO(content),
            name=name,
            description=description,
            created=EMBEDDED_ON,
            modified=EMBEDDED_ON,
            relationship="Source",
            url_fetcher=self._fetcher,
        )


class NoFonts:
    """In the place of WeasyPrint's font configuration, which finds fonts by name; the faces here are known."""

    font_map = None


class Sheet:
    """What the pages of one document share: fonts and the structure."""

    def __init__(self, source: Any) -> None:
        self.structure = StructureTree()
        self.fonts: dict[Face, EmbeddedFont] = {}
        self._source = source

    def font(self, face: Face) -> EmbeddedFont:
        if face not in self.fonts:
            self.fonts[face] = EmbeddedFont(self._source(face))
        return self.fonts[face]


class PaintedPage(WeasyPage):
    """A page that paints itself: the parent's constructor, which reads WeasyPrint's boxes, is not called."""

    def __init__(self, page: Page, sheet: Sheet) -> None:
        self._page, self._sheet = page, sheet
        self.width, self.height = PAGE_WIDTH * PX_PER_MM, PAGE_HEIGHT * PX_PER_MM
        self.bleed = dict.fromkeys(("top", "right", "bottom", "left"), 0)
        self.bookmarks = [(mark.level, mark.label, (0, mark.top * PX_PER_MM), "open") for mark in page.bookmarks]
        self.links: list[Any] = []
        self.anchors: dict[str, Any] = {}
        self.forms: dict[Any, Any] = {None: []}

    def paint(self, stream: Any, scale: float = 1) -> None:
        self._sheet.structure.begin_page()
        for piece in self._page.pieces:
            with self._marked(stream, piece):
                for rule in piece.rules:
                    stream.stream.append(_box(rule))
                for picture in piece.pictures:
                    _draw(stream, picture)
                if piece.marks:
                    stream.stream.append(b"BT")
                    stream.stream.extend(self._text(piece.marks))
                    stream.stream.append(b"ET")

    @contextmanager
    def _marked(self, stream: Any, piece: Piece) -> Iterator[None]:
        """As part of the element of a piece, or as an artifact."""
        if piece.path:
            alt = " ".join(picture.alt for picture in piece.pictures)
            number = self._sheet.structure.mark(piece.path, alt)
            stream.stream.append(f"/{piece.path[-1][0]} <</MCID {number}>> BDC".encode())
        else:
            stream.stream.append(b"/Artifact BMC")
        yield
        stream.stream.append(b"EMC")

    def _text(self, marks: Sequence[Mark]) -> Iterator[bytes]:
        color = BLACK
        for mark in marks:
            if mark.color != color:
                color = mark.color
                yield COLORS[color]
            yield from self._line(mark)
        if color != BLACK:
            yield COLORS[BLACK]

    def _line(self, mark: Mark) -> Iterator[bytes]:
        line = mark.line
        em, wide = line.size * MM_PER_PT * line.stretch, line.stretch
        left, top = line.left, _points(mark.baseline)
        for run in line.runs:
            font = self._sheet.font(run.face)
            text = font.encode(run.text)
            gap = 0.0 if run.closed else line.gap
            yield f"/{font.hash} {line.size:g} Tf {_points(gap / wide)} Tc {wide:g} 0 0 -1 {_points(left)} {top} Tm <{text}> Tj".encode()
            left += sum([cluster.width for cluster in run.clusters]) * em + line.gap * (1 if run.closed else len(run.clusters)) - run.taken


def _points(millimetres: float) -> str:
    return f"{millimetres / MM_PER_PT:.4f}".rstrip("0").rstrip(".")


def _box(rule: Rule) -> bytes:
    box = " ".join(_points(side) for side in (rule.left, rule.top, rule.width, rule.thickness))
    return b" ".join([COLORS[rule.color], box.encode(), b"re f", COLORS[BLACK]])


class KeptImage(RasterImage):
    """A picture that is drawn in one document after another, as a seal is: what goes into the file is made once."""

    def __init__(self, data: bytes) -> None:
        image, digest = opened(data)
        super().__init__(image, digest, data)

    @cached_property
    def _made(self) -> pydyf.Stream:
        return super().get_x_object(False, 1)

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> pydyf.Stream:
        """A fresh object each time: WeasyPrint numbers it, and puts a reference where its mask is."""
        extra = dict(self._made.extra)
        if "SMask" in extra:
            extra["SMask"] = pydyf.Stream(list(extra["SMask"].stream), dict(extra["SMask"].extra))
        return pydyf.Stream(list(self._made.stream), extra)


# The seals of some departments, not all figures of a day.
_image = lru_cache(maxsize=16)(KeptImage)


def _draw(stream: Any, picture: Picture) -> None:
    raster = _image(picture.data)
    with stream.stacked():
        # Upside down, as everything is on a page that is measured from its upper edge.
        stream.transform(
            picture.width / MM_PER_PT, 0, 0, -picture.height / MM_PER_PT,
            picture.left / MM_PER_PT, (picture.top + picture.height) / MM_PER_PT,
        )  # fmt: skip
        stream.draw_x_object(stream.add_image(raster, False, 1))


def _variant(structure: StructureTree) -> str:
    """PDF/A-3a with our own structure: WeasyPrint makes one out of its boxes, and there are none."""

    def make(pdf: Any, document: Any, page_streams: Any, attachments: Any, compress: bool) -> None:
        structure.write(pdf, LANGUAGE)
        pdfa.pdfa(pdf, document, page_streams, attachments, compress, version=3, variant="A")

    weasyprint.pdf.VARIANTS[VARIANT] = (make, {"pdf_tags": False})
    return VARIANT


class Written(pydyf.Object):
    """An object as it goes into the file: it is asked for twice, the second time for the identifier."""

    def __init__(self, found: pydyf.Object) -> None:
        super().__init__()
        self.number = found.number
        self._content: bytes = found.data

    @property
    def data(self) -> bytes:
        return self._content


def _compress(_document: Any, pdf: Any) -> None:
    """Objects as they go into the file, streams compressed."""
    for place, found in enumerate(pdf.objects):
        describe(found)
        if isinstance(found, pydyf.Stream) and "Filter" not in found.extra:
            content = b"\n".join(pydyf._to_bytes(item) for item in found.stream)
            found = _packed(content, found)
        if found.free == "n":
            pdf.objects[place] = Written(found)


def _packed(content: bytes, stream: pydyf.Stream) -> pydyf.Stream:
    # In outlines hardly anything comes twice: looking for it takes three times as long and saves a fiftieth.
    strategy = zlib.Z_HUFFMAN_ONLY if stream.extra.get("Subtype") in FONT_PROGRAMS else zlib.Z_DEFAULT_STRATEGY
    packer = zlib.compressobj(COMPRESSION, strategy=strategy)
    packed = pydyf.Stream([packer.compress(content) + packer.flush()], {**stream.extra, "Filter": "/FlateDecode"})
    packed.number = stream.number
    return packed


def version() -> str:
    """Of the libraries that decide how a page looks."""
    return f"weasyprint {weasyprint.__version__}, uharfbuzz {uharfbuzz.__version__}"
