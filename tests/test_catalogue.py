"""Every word that the pages say is in the Chinese catalogue, and the catalogue says nothing that no page does."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("config", "proposals", "replies")
# As `templatize` and the code name them.
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2), "gettext_noop": None}

Message = str | tuple[str, ...]


def said() -> Iterator[tuple[tuple[str | None, Message], Path]]:
    """Every (context, message) of the code and the templates, with a file that says it."""
    code = [path for folder in SOURCES for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    for path in [*code, *(ROOT / "templates").rglob("*.*")]:
        text = path.read_text()
        if path.suffix != ".py":
            text = templatize(text, origin=str(path))
        for _line, message, _comments, context in extract("python", BytesIO(text.encode()), keywords=KEYWORDS):
            yield (context, message), path


@pytest.fixture(scope="module")
def sources() -> dict[tuple[str | None, Message], Path]:
    return dict(said())


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="zh_Hans")


def test_every_message_is_translated(sources: dict[tuple[str | None, Message], Path], catalogue: Catalog) -> None:
    missing = {}
    for (context, message), path in sources.items():
        found = catalogue.get(message if isinstance(message, str) else message[0], context)
        if found is None or found.fuzzy or not all(found.string if isinstance(found.string, tuple) else [found.string]):
            missing[message] = path.relative_to(ROOT)
    assert not missing


def test_no_translation_is_left_over(sources: dict[tuple[str | None, Message], Path], catalogue: Catalog) -> None:
    used = {(context, message if isinstance(message, str) else message[0]) for context, message in sources}
    left = [one.id for one in catalogue if one.id and (one.context, one.id if isinstance(one.id, str) else one.id[0]) not in used]
    assert not left


def test_translations_keep_their_variables(catalogue: Catalog) -> None:
    wrong = {one.id: [str(error) for error in errors] for one in catalogue if one.id and (errors := list(one.check()))}
    assert not wrong


def test_chinese_has_full_width_punctuation(catalogue: Catalog) -> None:
    """Between Chinese characters stand the marks of Chinese (UX: full-width, no exclamation marks)."""
    half = re.compile(r"[\u4e00-\u9fff][,.:;?!()][\u4e00-\u9fff]|[\u4e00-\u9fff][,;?!]|！")
    strings = [text for one in catalogue if one.id for text in (one.string if isinstance(one.string, tuple) else [one.string])]
    assert [text for text in strings if half.search(text)] == []


def test_a_figure_stands_apart_from_what_it_counts_and_years_are_dates(catalogue: Catalog) -> None:
    """还有 3 件, 第 2 稿, as on all pages; but 2026年, as in 2026年4月16日."""
    counted = re.compile(r"%(\(\w+\))?[sd](件|个|字|次|份|人|分|页|段|稿|列|行|处|名|天|位|步|张|家)(?!号)|%\(year\)s 年")
    strings = [text for one in catalogue if one.id for text in (one.string if isinstance(one.string, tuple) else [one.string])]
    assert [text for text in strings if counted.search(text)] == []
