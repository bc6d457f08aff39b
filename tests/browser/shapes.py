"""What pages are built of, so that of many that are built alike one is looked at."""

import atexit
import hashlib
import os
import tempfile
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import TypeVar

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEADINGS = {f"h{n}" for n in range(1, 7)}
DIGEST = 24  # characters
Shape = TypeVar("Shape", str, tuple[str, ...])
# What says nothing of how an element is built.
OWN = ("id", "for", "name", "value", "href", "action", "title", "content", "datetime", "style")


class Shapes(HTMLParser):
    """What a page is built of, without its words and figures: each element with the classes of those it stands in and the names of its
    own attributes; which heading follows which; what the landmarks are called. The masthead, which all pages share, is kept apart.
    `twice` are the ids that stand for two elements.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.page: set[tuple[str, ...]] = set()
        self.masthead: set[tuple[str, ...]] = set()
        self.twice: set[str] = set()
        self._ids: set[str] = set()
        self._path: list[tuple[str, str]] = []
        self._heading = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._path.append((tag, ".".join([tag, *sorted(given.get("class", "").split())])))
        path = [shape for _tag, shape in self._path]
        into = self.masthead if "header.masthead" in path or "nav.mainnav" in path else self.page
        own = (given.get("type", ""), given.get("role", ""), *sorted(name for name in given if name not in OWN))
        into.add((*path, *own))
        if tag in HEADINGS:
            into.add(("follows", self._heading, tag))
            self._heading = tag
        if tag in ("nav", "section", "aside", "form") or given.get("role") in ("region", "group"):
            into.add(("called", tag, given.get("aria-label", given.get("aria-labelledby", ""))))
        if (name := given.get("id", "")) in self._ids:
            self.twice.add(name)
        self._ids |= {name} - {""}
        if tag in VOID:
            self._path.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(tag == one for one, _shape in self._path):
            while self._path.pop()[0] != tag:
                pass


class Seen:
    """What has been looked at, under the names of addresses, of media, or of both: by this process or by another one of the same run."""

    def __init__(self, kind: str) -> None:
        self._seen: set[str] = set()
        self._read = 0
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        self._file = Path(tempfile.gettempdir()) / f"seen-{kind}-{run}"
        atexit.register(self._file.unlink, missing_ok=True)

    def is_new(self, name: str, shapes: set[tuple[str, ...]]) -> bool:
        """Whether one of them was not there under this name. They count as seen from now on."""
        return bool(self.new(name, shapes))

    def new(self, name: str, shapes: Iterable[Shape]) -> list[Shape]:
        """Those of them that were not there under this name. They count as seen from now on."""
        self._read_on()
        new = {digest: shape for shape in shapes if (digest := _digest(name, shape)) not in self._seen}
        if new:
            self._seen |= new.keys()
            # At once: a line of another process is never torn by one that is only added.
            with self._file.open("ab", buffering=0) as file:
                file.write("".join(sorted(new)).encode())
        return list(new.values())

    def _read_on(self) -> None:
        if self._file.exists():
            with self._file.open("rb") as file:
                file.seek(self._read)
                added = file.read().decode()
            added = added[: len(added) // DIGEST * DIGEST]
            self._read += len(added)
            self._seen.update(added[n : n + DIGEST] for n in range(0, len(added), DIGEST))


def _digest(name: str, shape: object) -> str:
    return hashlib.sha256(repr((name, shape)).encode()).hexdigest()[:DIGEST]
