"""征询意见表: one page of A4 whatever is written on it, ruled and aligned, the same bytes each time."""

import io
import string
from datetime import date
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replies.rendering.feedback import Asked, FeedbackForm, print_feedback
from tests.replies.rendering.measure import Box, Page, read

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
MOST_GRADES = ("非常满意啊啊", "满意啊啊啊啊", "基本满意啊啊", "不太满意啊啊", "不满意啊啊啊")
LEVELS = ("满意", "基本满意", "不满意")


def form(**changes: Any) -> FeedbackForm:
    given: dict[str, Any] = {
        "session": "云澜市九届人大三次会议",
        "number": "第0027号",
        "kind": "建议",
        "title": "关于增加老旧小区周边普惠托位、推进社区托育服务设施与老旧小区改造同步规划同步建设的建议",
        "proposers": (Asked("顾晚舟", "河湾街道代表团"), Asked("陆知行")),
        "handler": "云澜市教育局",
        "co_handlers": ("市住房城乡建设局", "市财政局"),
        "answered_on": date(2026, 4, 20),
        "document_number": "云教建〔2026〕12号",
        "due": "收到答复后15个工作日内",
        "return_to": "云澜市人大常委会代表工作室",
        "address": "云澜市河湾路1号",
        "phone": "0999-5550100",
    }
    return FeedbackForm(**given | changes)


def text_of(page: Page) -> str:
    return "".join(glyph.char for glyph in page.glyphs).replace("\u3000", "")


def upright(page: Page) -> list[Box]:
    return [box for box in page.boxes if box.height > box.width]


def level(page: Page) -> list[Box]:
    return [box for box in page.boxes if box.width > box.height]


def cells(page: Page) -> list[tuple[float, float, float, float]]:
    """(left, right, top, bottom) of every box of the table, found in the drawn rules alone."""
    tops = sorted({round(box.top + box.height / 2, 2) for box in level(page)})
    found = []
    for top, bottom in pairwise(tops):
        middle = (top + bottom) / 2
        edges = sorted(round(box.left + box.width / 2, 2) for box in upright(page) if box.top < middle < box.top + box.height)
        found += [(left, right, top, bottom) for left, right in pairwise(edges)]
    return found


def faults(page: Page) -> list[str]:
    """What is wrong with a form as a bureau would see it."""
    found = []
    if (round(page.width), round(page.height)) != (210, 297):
        found.append("not A4")
    found += [
        f"a rule outside of the type area: {box}" for box in page.boxes if box.left < LEFT - 0.1 or box.left + box.width > RIGHT + 0.1
    ]
    found += [f"{line.text} outside of the type area" for line in page.lines if line.left < LEFT - 0.1 or line.right > RIGHT + 1]
    found += [f"{line.text} below or above the type area" for line in page.lines if not TOP < line.y < BOTTOM]
    boxes = cells(page)
    table_top, table_bottom = min(box[2] for box in boxes), max(box[3] for box in boxes)
    for glyph in page.glyphs:
        if not table_top < glyph.y < table_bottom:
            continue
        middle = glyph.x + glyph.width / 2
        inside = [box for box in boxes if box[0] < middle < box[1] and box[2] < glyph.y < box[3]]
        if len(inside) != 1:
            found.append(f"{glyph.char} in {len(inside)} boxes")
        elif (
            glyph.x < inside[0][0] - 0.01 or glyph.right > inside[0][1] + 0.01 or glyph.y + 1 > inside[0][3] or glyph.y - 3.5 < inside[0][2]
        ):
            found.append(f"{glyph.char} over the edge of its box")
    return found


def test_a_page_for_each_proposer_who_is_named_on_it() -> None:
    first, second = read(print_feedback(form()).pdf)
    assert "顾晚舟" in text_of(first)
    assert "陆知行" not in text_of(first)
    assert "陆知行" in text_of(second)
    assert "河湾街道代表团" in text_of(first)
    assert "请每位代表各填一份" in text_of(first)


def test_the_form_says_what_it_is_about() -> None:
    text = text_of(read(print_feedback(form()).pdf)[0])
    said = (
        "云澜市九届人大三次会议", "代表建议办理情况征询意见表", "第0027号", "建议标题", "同步规划同步建设的建议", "云澜市教育局",
        "会办单位", "市住房城乡建设局、市财政局", "2026年4月20日", "云教建〔2026〕12号", "代表签名：", "年月日",
        "□面商□走访□电话□其他□未联系",
        "请于收到答复后15个工作日内将本表填好寄送云澜市人大常委会代表工作室（地址：云澜市河湾路1号，电话：0999-5550100）。",
    )  # fmt: skip
    assert [one for one in said if one not in text] == []
    assert text.count("".join(f"□{one}" for one in LEVELS)) == 2


def test_a_proposal_is_worded_as_one() -> None:
    group = (Asked("民进云澜市委会", is_group=True),)
    text = text_of(read(print_feedback(form(kind="提案", proposers=group, due="", return_to="", address="", phone="")).pdf)[0])
    assert all(
        word in text
        for word in ("提案办理情况征询意见表", "案由", "提案者", "联系人", "负责人签名：", "请于收到答复后及时将本表填好寄送交办机关。")
    )
    assert not [word for word in ("代表", "建议标题", "每位", "地址") if word in text]
    member = text_of(read(print_feedback(form(kind="提案", proposers=(Asked("陆知行"),))).pdf)[0])
    assert all(word in member for word in ("委员姓名", "界别或单位", "委员签名："))


def test_what_is_not_known_is_left_to_be_written() -> None:
    page = read(print_feedback(form(answered_on=None, document_number="", co_handlers=())).pdf)[0]
    assert text_of(page).count("年月日") == 2
    assert "会办" not in text_of(page)
    assert faults(page) == []


def test_what_is_rated_and_its_grades_are_those_of_the_rules() -> None:
    scales = (("办理态度", ("满意", "理解", "不满意")), ("答复内容", ("针对", "未针对")), ("办理结果", ("同意", "理解", "保留", "不同意")))
    text = text_of(read(print_feedback(form(scales=scales)).pdf)[0])
    said = "对办理态度□满意□理解□不满意对答复内容□针对□未针对对办理结果□同意□理解□保留□不同意"
    assert said in text
    assert "承诺" not in text


def test_the_table_is_framed_and_its_columns_meet() -> None:
    page = read(print_feedback(form()).pdf)[0]
    frame = [box for box in page.boxes if abs(min(box.width, box.height) - 0.5) < 0.01]
    inner = [box for box in page.boxes if abs(min(box.width, box.height) - 0.25) < 0.01]
    assert len(frame) == 4
    assert len(frame) + len(inner) == len(page.boxes)
    assert {(round(box.left, 1), round(box.width, 1)) for box in frame if box.width > box.height} == {(28.0, 156.0)}
    lefts = {round(box.left, 1) for box in inner if box.height > box.width}
    assert len(lefts) == 3  # behind the labels, and before and behind the second label of a row
    labels = [line for line in page.lines if line.text.strip().startswith(("建议标题", "对办理态度", "对办理结果"))]
    assert len(labels) == 3
    room = max(cells(page), key=lambda box: box[3] - box[2])
    assert room[3] - room[2] > 40, "no room to write in"


def test_every_form_is_a_good_page() -> None:
    long = "关于" + "进一步推进老旧小区周边普惠托位建设和社区嵌入式服务设施同步规划" * 6 + "的建议"
    forms = (
        form(),
        form(kind="提案", proposers=(Asked("中国民主促进会云澜市委员会" * 3, is_group=True),)),
        form(title=long, co_handlers=tuple(f"市第{n}局" for n in range(40)), handler="云澜市" + "很" * 40 + "局"),
        form(scales=tuple((what, MOST_GRADES) for what in ("办理态度", "答复内容", "办理结果", "承诺事项"))),
        form(
            title=long,
            co_handlers=tuple(f"市第{n}局" for n in range(40)),
            scales=tuple((what, LEVELS) for what in ("办", "答", "果", "承")),
        ),
        form(address="云澜市" + "河湾路" * 20, return_to="云澜市" + "人大常委会" * 6),
    )
    pages = [page for one in forms for page in read(print_feedback(one).pdf)]
    assert [fault for page in pages for fault in faults(page)] == []
    rooms = [max(cells(page), key=lambda box: (box[3] - box[2]) * (box[1] - box[0])) for page in pages]
    assert min(room[3] - room[2] for room in rooms) > 25


def test_what_is_too_long_is_cut_and_counted() -> None:
    text = text_of(read(print_feedback(form(title="长" * 300, co_handlers=tuple(f"市第{n}局" for n in range(40)))).pdf)[0])
    assert "长" * 118 + "……" in text
    assert "长" * 119 not in text
    assert "等40个单位" in text


@settings(max_examples=25)
@given(
    title=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z", "C"]), min_size=1, max_size=250),
    name=st.text(alphabet=string.ascii_letters + "顾晚舟陆知行·昇喆堃\u202e\x00\n", max_size=60),
    number=st.text(alphabet="0123456789云教建〔〕号-", max_size=50),
)
def test_no_text_breaks_the_form(title: str, name: str, number: str) -> None:
    (page,) = read(print_feedback(form(title=title, proposers=(Asked(name),), document_number=number)).pdf)
    assert not [fault for fault in faults(page) if "outside" in fault or "below" in fault or "A4" in fault]


def test_the_same_form_gives_the_same_bytes() -> None:
    assert print_feedback(form()).pdf == print_feedback(form()).pdf
    assert print_feedback(form()).pdf != print_feedback(form(number="第0028号")).pdf


def test_the_table_is_read_out_as_one() -> None:
    with pikepdf.open(io.BytesIO(print_feedback(form()).pdf)) as pdf:
        top = pdf.Root.StructTreeRoot.K[0]
        kinds = [str(child.S) for child in top.K]
        assert kinds == ["/H1", "/Table", "/P"] * 2
        rows = list(top.K[1].K)
        assert {str(row.S) for row in rows} == {"/TR"}
        assert [str(cell.S) for cell in rows[0].K] == ["/TH", "/TD"] * 2
        assert {str(cell.A.Scope) for row in rows for cell in row.K if str(cell.S) == "/TH"} == {"/Row"}
        with pdf.open_outline() as outline:
            assert [entry.title for entry in outline.root] == ["征询意见表（顾晚舟）", "征询意见表（陆知行）"]
        assert str(pdf.docinfo["/Title"]) == "云澜市九届人大三次会议第0027号建议办理情况征询意见表"


@pytest.mark.parametrize("count", [1, 30])
def test_one_page_each(count: int) -> None:
    assert print_feedback(form(proposers=tuple(Asked(f"顾晚{n}") for n in range(count)))).report.pages == count
