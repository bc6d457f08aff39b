"""Rows to pages."""

from hypothesis import given
from hypothesis import strategies as st

from replies.rendering.grid import ROWS
from replies.rendering.pagination import Band, Fragment, Paragraph, paginate
from replies.rendering.typeset import Line


def paragraph(lines: int, **holds: int) -> Paragraph:
    return Paragraph("p", tuple(Line((), float(place), 0.0, 0.0) for place in range(lines)), **holds)  # type: ignore[arg-type]


def table(*heights: int, head: int = 0, **holds: int) -> Paragraph:
    bands = tuple(Band(height, (), width=float(place)) for place, height in enumerate((*([head] if head else []), *heights)))
    return Paragraph("Table", bands, head=bands[:1] if head else (), **holds)  # type: ignore[arg-type]


def rows(page: list[Fragment]) -> int:
    return sum(fragment.rows for fragment in page)


def test_pages_are_filled() -> None:
    assert [rows(page) for page in paginate([paragraph(50)], head=0, foot=0)] == [22, 22, 6]
    assert [rows(page) for page in paginate([paragraph(50)], head=10, foot=0)] == [12, 22, 16]


def test_a_heading_goes_with_what_follows() -> None:
    made = paginate([paragraph(21), paragraph(1, holds_next=True), paragraph(5)], head=0, foot=0)
    assert [rows(page) for page in made] == [21, 6]


def test_a_foot_takes_text_along() -> None:
    signature = paragraph(3, before=1, holds_last=3)
    made = paginate([paragraph(17, holds_next=True), signature], head=0, foot=3)
    assert [rows(page) for page in made] == [16, 5]


def test_a_foot_that_fits_nowhere_stands_alone() -> None:
    assert [rows(page) for page in paginate([paragraph(1)], head=0, foot=22)] == [1, 0]


def test_rows_that_hold_to_each_other_beyond_a_page_are_parted() -> None:
    assert [rows(page) for page in paginate([paragraph(50, holds_last=50)], head=0, foot=0)] == [22, 22, 6]


def test_a_band_is_never_parted() -> None:
    assert [rows(page) for page in paginate([paragraph(15), table(10, 10)], head=0, foot=0)] == [15, 20]
    assert [rows(page) for page in paginate([paragraph(2, holds_next=True, holds_last=2), table(12)], head=9, foot=0)] == [2, 12]


def test_a_head_is_printed_again_where_its_paragraph_goes_on() -> None:
    made = paginate([paragraph(3), table(*[4] * 10, head=2, holds_first=2)], head=0, foot=0)
    assert [rows(page) for page in made] == [21, 22, 6]
    assert [[len(fragment.again) for fragment in page] for page in made] == [[0, 0], [1], [1]]
    assert [len(made[0][1].lines), len(made[1][0].lines)] == [5, 5]


def test_a_head_is_not_printed_twice_when_it_begins_a_page() -> None:
    (first, second) = paginate([paragraph(21), table(3, head=1, holds_first=2)], head=0, foot=0)
    assert [len(fragment.again) for fragment in (*first, *second)] == [0, 0]


lined = st.builds(
    lambda lines, before, next_, last: paragraph(lines, before=before, holds_next=next_, holds_last=last),
    st.integers(1, 30), st.integers(0, 2), st.booleans(), st.integers(1, 3),
)  # fmt: skip
banded = st.builds(
    lambda heights, head, next_, first: table(*heights, head=head, holds_next=next_, holds_first=first),
    st.lists(st.integers(1, 8), min_size=1, max_size=12), st.integers(0, 2), st.booleans(), st.integers(1, 3),
)  # fmt: skip
paragraphs = st.lists(lined | banded, min_size=1, max_size=12).map(lambda found: [paragraph(1), *found])


@given(paragraphs, st.integers(0, 12), st.integers(0, 6))
def test_every_line_is_printed_once_in_order(given_paragraphs: list[Paragraph], head: int, foot: int) -> None:
    pages = paginate(given_paragraphs, head=head, foot=foot)
    assert [line for page in pages for fragment in page for line in fragment.lines] == [
        line for one in given_paragraphs for line in one.lines
    ]
    for number, page in enumerate(pages):
        taken = rows(page) + (head if number == 0 else 0) + (foot if number == len(pages) - 1 else 0)
        assert taken <= ROWS
