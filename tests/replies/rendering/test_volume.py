"""答复汇编: what the table of contents says is so, every reply begins on the right, one structure and one outline hold it together."""

import io
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pikepdf
import pytest

from replies.rendering import RenderError, render
from replies.rendering.volume import Bound, Entry, Group, Volume, bind
from replies.structure import parse_body
from tests.replies.rendering.measure import Page, read
from tests.replies.rendering.samples import body, letter, letters_on

TITLES = (
    "关于增加老旧小区周边普惠托位的建议",
    "关于推进社区托育服务设施与老旧小区改造同步规划同步建设、完善普惠性托育服务体系的建议",
    "关于开通河湾片区通学公交专线的建议",
)
FORMS = ("plain", "file", "letter")
NUMBER = re.compile(r"— (\d+) —")


def entry(number: int, **changes: Any) -> Entry:
    text = {"title": f"对云澜市九届人大三次会议第{number:04}号建议的答复", "body": tuple(parse_body(body(1 + number * 5 % 13, number)))}
    form = FORMS[number % 3]
    made = letter(**text | changes) if form == "plain" else letters_on(form, **text | changes)
    return Entry(f"第{number:04}号", TITLES[number % 3], "市教育局" if number % 2 else "市交通运输局", made)


def volume(count: int = 12, **changes: Any) -> Volume:
    half = count // 2
    groups = (
        Group("一、云澜市九届人大三次会议代表建议", tuple(entry(number) for number in range(1, half + 1))),
        Group("二、云澜市政协六届二次会议提案", tuple(entry(number) for number in range(half + 1, count + 1))),
    )
    given: dict[str, Any] = {
        "title": "建议提案答复汇编",
        "organ": "云澜市教育局",
        "period": "2026年",
        "groups": groups,
        "lines": (f"共收录答复{count}件",),
    }
    return Volume(**given | changes)


@cache
def bound(count: int = 12) -> tuple[Bound, list[Page]]:
    made = bind(volume(count))
    return made, read(made.rendered.pdf)


def entries(of: Volume) -> list[Entry]:
    return [one for group in of.groups for one in group.entries]


def numbers(page: Page) -> list[int]:
    return [int(found) for line in page.lines if line.y > 262 for found in NUMBER.findall(line.text)]


def contents(pages: list[Page], first: int) -> list[tuple[str, str, int]]:
    """(case number, title and department, page) of every entry, read from the pages of the table of contents."""
    found: list[tuple[str, str, int]] = []
    number, title = "", ""
    for page in pages[2 : first - 1]:
        for line in page.lines:
            if abs(line.size - 14) > 0.1 or line.y > 262:
                continue
            if match := re.match(r"第\d+号", line.text):
                number, title = match[0], ""
                text = line.text[match.end() :]
            else:
                text = line.text
            text, _dots, page_number = text.partition("…")
            title += text
            if page_number:
                found.append((number, title, int(page_number.replace("…", ""))))
    return found


@pytest.mark.parametrize("count", [1, 2, 12, 70])
def test_the_numbers_of_the_contents_are_those_of_the_pages(count: int) -> None:
    made, pages = bound(count)
    wanted = entries(volume(count))
    listed = contents(pages, made.first_pages[0])
    assert [number for number, _title, _page in listed] == [one.number for one in wanted]
    assert [title for _number, title, _page in listed] == [f"{one.title}（{one.department}）" for one in wanted]
    assert [page for _number, _title, page in listed] == list(made.first_pages)
    for one, first in zip(wanted, made.first_pages, strict=True):
        title = "".join(line.text for line in pages[first - 1].lines if round(line.size) == 22)
        assert one.number in title, first
        assert numbers(pages[first - 1]) == [first]


def test_every_page_has_the_number_of_its_place_but_cover_and_blank_ones() -> None:
    _made, pages = bound()
    for place, page in enumerate(pages, 1):
        blank = not page.glyphs
        assert numbers(page) == ([] if blank or place == 1 else [place])
        if not blank and place > 1:
            (line,) = [line for line in page.lines if line.y > 262 and NUMBER.search(line.text)]
            assert (184 - line.right if place % 2 else line.left - 28) == pytest.approx(4.94, abs=0.3)


def test_a_reply_begins_on_a_right_hand_page_and_is_printed_as_alone() -> None:
    made, pages = bound()
    assert [first for first in made.first_pages if not first % 2] == []
    for one, first in zip(entries(volume()), made.first_pages, strict=True):
        alone = read(render(one.letter).pdf)
        for page, inside in zip(alone, pages[first - 1 :], strict=False):
            own, bound_in = ([line for line in found.lines if not NUMBER.search(line.text)] for found in (page, inside))
            assert [(line.text, round(line.left, 2), round(line.y, 2)) for line in own] == [
                (line.text, round(line.left, 2), round(line.y, 2)) for line in bound_in
            ]
            assert page.boxes == inside.boxes
        after = pages[first - 1 + len(alone) : first + len(alone)]
        assert len(alone) % 2 == 0 or not after or not after[0].glyphs or len(pages) == first - 1 + len(alone)


def test_the_cover_says_what_it_is() -> None:
    cover = bound()[1][0]
    said = [line.text.replace("\u3000", "") for line in cover.lines]
    assert said == ["建议提案答复汇编", "共收录答复12件", "云澜市教育局", "2026年"]
    assert [line.text for line in cover.lines if abs((line.left + line.right) / 2 - 106) > 0.5] == []
    assert not bound()[1][1].glyphs


def test_the_dots_end_at_one_place() -> None:
    made, pages = bound(70)
    lines = [line for page in pages[2 : made.first_pages[0] - 1] for line in page.lines if "…" in line.text]
    assert len(lines) == 70
    assert len({round(max(glyph.right for glyph in line.glyphs if glyph.char == "…"), 1) for line in lines}) == 1
    assert {round(line.right, 1) for line in lines} == {184.0}
    for line in lines:
        dots = [glyph for glyph in line.glyphs if glyph.char == "…"]
        before = max((glyph.right for glyph in line.glyphs if glyph.char != "…" and glyph.x < dots[0].x), default=0)
        assert len(dots) >= 2
        assert 0 < dots[0].x - before < 10


def outline(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """(level, label, page from 1) of every bookmark in order."""
    place = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    found: list[tuple[int, str, int]] = []

    def walk(items: Any, level: int) -> None:
        for item in items:
            found.append((level, item.title, place[item.destination[0].objgen]))
            walk(item.children, level + 1)

    with pdf.open_outline(max_depth=10) as opened:
        walk(opened.root, 1)
    return found


def test_bookmarks_lead_from_the_volume_to_groups_replies_and_headings() -> None:
    made, _pages = bound()
    wanted = volume()
    with pikepdf.open(io.BytesIO(made.rendered.pdf)) as pdf:
        marks = outline(pdf)
    assert marks[:2] == [(1, wanted.title, 1), (2, "目录", 3)]
    assert [label for level, label, _page in marks if level == 1] == [wanted.title]
    firsts = iter(made.first_pages)
    starts = [next(firsts) for _one in entries(wanted)]
    assert [mark for mark in marks if mark[0] == 2][1:] == [
        (2, group.title, starts[place]) for group, place in zip(wanted.groups, (0, 6), strict=True)
    ]
    replies = [mark for mark in marks if mark[0] == 3]
    assert replies == [
        (3, f"{one.number}　{one.title}（{one.department}）", first) for one, first in zip(entries(wanted), starts, strict=True)
    ]
    for one, (start, end) in zip(entries(wanted), zip(starts, [*starts[1:], 10_000], strict=True), strict=True):
        inside = [(level, label) for level, label, page in marks if level > 3 and start <= page < end]
        assert inside == alone_outline(one)


def alone_outline(one: Entry) -> list[tuple[int, str]]:
    """The headings of a reply printed alone, as deep as they stand in a volume."""
    with pikepdf.open(io.BytesIO(render(one.letter).pdf)) as pdf:
        return [(level + 2, label) for level, label, _page in outline(pdf) if level > 1]


def test_each_reply_is_a_section_and_the_contents_a_table_of_contents() -> None:
    made, _pages = bound()
    with pikepdf.open(io.BytesIO(made.rendered.pdf)) as pdf:
        parts = list(pdf.Root.StructTreeRoot.K[0].K)
        assert [str(part.S) for part in parts] == ["/Sect"] * (2 + 12)
        cover, table, *replies = parts
        assert [str(child.S) for child in cover.K] == ["/H1", "/P", "/P"]
        assert [str(child.S) for child in table.K] == ["/H1", "/TOC", "/TOC"]
        assert [[str(child.S) for child in part.K] for part in list(table.K)[1:]] == [["/Caption", *["/TOCI"] * 6]] * 2
        for reply in replies:
            assert "/H1" in [str(child.S) for child in reply.K]
        assert str(pdf.Root.MarkInfo.Marked) == "True"
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert str(pdf.docinfo["/Title"]) == "建议提案答复汇编"


def test_the_same_replies_give_the_same_bytes() -> None:
    assert bind(volume()).rendered.pdf == bound()[0].rendered.pdf
    other = volume(groups=(Group("一组", tuple(entries(volume()))[::-1]),))
    assert bind(other).rendered.pdf != bound()[0].rendered.pdf


def test_progress_is_told_and_may_end_the_work() -> None:
    told: list[int] = []
    bind(volume(4), told.append)
    assert told == [1, 2, 3, 4]

    def stop(done: int) -> None:
        raise KeyError(done)

    with pytest.raises(KeyError, match="1"):
        bind(volume(4), stop)


def test_a_reply_that_cannot_be_printed_is_named() -> None:
    spoilt = replace(entry(3), letter=letter(body=()))
    with pytest.raises(RenderError, match=r"^第0003号："):
        bind(volume(groups=(Group("一组", (entry(1), spoilt)),)))


def test_the_report_names_the_reply_and_the_pages_of_the_volume() -> None:
    odd = replace(entry(3), letter=letter(title="对第0003号\u200b建议的答复"))
    made = bind(volume(groups=(Group("一组", (entry(1), odd)),)))
    assert [warning for warning in made.rendered.report.warnings if warning.startswith("第0003号：") and "U+200B" in warning]
    assert made.rendered.report.pages == len(read(made.rendered.pdf))


def test_long_and_strange_texts_do_not_break_the_contents() -> None:
    strange = Entry("第" + "0" * 30 + "号", "关于\u202e\n" + "很长的案由" * 40, "市\x00局" * 20, entry(1).letter)
    nameless = replace(entry(2), department="")
    made = bind(volume(title="某" * 60 + "\n汇编", groups=(Group("组" * 60, (strange, nameless)),)))
    pages = read(made.rendered.pdf)
    inside = [line for page in pages[: made.first_pages[0] - 1] for line in page.lines]
    assert [line.text for line in inside if line.right > 184.5 or line.left < 27.5] == []
    assert not any("（）" in line.text for line in inside)


@pytest.mark.parametrize("groups", [(), (Group("一组", ()),)])
def test_a_volume_of_nothing_is_refused(groups: tuple[Group, ...]) -> None:
    with pytest.raises(RenderError):
        bind(volume(groups=groups))
