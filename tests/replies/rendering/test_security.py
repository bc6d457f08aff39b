"""Whatever a text holds is printed as text: no markup, no address, no file."""

import datetime
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from replies.rendering import Letter, Rendered, RenderError, render
from replies.rendering.press import Press, Refused, TemplateFetcher
from replies.structure import Block
from tests.replies.rendering.measure import read

FIELDS = (
    "title", "addressee", "body", "signature", "class_mark", "contact", "notes", "copies", "masthead", "document_number", "printed_by",
)  # fmt: skip
PAGE_NUMBER = re.compile("—[0-9]+—")


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and the paths that were asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    made = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}", asked
    made.shutdown()


@pytest.fixture(scope="module")
def press() -> Press:
    return Press("", [settings.BASE_DIR / "var" / "fonts"], [])


def attacks(address: str, secret: Path) -> list[str]:
    return [
        f'<img src="{address}/img">',
        f'"><img src={address}/quoted>',
        f"</span></p><link rel=attachment href='{secret.as_uri()}'>",
        f"</title><link rel=stylesheet href={address}/css>",
        f"<style>@import url({address}/import); body{{background:url({secret.as_uri()})}}</style>",
        f"{{% include '{secret}' %}}{{{{ settings.SECRET_KEY }}}}",
        "<img src='data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>'>",
        f"}} * {{ background: url({address}/escaped)",
        f"&lt;img src={address}/entity&gt;&#60;b&#62;",
        "<script>alert(1)</script><object data='/etc/passwd'></object><a href='file:///etc/passwd'>读</a>",
    ]


def printed_with(field: str, text: str) -> Rendered:
    given: dict[str, object] = {
        "title": "答复",
        "addressee": "顾晚舟代表：",
        "body": (Block(0, "现答复如下。"),),
        "form": "file",
        "masthead": "云澜市教育局",
        "issued_on": datetime.date(2026, 4, 20),
    }
    value: object = {"body": (Block(0, text),), "copies": (text,)}.get(field, text)
    return render(Letter(**{**given, field: value}))  # type: ignore[arg-type]


@pytest.mark.parametrize("field", FIELDS)
def test_no_text_of_any_field_is_markup(field: str, server: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = server
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    text = "".join(attacks(address, secret))
    pdf = printed_with(field, text).pdf
    assert asked == []
    # A text of several pages is drawn with their numbers in between.
    drawn = PAGE_NUMBER.sub("", "".join("".join(page.drawn for page in read(pdf)).split()))
    assert "<style>@import" in drawn
    assert "{{settings.SECRET_KEY}}" in drawn
    assert b"a secret" not in pdf
    (tmp_path / "made.pdf").write_bytes(pdf)
    with pikepdf.open(tmp_path / "made.pdf") as document:
        assert "/AF" not in document.Root
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
        assert not any("/Annots" in page or page.Resources.get("/XObject") for page in document.pages)


@pytest.mark.parametrize(
    "markup",
    [
        "<img src='{address}/a'>",
        "<link rel=stylesheet href='{address}/b'>",
        "<link rel=attachment href='{file}'>",
        "<style>@import url({address}/c)</style>",
        "<p style='background:url({address}/d)'>x",
        "<p style='list-style:url({file});display:list-item'>x",
        "<img src='{file}'>",
        "<object data='{address}/e'></object>",
        "<img src='data:image/png;base64,AAAA'>",
        "<style>@font-face{{font-family:x;src:url({file})}}</style>",
        "<style>@font-face{{font-family:x;src:url({address}/font)}}</style>",
    ],
)
def test_even_markup_in_the_template_fetches_nothing(markup: str, press: Press, server: tuple[str, list[str]], tmp_path: Path) -> None:
    """The second wall: were a text not escaped, the fetcher refuses and nothing is printed."""
    address, asked = server
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    with pytest.raises(RenderError):
        press.pdf(markup.format(address=address, file=secret.as_uri()), 1)
    assert asked == []


def test_an_image_inside_a_drawing_fetches_nothing(press: Press, server: tuple[str, list[str]], caplog: pytest.LogCaptureFixture) -> None:
    address, asked = server
    press.pdf(f"<svg><image href='{address}/image'/></svg>", 1)
    assert asked == []
    assert "SVG" in caplog.text


def test_the_fetcher_gives_the_template_its_own_files_only(tmp_path: Path) -> None:
    own, other = tmp_path / "own.css", tmp_path / "other.css"
    own.write_text("p { color: red }")
    other.write_text("")
    fetcher = TemplateFetcher([own])
    assert fetcher.fetch(own.as_uri()).read() == b"p { color: red }"
    beside = f"{own.as_uri()}/../other.css"
    for url in (other.as_uri(), beside, f"{own.as_uri()}?x", "own.css", "http://127.0.0.1/", "ftp://127.0.0.1/", "data:,x"):
        with pytest.raises(Refused):
            fetcher.fetch(url)
