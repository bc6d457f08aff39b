"""署名, date, seal and stamp measured on the PDF (GB/T 9704-2012, 7.3.5 and 7.3.6)."""

import datetime
from itertools import combinations, pairwise
from typing import Any

import pytest

from replies.demo.seals import seal
from replies.rendering import Rendered, RenderError, render
from replies.structure import parse_body
from tests.replies.rendering.eye import RED, ink, pictures
from tests.replies.rendering.gallery import stamp
from tests.replies.rendering.measure import Line, Page, read
from tests.replies.rendering.samples import letters_on, plain_text

TOP, LEFT, RIGHT, BOTTOM = 37.0, 28.0, 184.0, 262.0
ROW, CELL, EM = 225 / 22, 156 / 28, 16 * 25.4 / 72
DATE = "2026年4月20日"
SEAL = seal("云澜市教育局", 120)
NAMES = ("云澜市教育局", "云澜市财政局", "云澜市民政局", "云澜市司法局", "云澜市水务局", "云澜市统计局", "云澜市审计局")


def printed(form: str = "file", characters: int = 300, **changes: Any) -> Rendered:
    given = {"body": tuple(parse_body(plain_text(characters))), "seal_picture": SEAL}
    return render(letters_on(form, **{**given, **changes}))


def found(pages: list[Page], text: str) -> tuple[int, Line]:
    """The page (from 1) and the line of a text that stands alone."""
    return next((number, line) for number, page in enumerate(pages, 1) for line in page.body if line.text == text)


def upper(line: Line) -> float:
    """The upper edge of a line's type."""
    return line.y - 0.88 * EM


def lower(line: Line) -> float:
    return line.y + 0.12 * EM


def before(page: Page, line: Line) -> Line:
    """The line above another."""
    return max((one for one in page.body if one.y < line.y - 1), key=lambda one: one.y)


@pytest.mark.parametrize("size", [30, 36, 40, 42, 45, 50, 55, 60])
@pytest.mark.parametrize("characters", [30, 300, 333, 360, 600])
def test_the_seal_stands_over_name_and_date(size: int, characters: int) -> None:
    made = printed(characters=characters, seal_size=size)
    pages = read(made.pdf)
    (page, name), (_same, date) = found(pages, "云澜市教育局"), found(pages, DATE)
    ((number, (left, top, right, bottom)),) = pictures(made.pdf)
    (told,) = made.report.seals
    assert (told.left, told.top, told.width, told.height) == pytest.approx((left, top, right - left, bottom - top), abs=0.01)
    assert told.page == number == page
    assert (right - left, bottom - top) == pytest.approx((size, size), abs=0.01)
    assert date.right == pytest.approx(RIGHT - 4 * CELL, abs=0.1)
    assert name.left + name.right == pytest.approx(left + right, abs=0.1)
    assert date.left + date.right == pytest.approx(left + right, abs=0.1)
    # 居印章中心偏下: the middle of name and date is below that of the seal, and the seal is over both.
    assert 0 < (upper(name) + lower(date)) / 2 - (top + bottom) / 2 < size / 4
    assert top < upper(name)
    assert lower(date) < bottom
    # 印章顶端应当上距正文一行之内, without touching it.
    above = before(pages[page - 1], name)
    assert 0 <= top - lower(above) <= ROW
    assert right < RIGHT
    assert bottom < BOTTOM


@pytest.mark.parametrize("form", ["plain", "file", "letter"])
@pytest.mark.parametrize("characters", range(30, 900, 87))
@pytest.mark.parametrize("notes", ["", "此件公开发布"])
def test_nothing_is_under_a_seal_but_name_and_date(form: str, characters: int, notes: str) -> None:
    made = printed(form, characters, notes=notes)
    (box,) = made.report.seals
    page = read(made.pdf)[box.page - 1]
    radius = box.height / 2
    covered = {
        line.text
        for line in page.lines
        for glyph in line.glyphs
        for y in (upper(line), lower(line))
        for x in (glyph.x, glyph.right)
        if (x - box.left - radius) ** 2 + (y - box.top - radius) ** 2 < radius**2
    }
    assert covered == {"云澜市教育局", DATE}
    assert not [bar for bar in page.boxes if bar.top < box.top + box.height and bar.top > box.top]


@pytest.mark.parametrize("characters", range(30, 900, 29))
@pytest.mark.parametrize("sealing", ["seal", "none", "stamp"])
def test_a_signature_is_never_alone_on_a_page(characters: int, sealing: str) -> None:
    pages = read(printed(characters=characters, sealing=sealing, signer_office="局长").pdf)
    number, date = found(pages, DATE)
    text = plain_text(characters)
    assert any(line.y < date.y and line.text in text for line in pages[number - 1].body)
    assert all(page.body for page in pages)


def test_a_note_stands_under_the_date_and_the_contact_under_it() -> None:
    pages = read(printed().pdf)
    (page, date), (same, note) = found(pages, DATE), found(pages, "（此件公开发布）")
    contact = found(pages, "（联系单位及电话：学前教育科，0000-5550127）")[1]
    assert page == same
    assert (note.y - date.y, contact.y - note.y) == pytest.approx((ROW, ROW), abs=0.01)
    assert note.left == contact.left == pytest.approx(LEFT + 2 * CELL, abs=0.05)


@pytest.mark.parametrize("missing", [{"signature": ""}, {"issued_on": None}])
def test_there_is_no_seal_over_nothing(missing: dict[str, Any]) -> None:
    made = printed(**missing)
    assert not pictures(made.pdf)
    assert not made.report.seals
    assert any("印章" in warning for warning in made.report.warnings)


def test_room_is_kept_for_a_seal_that_is_put_on_the_paper() -> None:
    by_hand, by_machine = read(printed(seal_picture=b"").pdf), read(printed().pdf)
    assert found(by_hand, DATE)[1].y == found(by_machine, DATE)[1].y
    assert [line.text for page in by_hand for line in page.lines] == [line.text for page in by_machine for line in page.lines]


def test_a_seal_that_is_wider_than_high_keeps_its_shape() -> None:
    made = printed(seal_picture=stamp("云澜"))
    (box,) = made.report.seals
    assert box.width == pytest.approx(42)
    assert box.height == pytest.approx(21)


def test_a_seal_that_is_no_picture_is_refused() -> None:
    with pytest.raises(RenderError):
        printed(seal_picture=b"not a picture")


def test_the_seal_is_seen_in_red_over_the_name() -> None:
    made = printed()
    (box,) = made.report.seals
    seen = ink(made.pdf, box.page - 1, RED, (LEFT, box.top - 3, RIGHT, box.top + box.height + 3))
    assert seen == pytest.approx((box.left, box.top, box.left + box.width, box.top + box.height), abs=0.9)


@pytest.mark.parametrize("count", range(2, 8))
@pytest.mark.parametrize("day", [datetime.date(2026, 4, 2), datetime.date(2026, 12, 31)])
@pytest.mark.parametrize("size", [38, 42, 45])
def test_organs_that_sign_together_have_a_seal_each(count: int, day: datetime.date, size: int) -> None:
    names = NAMES[:count]
    made = printed(signature="\n".join(names), other_seals=(SEAL,) * (count - 1), issued_on=day, seal_size=size)
    boxes = made.report.seals
    assert len(boxes) == count
    pages = read(made.pdf)
    for box, name in zip(boxes, names, strict=True):
        glyphs = _glyphs(pages[box.page - 1], name)
        assert (glyphs[0].x + glyphs[-1].right) / 2 == pytest.approx(box.left + box.width / 2, abs=0.05)
        assert box.top < glyphs[0].y - 0.88 * EM
        assert glyphs[0].y < box.top + box.height / 2 + EM / 2
        assert box.left >= LEFT
        assert box.left + box.width <= RIGHT
    date = found(pages, f"{day.year}年{day.month}月{day.day}日")[1]
    assert (date.left + date.right) / 2 == pytest.approx(boxes[-1].left + boxes[-1].width / 2, abs=0.05)
    assert date.right == pytest.approx(RIGHT - 4 * CELL, abs=CELL)
    for one, other in combinations(boxes, 2):  # 互不相交或相切
        centres = ((one.left - other.left) ** 2 + (one.top - other.top) ** 2) ** 0.5
        assert one.page != other.page or centres > size + 0.5
    rows = {(box.page, round(box.top, 1)) for box in boxes}
    assert len(rows) == -(-count // 3)
    assert 0 <= boxes[0].top - lower(before(pages[boxes[0].page - 1], _row(pages[boxes[0].page - 1], names[0]))) <= ROW


@pytest.mark.parametrize("count", [8, 12, 20])
def test_a_page_and_more_of_seals_is_parted_between_their_rows(count: int) -> None:
    names = [f"云澜市第{'一二三四五六七八九十'[number % 10]}{'甲乙'[number // 10]}局" for number in range(count)]
    boxes = printed(signature="\n".join(names), other_seals=(SEAL,) * (count - 1)).report.seals
    assert len(boxes) == count
    assert all(box.top > TOP - 0.5 and box.top + box.height < BOTTOM for box in boxes)


def _glyphs(page: Page, name: str) -> list[Any]:
    line = _row(page, name)
    start = line.text.index(name)
    return list(line.glyphs[start : start + len(name)])


def _row(page: Page, name: str) -> Line:
    return next(line for line in page.body if name in line.text)


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        (("云澜市住房和城乡建设局", "云澜市教育局"), 1),
        (("云澜市住房和城乡建设局", "云澜市教育局", "云澜市财政局"), 2),
        (("云澜市推进普惠托育服务体系建设工作领导小组", "云澜市教育局"), 2),
    ],
)
def test_long_names_stand_fewer_to_a_row(names: tuple[str, ...], rows: int) -> None:
    made = printed(signature="\n".join(names), other_seals=(SEAL,) * (len(names) - 1))
    pages = read(made.pdf)
    spans = [_glyphs(pages[box.page - 1], name) for box, name in zip(made.report.seals, names, strict=True)]
    assert len({round(span[0].y, 1) for span in spans}) == rows
    assert all(span[0].x > LEFT - 0.1 and span[-1].right < RIGHT + 0.1 for span in spans)
    for one, other in combinations(spans, 2):
        assert abs(one[0].y - other[0].y) > 1 or one[-1].right + CELL / 2 < other[0].x or other[-1].right + CELL / 2 < one[0].x


def test_a_name_that_is_wider_than_the_page_is_narrowed() -> None:
    name = "云澜市推进普惠托育服务体系建设与婴幼儿照护服务高质量发展工作联席会议领导小组办公室"
    line = found(read(printed(signature=name).pdf), name)[1]
    assert (line.left, line.right) == pytest.approx((LEFT, RIGHT), abs=0.1)


@pytest.mark.parametrize("name", ["云澜市教育局", "云澜市住房和城乡建设局", "教育局", "云澜市推进普惠托育服务体系建设工作领导小组办公室"])
@pytest.mark.parametrize("day", [datetime.date(2026, 1, 2), datetime.date(2026, 12, 31)])
def test_without_a_seal(name: str, day: datetime.date) -> None:
    pages = read(printed(sealing="none", signature=name, issued_on=day, seal_picture=b"").pdf)
    (number, line), (_same, date) = found(pages, name), found(pages, f"{day.year}年{day.month}月{day.day}日")
    assert line.y - before(pages[number - 1], line).y == pytest.approx(2 * ROW, abs=0.01)
    assert date.y - line.y == pytest.approx(ROW, abs=0.01)
    assert date.left - line.left == pytest.approx(2 * CELL, abs=0.05)  # 首字右移二字
    longer = date.right - date.left > line.right - line.left
    assert (date if longer else line).right == pytest.approx(RIGHT - 2 * CELL, abs=0.05)


def test_organs_that_sign_together_without_a_seal_stand_one_under_the_other() -> None:
    pages = read(printed(sealing="none", signature="\n".join(NAMES[:3]), seal_picture=b"").pdf)
    lines = [found(pages, name)[1] for name in NAMES[:3]]
    assert {round(line.left, 2) for line in lines} == {round(lines[0].left, 2)}
    assert [round(after.y - one.y, 1) for one, after in pairwise(lines)] == [10.2, 10.2]


@pytest.mark.parametrize("picture", [stamp("陆知行"), stamp("白榆"), stamp("欧阳云澜远山"), b""])
@pytest.mark.parametrize("office", ["局长", "云澜市教育局局长"])
def test_the_stamp_of_the_signer(picture: bytes, office: str) -> None:
    made = printed("letter", sealing="stamp", signer_office=office, stamp_picture=picture)
    pages = read(made.pdf)
    (number, line), (_same, date) = found(pages, office), found(pages, DATE)
    above = before(pages[number - 1], line)
    assert line.y - above.y == pytest.approx(3 * ROW, abs=0.01)  # two rows below the body
    assert date.y - line.y == pytest.approx(2 * ROW, abs=0.01)  # one row below the stamp
    assert date.right == pytest.approx(RIGHT - 4 * CELL, abs=0.05)
    boxes = made.report.seals
    assert len(boxes) == (1 if picture else 0)
    for box in boxes:
        assert box.page == number
        assert box.left + box.width == pytest.approx(RIGHT - 4 * CELL, abs=0.05)
        assert box.left - line.right == pytest.approx(2 * CELL, abs=0.05)
        assert box.top + box.height / 2 == pytest.approx((upper(line) + lower(line)) / 2, abs=0.05)
        assert box.top - lower(above) > 2 * ROW - 1
        assert upper(date) - box.top - box.height > ROW - 1
    assert not any(line.text == "云澜市教育局" for page in pages for line in page.body)


def test_a_stamp_needs_an_office() -> None:
    made = printed(sealing="stamp", signature="", stamp_picture=stamp("陆知行"))
    assert not made.report.seals
    assert any("签名章" in warning for warning in made.report.warnings)
