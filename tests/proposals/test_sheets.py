"""A list as offices send it: encodings, cells, merged heads, and what is refused with what to do."""

import io
from typing import Any

import pytest
from openpyxl import Workbook

from proposals.actions.rosters import ROSTERS
from proposals.errors import InvalidInput
from proposals.rosters import sheets
from proposals.rosters.columns import table_of
from proposals.rosters.departments import Departments
from proposals.rosters.sheets import Line
from proposals.rosters.template import template

COLUMNS = Departments.columns
HEAD = ["单位全称", "规范简称", "联系电话"]


def lines(*rows: list[str]) -> list[Line]:
    return [Line(n, tuple(row)) for n, row in enumerate(rows, start=1)]


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_csv_of_any_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in (HEAD, ["云澜市教育局", "市教育局", "0999-5550127"]))
    (found,) = sheets.read("单位.csv", text.encode(encoding))
    assert [line.cells for line in found] == [tuple(HEAD), ("云澜市教育局", "市教育局", "0999-5550127")]


def test_cells_of_a_workbook_are_read_as_one_sees_them() -> None:
    content = workbook(
        ["单位全称", "联系电话"], ["云澜市\n教育局　", 5550127.0], ["", None], ["=B2", "#REF!"], ["\u200b云澜市水利局", True]
    )
    (found,) = sheets.read("单位.xlsx", content)
    assert [line.cells[:2] for line in found[1:]] == [
        ("云澜市 教育局", "5550127"),
        ("", ""),
        ("=B2", "#REF!"),
        ("云澜市水利局", "True"),
    ]
    assert [line.number for line in found if line.is_blank] == [3]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (sheets.OLD_EXCEL + b"\x00" * 600, "另存为 xlsx"),
        (b"PK\x03\x04 no zip at all", "损坏"),
        (b"\xff\xff\x00\x01", "不是表格"),
        (b"a,b\x00c", "不是表格"),
        (b"x" * (sheets.LARGEST + 1), "5 MB"),
        ("\n".join("云澜市局" for _row in range(sheets.MOST_ROWS + 1)).encode(), "2000 行"),
        (b'"' + b"x" * 200_000, "不能读成表格"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        sheets.read("名单", content)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("rows", "names", "first"),
    [
        ((HEAD, ["甲", "乙", "1"]), {"full_name", "short_name", "contact_phone"}, 2),
        # A merged title, a blank row, heads as offices write them, one that means nothing here.
        (
            (["云澜市承办单位一览表", "", ""], ["", "", ""], ["序号", "单位名称（必填）*", "电 话："], ["1", "甲", "2"]),
            {"full_name", "contact_phone"},
            4,
        ),
        # A head over two rows, of which the upper is merged.
        ((["承办单位", "联系方式", ""], ["", "处室", "电话"], ["甲", "乙", "1"]), {"full_name", "contact_name", "contact_phone"}, 3),
        # The first row of data says a word that is a head elsewhere.
        ((["全称", "类别"], ["云澜市教育局", "部门"]), {"full_name", "kind"}, 2),
    ],
)
def test_the_head_is_found(rows: tuple[list[str], ...], names: set[str], first: int) -> None:
    table = table_of([lines(*rows)], COLUMNS)
    number, cells = table.rows[0]
    assert (number, set(cells)) == (first, names)
    assert cells["full_name"] in ("甲", "云澜市教育局")


def test_the_head_is_looked_for_on_every_sheet_and_what_is_passed_over_is_told() -> None:
    table = table_of([lines(["说明"], ["请如实填写"]), lines([*HEAD, "备注"], ["甲", "", "", "无"])], COLUMNS)
    assert table.rows == [(2, {"full_name": "甲", "short_name": "", "contact_phone": ""})]
    assert table.ignored == ["备注"]
    for rows, said in ((lines(["电话", "地址"], ["1", "2"]), "单位全称"), (lines(HEAD), "没有内容"), (lines(["甲", "乙"]), "单位全称")):
        with pytest.raises(InvalidInput) as refusal:
            table_of([rows], COLUMNS)
        assert said in str(refusal.value)


def test_pasted_rows_need_no_head() -> None:
    table = table_of([sheets.lines("云澜市教育局\t市教育局\n云澜市水利局\t市水利局")], COLUMNS, pasted=True)
    assert [cells["short_name"] for _number, cells in table.rows] == ["市教育局", "市水利局"]


@pytest.mark.parametrize("code", ROSTERS)
def test_the_template_reads_back_as_its_example(code: str) -> None:
    roster = ROSTERS[code][0]
    table = table_of(sheets.read("模板.xlsx", template(roster)), roster.columns)
    assert table.rows == [(2, {column.name: column.example for column in roster.columns})]
