"""Reading replies out of PDFs: `parse_reply` and `import_reply` take what was printed, and the text of what carries no structured reply."""

import io
import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import call_command

from replies import embedded
from replies.models import Reply
from replies.parsing import parse_reply
from replies.parsing.reading import ReadingError
from replies.rendering import render
from replies.sources import pdf_text, read_fields
from tests.replies.rendering.samples import letter

TEXT = """云澜市教育局关于对云澜市九届人大三次会议第0027号建议的答复
陆知行代表：
您提出的“关于增加社区托位的建议”，经会同市财政局研究，现答复如下：
一、关于托位底数
截至2026年3月31日，全市每千人口拥有3岁以下婴幼儿托位4.1个，其中普惠托位占62%，低于全市平均水平的街道有三个，正在逐个补齐。
（一）盘活存量用房。可在2026年9月前改作托育点。
感谢您对托育工作的关心和支持。
云澜市教育局
2026年4月20日
（联系单位及电话：学前教育科，0000-5550127）
"""


def printed(tmp_path: Path) -> Path:
    (tmp_path / "reply.txt").write_text(TEXT, encoding="utf-8")
    call_command("render_reply", str(tmp_path / "reply.txt"), output=str(tmp_path / "reply.pdf"), stdout=io.StringIO())
    return tmp_path / "reply.pdf"


def without_the_reply(pdf: Path) -> Path:
    """The page as another program would have made it."""
    with pikepdf.open(pdf) as document:
        del document.attachments[embedded.NAME]
        document.save(bare := pdf.with_name("bare.pdf"))
    return bare


def fields(path: Path) -> dict[str, Any]:
    out = io.StringIO()
    call_command("parse_reply", str(path), json=True, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())[path.name]
    return found


def test_a_printed_reply_gives_the_fields_of_its_text(tmp_path: Path) -> None:
    expected = json.loads(json.dumps(parse_reply(TEXT).as_dict()))
    assert fields(printed(tmp_path)) == {**expected, "warnings": []}


def test_printing_what_was_read_from_a_page_gives_the_same_page(tmp_path: Path) -> None:
    first = printed(tmp_path)
    call_command("render_reply", str(first), output=str(tmp_path / "again.pdf"), stdout=io.StringIO())
    assert (tmp_path / "again.pdf").read_bytes() == first.read_bytes()


def test_without_the_structured_reply_the_text_is_read_with_a_warning(tmp_path: Path) -> None:
    found = fields(without_the_reply(printed(tmp_path)))
    expected = parse_reply(TEXT).as_dict()
    assert found["body"] == [list(block) for block in expected["body"]]
    for name in ("kind", "session", "number", "title", "addressees", "co_handlers", "date", "issuer", "headings"):
        assert found[name] == expected[name], name
    assert "这个 PDF 里没有结构化的答复" in found["warnings"][0]


def test_printing_what_was_read_from_text_says_what_is_doubtful(tmp_path: Path) -> None:
    source, told = without_the_reply(printed(tmp_path)), io.StringIO()
    call_command("render_reply", str(source), output=str(tmp_path / "again.pdf"), stdout=io.StringIO(), stderr=told)
    for warning in fields(source)["warnings"]:
        assert warning in told.getvalue()


def test_a_page_that_is_damaged_inside_is_told() -> None:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.pages[0].obj.Type = pikepdf.Name.Pages
    made.save(out)
    with pytest.raises(ReadingError, match="已损坏"):
        pdf_text(out.getvalue())


def test_paragraphs_over_lines_and_pages_are_joined() -> None:
    given = letter()
    text = pdf_text(render(given).pdf).replace(" ", "")
    for block in given.body:
        assert block.text.replace(" ", "") in text.split("\n")


@pytest.mark.django_db
def test_a_printed_reply_is_imported_as_its_text_is(tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("import_reply", str(printed(tmp_path)), stdout=out)
    reply = Reply.objects.get()
    assert (reply.case.case_no, reply.department.full_name) == ("0027", "云澜市教育局")
    call_command("import_reply", str(tmp_path / "reply.txt"), stdout=out)
    assert "unchanged" in out.getvalue().splitlines()[-1]


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    made, path = pikepdf.new(), tmp_path / "empty.pdf"
    made.add_blank_page()
    made.save(path)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing more")
    locked = tmp_path / "locked.pdf"
    made.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    for file, says in ((path, "只有图片"), (broken, "已损坏"), (locked, "密码")):
        with pytest.raises(ReadingError, match=says):
            read_fields(file)
