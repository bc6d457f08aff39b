"""Tables on the page: measured on the PDF."""

import io
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.rendering import Rendered, RenderError, render
from replies.rendering.fonts import library
from replies.rendering.grid import ROWS
from replies.rendering.pagination import Band, paginate
from replies.rendering.report import Ledger
from replies.rendering.tables import set_table
from replies.structure import Table, parse_body
from tests.replies.rendering.measure import Box, Page, read
from tests.replies.rendering.samples import SENTENCES, letter, plain_text

ROW = 225 / 22
TOP, LEFT, RIGHT, BOTTOM = 37.0, 28.0, 184.0, 262.0
HEAD = ("序号", "街道", "托位", "办理情况")


def typed(*rows: tuple[str, ...]) -> str:
    return "\n".join(f"|{'|'.join(row)}|" for row in rows)


def rows_of(count: int, text: str = "已查清闲置用房") -> list[tuple[str, ...]]:
    return [(str(number), "青石街道", f"{number * 37:,}", text) for number in range(1, count + 1)]


def printed(text: str) -> Rendered:
    return render(letter(body=tuple(parse_body(text))))


def pages_of(text: str) -> list[Page]:
    return read(printed(text).pdf)


def rules(page: Page) -> tuple[list[Box], list[Box]]:
    """(across, upright) from the upper left."""
    black = [box for box in page.boxes if sum(box.color) == 0]
    across = sorted((box for box in black if box.height < 1 and box.width > 100), key=lambda box: box.top)
    return across, sorted((box for box in black if box.width < 1), key=lambda box: (box.top, box.left))


def test_a_table_is_ruled_on_the_grid_and_as_wide_as_the_type_area() -> None:
    page = pages_of("正文。\n" + typed(HEAD, *rows_of(3)) + "\n正文。")[0]
    across, upright = rules(page)
    edges = sorted({round(box.top + box.height / 2, 2) for box in across})
    assert len(edges) == 5
    assert all((edge - TOP) / ROW == pytest.approx(round((edge - TOP) / ROW), abs=0.01) for edge in edges)
    assert {round(box.left, 2) for box in across} == {LEFT}
    assert {round(box.left + box.width, 2) for box in across} == {RIGHT}
    assert len({round(box.left, 2) for box in upright}) == 5
    assert min(box.left for box in upright) == pytest.approx(LEFT, abs=0.01)
    assert max(box.left + box.width for box in upright) == pytest.approx(RIGHT, abs=0.01)
    above, below = (line for line in page.body if line.text == "正文。")
    assert above.y < edges[0] < edges[-1] < below.y
    assert below.y - above.y == pytest.approx(5 * ROW, abs=0.05)


def test_what_is_in_a_cell_stays_inside_its_rules() -> None:
    text = "".join(SENTENCES[:2])
    page = pages_of(typed(HEAD, *rows_of(2, text)))[0]
    across, upright = rules(page)
    lefts = sorted({round(box.left, 2) for box in upright})
    edges = sorted({round(box.top + box.height / 2, 2) for box in across})
    inside = [glyph for glyph in page.glyphs if abs(glyph.size - 14) < 0.1 and edges[0] < glyph.y < edges[-1]]
    assert len(inside) > 100
    for glyph in inside:
        column = max(left for left in lefts if left <= glyph.x)
        right = min(left for left in lefts if left > column)
        assert column + 0.5 < glyph.x
        assert glyph.right < right + 0.1
        assert not any(abs(glyph.y - 1.5 - edge) < 1.5 for edge in edges)


def test_the_head_is_printed_again_where_the_table_goes_on() -> None:
    made = printed("正文。\n表1　托位分布\n" + typed(HEAD, *rows_of(50)))
    pages = read(made.pdf)
    with_rows = [page for page in pages if rules(page)[0]]
    assert len(with_rows) >= 3
    for page in with_rows:
        across, _upright = rules(page)
        head = next(line for line in page.lines if line.text == "".join(HEAD))
        assert across[0].top < head.y < across[0].top + ROW
        assert head.fonts == {"FandolHei-Regular"}
        assert across[-1].top < BOTTOM
    numbers = [number for page in pages for line in page.lines if (number := line.text.partition("青石")[0]).isdecimal()]
    assert numbers == [str(number) for number in range(1, 51)]
    assert sum("表1　托位分布" in page.drawn for page in pages) == 1


@pytest.mark.parametrize("before", range(8, 22))
def test_a_caption_and_the_head_are_never_parted_from_the_first_row(before: int) -> None:
    text = "\n".join([plain_text(20)] * before) + "\n一、托位\n各街道如下：\n表1　托位分布\n" + typed(HEAD, *rows_of(3))
    for page in pages_of(text):
        texts = [line.text for line in page.lines]
        if "表1　托位分布" in texts:
            place = texts.index("表1　托位分布")
            assert texts[place - 2 : place] == ["一、托位", "各街道如下："]
            assert texts[place + 1] == "".join(HEAD)
            assert texts[place + 2].startswith("1青石")
            return
    raise AssertionError("no caption")


@pytest.mark.parametrize(
    ("text", "captions"),
    [
        ("表1　托位分布", 1),
        ("表一：托位分布（单位：个）", 1),
        ("表中的托位截至3月31日。", 0),
        ("各街道如下：", 0),
    ],
)
def test_what_is_a_caption(text: str, captions: int) -> None:
    page = pages_of(text + "\n" + typed(HEAD, *rows_of(1)))[0]
    found = [line for line in page.lines if line.text == text and round(line.size) == 14]
    assert len(found) == captions
    for line in found:
        assert line.left + line.right == pytest.approx(LEFT + RIGHT, abs=0.3)


def test_a_table_is_closed_at_the_foot_of_every_page() -> None:
    for text in (typed(HEAD, *rows_of(40)), typed(("街道", "办理情况"), ("青石街道", plain_text(3000)))):
        pages = [page for page in pages_of(text) if rules(page)[0]]
        assert len(pages) > 1
        for page in pages:
            across, upright = rules(page)
            assert across[-1].top + across[-1].height == pytest.approx(max(box.top + box.height for box in upright), abs=0.01)
            assert across[0].top == pytest.approx(min(box.top for box in upright), abs=0.01)


def test_numbers_end_below_each_other() -> None:
    page = pages_of(typed(("街道", "托位"), ("青石", "8"), ("柳浦", "1,234"), ("河湾", "56")))[0]
    rights = [line.right for line in page.lines if line.text[:2] in ("青石", "柳浦", "河湾")]
    assert len(rights) == 3
    assert max(rights) - min(rights) < 0.1


def test_a_row_is_not_parted_and_a_very_high_one_is() -> None:
    for length, rows in ((200, 12), (4000, 2)):
        text = typed(("街道", "办理情况"), *((f"第{number}街道", plain_text(length)) for number in range(rows)))
        drawn = "".join(page.drawn for page in pages_of(text)).replace("街道办理情况", "")
        assert drawn.count(plain_text(20)) >= rows
    whole = [page.drawn for page in pages_of(typed(("街道", "办理情况"), *((f"第{n}街道", plain_text(120)) for n in range(12))))]
    for number in range(12):
        (page,) = (text for text in whole if f"第{number}街道" in text)
        start = page.index(f"第{number}街道")
        assert plain_text(120) in page[start : start + 126]


@pytest.mark.parametrize(("columns", "size"), [(2, 14), (6, 14), (8, 12), (9, 10.5)])
def test_more_columns_are_set_in_smaller_type(columns: int, size: float) -> None:
    made = printed(typed(tuple(f"指标{number}" for number in range(columns)), ("按年度统计",) * columns))
    head = next(line for line in read(made.pdf)[0].lines if line.text.startswith("指标0"))
    assert head.size == pytest.approx(size, abs=0.1)
    assert not [warning for warning in made.report.warnings if "columns" in warning or "列" in warning]


def test_a_table_in_very_small_type_is_reported() -> None:
    made = printed(typed(*(tuple(f"指标{number}" for number in range(14)),) * 3))
    assert any("14" in warning for warning in made.report.warnings)


def test_a_table_too_wide_for_the_page_is_refused_in_words() -> None:
    with pytest.raises(RenderError, match="60"):
        printed(typed(*(tuple(f"指标{number}" for number in range(60)),) * 2))


def test_a_thousand_rows_are_printed_in_order() -> None:
    pages = pages_of(typed(HEAD, *rows_of(1000)))
    numbers = [number for page in pages for line in page.lines if (number := line.text.partition("青石")[0]).isdecimal()]
    assert numbers == [str(number) for number in range(1, 1001)]
    assert len(pages) == pytest.approx(1000 / 21, abs=3)


def elements(node: Any) -> tuple[str, list[Any]]:
    """(type, what is in it) of an element of the structure; content of pages is left out."""
    children = node.get("/K", [])
    listed = list(children) if isinstance(children, pikepdf.Array) else [children]
    return str(node.S), [elements(child) for child in listed if isinstance(child, pikepdf.Dictionary) and "/S" in child]


def test_a_table_is_one_in_the_structure() -> None:
    made = printed("正文。\n表1　托位分布\n" + typed(HEAD, *rows_of(30)))
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        (_document, found) = elements(document.Root.StructTreeRoot.K[0])
    (table,) = (children for kind, children in found if kind == "/Table")
    assert [kind for kind, _children in table] == ["/Caption", *["/TR"] * 31]
    assert [kind for kind, _children in table[1][1]] == ["/TH"] * 4
    assert all([kind for kind, _children in row] == ["/TD"] * 4 for _kind, row in table[2:])


CELLS = st.text("甲乙托育，。“”（）12.5%ab /", max_size=60)
TABLES = st.integers(2, 7).flatmap(lambda columns: st.lists(st.tuples(*[CELLS] * columns), min_size=2, max_size=12)).map(tuple).map(Table)


@given(TABLES, st.integers(0, 18))
def test_any_table_is_on_its_pages_whole(table: Table, head: int) -> None:
    paragraph = set_table(table, Ledger(library()), "表1")
    pages = paginate([paragraph], head=head, foot=3)
    bands = [item for page in pages for fragment in page for item in fragment.lines]
    assert bands == list(paragraph.lines)
    for number, page in enumerate(pages):
        # A head of 18 rows leaves no room for a row of the table: it goes over the edge only where nothing stands before it.
        assert sum(fragment.rows for fragment in page) + (head if number == 0 else 0) <= ROWS or number == 0
    drawn: dict[tuple[Any, ...], str] = {}
    for band in bands:
        assert isinstance(band, Band)
        for piece in band.pieces:
            for mark in piece.marks:
                assert mark.line.left >= LEFT
                assert mark.line.left + mark.line.width <= RIGHT + 0.01
                assert 0 < mark.baseline < band.rows * ROW
                drawn[piece.path] = drawn.get(piece.path, "") + "".join(run.text for run in mark.line.runs)
    for number, row in enumerate(table.rows):
        for place, cell in enumerate(row):
            path = (("TR", number), ("TH" if number == 0 else "TD", place))
            assert drawn.get(path, "").replace(" ", "") == cell.replace(" ", "")
