"""Whatever a text holds is printed as text: nothing is asked of a network or a file, and no page does more than show."""

import builtins
import datetime
import io
import socket
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from weasyprint.urls import URLFetcher

from replies.rendering import Letter, Rendered, RenderError, render
from replies.rendering.engine import EMBEDDED_REPLY
from replies.rendering.letter import Attachment
from replies.rendering.press import NoFetcher, Refused
from replies.structure import Block, Figure, Table
from tests.replies.rendering.measure import read

FIELDS = (
    "title", "addressee", "body", "signature", "class_mark", "contact", "notes", "copies", "masthead", "document_number", "printed_by",
    "table", "caption", "attachment", "attachment title", "embedded",
)  # fmt: skip
ADDRESS = "http://127.0.0.1:9/secret"
FETCHES = (
    "<img src='file:///etc/passwd'>",
    f'"><img src={ADDRESS}>',
    "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>\">",
    "</p><link rel=attachment href='file:///etc/passwd'>",
    f"</title><link rel=stylesheet href={ADDRESS}>",
    f"<style>@import url({ADDRESS}); body{{background:url(file:///etc/passwd)}}</style>",
    f"<style>@font-face{{font-family:x;src:url({ADDRESS})}}</style>",
    f"<svg><image href='{ADDRESS}'/></svg>",
    f"<meta http-equiv=refresh content='0;url={ADDRESS}'>",
    f"<script>fetch('{ADDRESS}')</script><object data='file:///etc/passwd'></object><a href='javascript:alert(1)'>读</a>",
    "{% include '/etc/passwd' %}{{ settings.SECRET_KEY }}",
    f"\\\\127.0.0.1\\share ftp://127.0.0.1/ {ADDRESS} //127.0.0.1/x ../../../../etc/passwd",
)
OPERATORS = (
    ") Tj ET Q 0 0 1 rg 0 0 999 999 re f BT (",
    "> Tj ET /Im0 Do BT <",
    "\\) Tj \\( \\\\) Tj",
    "<</MCID 99>> BDC EMC EMC EMC /Artifact BMC",
    "endstream endobj xref trailer <</Root 1 0 R>> startxref 0 %%EOF",
    "1 0 obj <</S /JavaScript /JS (app.alert(1))>> endobj",
    "/OpenAction <</S /Launch /F (cmd.exe)>> /AA /URI (http://127.0.0.1)",
    "<< >> [ ] ( ) { } % \\ / # ~ ' \"",
)


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 30)).save(made, "PNG")
    return made.getvalue()


def printed_with(field: str, text: str) -> Rendered:
    given: dict[str, Any] = {
        "title": "答复",
        "addressee": "顾晚舟代表：",
        "body": (Block(0, "现答复如下。"),),
        "form": "file",
        "masthead": "云澜市教育局",
        "issued_on": datetime.date(2026, 4, 20),
    }
    if field == "body":
        given["body"] = (Block(0, text),)
    elif field == "table":
        given["body"] = (Table((("街道", text), (text, "8"))),)
    elif field == "caption":
        given |= {"body": (Figure("图", text),), "figures": (("图", picture()),)}
    elif field == "attachment":
        given["attachments"] = (Attachment("名单", (Block(0, text),)),)
    elif field == "attachment title":
        given["attachments"] = (Attachment(text, (Block(0, "名单。"),)),)
    elif field == "copies":
        given["copies"] = (text,)
    elif field != "embedded":
        given[field] = text
    return render(Letter(**given), embedded=text.encode() if field == "embedded" else b"")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was asked of the network or of a file that is no font, colour profile or module of Python, while a test ran."""
    printed_with("caption", "正文")  # what a process opens once, it has opened now
    found: list[str] = []

    def connect(self: socket.socket, address: Any) -> None:
        found.append(str(address))
        raise OSError("no network")

    def fetch(self: URLFetcher, url: str, *_: object) -> None:
        found.append(url)
        raise OSError("no address")

    def resolved(*given: object, **_: object) -> None:
        found.append(str(given))
        raise OSError("no names")

    opens, reads = builtins.open, Path.open

    def opened(file: Any, *arguments: Any, **words: Any) -> Any:
        found.append(str(file))
        return opens(file, *arguments, **words)

    def read_path(self: Path, *arguments: Any, **words: Any) -> Any:
        found.append(str(self))
        return reads(self, *arguments, **words)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr(URLFetcher, "fetch", fetch)
    monkeypatch.setattr(builtins, "open", opened)
    monkeypatch.setattr(io, "open", opened)
    monkeypatch.setattr(Path, "open", read_path)
    yield found
    found[:] = [one for one in found if not one.endswith((".py", ".pyc", ".mo", ".otf", ".ttc", ".ttf", "sRGB2014.icc"))]
    assert found == []


@pytest.mark.parametrize("field", FIELDS)
def test_no_text_of_any_field_fetches_anything(field: str, asked: list[str]) -> None:
    pdf = printed_with(field, " ".join(FETCHES)).pdf
    assert b"root:x:0" not in pdf
    assert_harmless(pdf, carries_reply=field == "embedded")


@pytest.mark.parametrize("text", FETCHES)
@pytest.mark.parametrize("field", ["title", "body", "table", "attachment"])
def test_an_attempt_is_printed_as_it_is_typed(field: str, text: str, asked: list[str]) -> None:
    drawn = "".join("".join(page.drawn for page in read(printed_with(field, text).pdf)).split())
    assert "".join(text.split()) in drawn


@pytest.mark.parametrize("field", FIELDS)
def test_no_text_is_an_operator_of_the_page(field: str) -> None:
    plain, hostile = printed_with(field, "甲" * 20).pdf, printed_with(field, " ".join(OPERATORS)).pdf
    assert_harmless(hostile, carries_reply=field == "embedded")
    before, after = operators(plain), operators(hostile)
    assert after <= before | {"rg", "re", "f"}
    with pikepdf.open(io.BytesIO(hostile)) as document:
        for page in document.pages:
            depth = 0
            for step in pikepdf.parse_content_stream(page):
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(step.operator), 0)
                assert depth in (0, 1)
                if str(step.operator) == "Tj":  # codes of glyphs, two bytes each: never the text itself
                    assert len(bytes(step.operands[0])) % 2 == 0
            assert depth == 0
        numbers = [
            int(step.operands[1]["/MCID"]) for step in pikepdf.parse_content_stream(document.pages[0]) if str(step.operator) == "BDC"
        ]
        assert numbers == list(range(len(numbers)))


def operators(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {str(step.operator) for page in document.pages for step in pikepdf.parse_content_stream(page)}


def assert_harmless(pdf: bytes, *, carries_reply: bool) -> None:
    """No links, forms, scripts or actions; nothing embedded but the structured reply."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        assert not {"/OpenAction", "/AA", "/AcroForm", "/URI", "/Threads"} & set(root.keys())
        assert not {"/JavaScript", "/Renditions", "/AlternatePresentations"} & set(root.get("/Names", {}).keys())
        assert list(document.attachments) == ([EMBEDDED_REPLY] if carries_reply else [])
        for page in document.pages:
            assert not {"/Annots", "/AA"} & set(page.keys())
        for found in document.objects:
            if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
                keys = found.stream_dict if isinstance(found, pikepdf.Stream) else found
                assert not {"/JS", "/Launch", "/Win", "/SubmitForm", "/FFilter"} & set(keys.keys())
                assert str(keys.get("/S", "")) not in ("/JavaScript", "/Launch", "/URI", "/GoToR", "/GoToE", "/ImportData", "/Rendition")


@pytest.mark.parametrize("text", [*FETCHES, *OPERATORS])
def test_the_title_of_the_document_is_a_string_only(text: str) -> None:
    with pikepdf.open(io.BytesIO(printed_with("title", text).pdf)) as document:
        assert str(document.docinfo["/Title"]) == " ".join(text.split())
        assert set(document.docinfo) == {"/Title", "/Author", "/Producer"}


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "file:///etc/passwd", ADDRESS, "/etc/passwd", "图\\..\\x"])
def test_a_figure_is_found_by_its_name_and_never_by_a_path(name: str, asked: list[str]) -> None:
    with pytest.raises(RenderError):
        render(Letter(title="答复", addressee="", body=(Figure(name),)))
    made = render(Letter(title="答复", addressee="", body=(Figure(name),), figures=((name, picture()),)))
    assert_harmless(made.pdf, carries_reply=False)


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file",
        b"push graphic-context\nviewbox 0 0 1 1\nimage over 0,0 0,0 'http://127.0.0.1:9/'\n",
        zlib.compress(b"x" * 1000),
        b"file:///etc/passwd",
    ],
)
def test_a_picture_that_is_a_program_is_refused(data: bytes, asked: list[str]) -> None:
    with pytest.raises(RenderError, match="图"):
        render(Letter(title="答复", addressee="", body=(Figure("图"),), figures=(("图", data),)))


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", ADDRESS, "https://127.0.0.1/", "ftp://127.0.0.1/", "data:,x", "own.css", "//127.0.0.1/", "javascript:1", ""],
)
def test_the_fetcher_refuses_every_address(url: str) -> None:
    with pytest.raises(Refused):
        NoFetcher().fetch(url)
