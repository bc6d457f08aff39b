"""The handbook for the people at the desk: read from docs/handbook, so that the product and the repository say the same.

`contents.toml` there says in which order the pages come, whose role each is for, and which section helps at which address of the site.
"""

import re
import struct
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER: Path = settings.BASE_DIR / "docs" / "handbook"
IMAGES = FOLDER / "images"
# The page that all begin with; in the product it is the one with the contents.
INDEX = "README"
# A picture is taken with so many pixels for each that the page takes up (tests/browser/film.py).
PIXELS = 1.25
MARKDOWN = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Section:
    """What stands under one heading: `anchor` is its place on the page, as GitHub too calls it; `text` its words alone."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class Page:
    slug: str
    roles: frozenset[str]
    open: bool  # to those as well who have not signed in
    title: str
    sections: tuple[Section, ...]

    @property
    def url(self) -> str:
        return address(self.slug)

    @property
    def html(self) -> SafeString:
        return rendered(self.slug)


def address(slug: str) -> str:
    return reverse("help") if slug == INDEX else reverse("help_page", args=[slug])


@cache
def contents() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "contents.toml").read_text(encoding="utf-8"))


@cache
def pages() -> dict[str, Page]:
    """Every page by its name, in order."""
    return {entry["page"]: read(entry) for entry in contents()["pages"]}


def parsed(slug: str) -> list[Token]:
    return MARKDOWN.parse((FOLDER / f"{slug}.md").read_text(encoding="utf-8"))


def read(entry: dict[str, Any]) -> Page:
    title, *sections = headed(parsed(entry["page"]))
    return Page(entry["page"], frozenset(entry.get("roles", [])), entry.get("open", False), title.title, tuple(sections))


@cache
def rendered(slug: str) -> SafeString:
    """The page without its title, which stands in the head of the page; links and pictures are those of the site."""
    tokens = parsed(slug)
    headed(tokens)
    for token in walk(tokens):
        if token.type == "image":
            picture(token)
        elif token.type == "link_open":
            token.attrs["href"] = site_address(str(token.attrs["href"]))
    html = str(MARKDOWN.renderer.render(tokens[3:], MARKDOWN.options, {}))
    return SafeString(html)  # our own files, in which HTML stays text


def headed(tokens: list[Token]) -> list[Section]:
    """The title and every second-level heading, with the text up to the next one; each heading gets its anchor."""
    found: list[tuple[str, list[str]]] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrs["id"] = anchor(tokens[place + 1].content)
            if token.tag in ("h1", "h2"):
                found.append((tokens[place + 1].content, []))
        elif token.type == "inline":
            found[-1][1].append("".join(part.content for part in token.children or () if part.type in ("text", "code_inline")))
    return [Section(anchor(title), title, " ".join(filter(None, words[1:]))) for title, words in found]


def walk(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from walk(token.children or ())


def anchor(heading: str) -> str:
    """As GitHub makes it: punctuation away, blanks to hyphens."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.strip().lower()))


def picture(token: Token) -> None:
    """The page knows how large the picture will be before it comes, and does not jump."""
    name = Path(str(token.attrs["src"])).name
    head = (IMAGES / name).read_bytes()[:24]
    width, height = struct.unpack(">II", head[16:])  # of the first chunk of a PNG
    token.attrs |= {"src": static(f"handbook/{name}"), "width": round(width / PIXELS), "height": round(height / PIXELS), "loading": "lazy"}


def site_address(link: str) -> str:
    """Where a link between two files of the handbook leads on the site."""
    name, mark, place = link.partition("#")
    return f"{address(name.removesuffix('.md'))}{mark}{place}" if name.endswith(".md") else link


def for_roles(roles: frozenset[str]) -> Page:
    """The page of the main role: the first in order that is for one of them, or the one for all."""
    return next((page for page in pages().values() if page.roles & roles), pages()[INDEX])


def for_strangers() -> Page:
    return next(page for page in pages().values() if page.open)


def how_to(name: str, roles: frozenset[str]) -> str:
    """The address of the section that helps at the address of this name, of the person's own page where there is one; "" for none."""
    targets: list[str] = contents()["how_to"].get(name, [])
    if not targets:
        return ""
    own = [target for target in targets if pages()[target.partition("#")[0]].roles & roles]
    slug, mark, place = (own or targets)[0].partition("#")
    return f"{address(slug)}{mark}{place}"


def find(words: list[str]) -> list[tuple[Page, Section, str]]:
    """Every section that has all the words, and its text from shortly before the first of them."""
    wanted = [word.lower() for word in words]
    found = []
    for page in pages().values():
        for section in page.sections:
            everything = f"{page.title} {section.title} {section.text}".lower()
            if all(word in everything for word in wanted):
                begin = max(0, min((place for word in wanted if (place := section.text.lower().find(word)) >= 0), default=0) - 24)
                found.append((page, section, f"{'…' if begin else ''}{section.text[begin : begin + 110]}…"))
    return found
