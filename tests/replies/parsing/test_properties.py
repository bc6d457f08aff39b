"""What holds for any text at all, and for any reply of plain form."""

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replies.parsing import ParsedReply, parse_reply

NAMES = st.sampled_from(["陆知行", "顾晚舟", "沈青禾", "江晚", "欧阳云澜", "白行简", "阿依古丽·云"])
OFFICES = st.sampled_from(["市财政局", "市水务局", "市发展改革委", "滨海新区", "市住房和城乡建设局", "省自然资源厅", "市委宣传部"])
SUBJECTS = st.sampled_from(
    ["修建跨河大桥", "加强老旧小区改造", "打造“云上云澜”品牌", "完善0至3岁托育服务，减轻家庭负担", "支持第三产业发展"]
)
PLACES = st.sampled_from(["市", "县", "云澜市", "云澜区", "省"])
TERMS = st.sampled_from(["七", "十", "十四", "十七", "二十一"])
MEETINGS = st.sampled_from(["一", "二", "五", "十"])
# What sites put around a reply; none of it belongs to the reply.
ABOVE = st.lists(
    st.sampled_from(
        [
            "首页 > 政务公开 > 建议提案",
            "当前位置：首页",
            "发布日期：2024-01-02 10:45 浏览次数：12",
            "字号：[ 大 中 小 ]",
            "索引号：000014349/2021-3225216",
            "无障碍阅读",
        ]
    ),
    max_size=4,
)
BELOW = st.lists(
    st.sampled_from(
        [
            "上一篇：云澜县交通局关于县十八届人大一次会议第59号建议的答复",
            "【打印正文】",
            "主办：云澜市人民政府办公室 电话：0599-5555555",
            "云ICP备19018964号",
            "扫一扫在手机打开当前页",
        ]
    ),
    max_size=4,
)


@st.composite
def replies(draw: st.DrawFn) -> ParsedReply:
    """The fields of a reply of the plainest form; `rendered` prints them."""
    kind = draw(st.sampled_from(["建议", "提案"]))
    organ = "政协" if kind == "提案" else "人大"
    people = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    subject = f"关于{draw(SUBJECTS)}的{kind}"
    co_handlers = draw(st.lists(OFFICES, max_size=3, unique=True))
    headings = [
        f"{number}、{text}"
        for number, text in zip(
            "一二三", draw(st.lists(st.sampled_from(["工作情况", "下一步安排", "存在的困难"]), max_size=3)), strict=False
        )
    ]
    consulted = f"经会同{'、'.join(co_handlers)}研究" if co_handlers else "经研究"
    opening = f"您提出的“{subject}”，{consulted}答复如下："
    body = [(0, opening), (0, "我们已经办理。")]
    for heading in headings:
        body += [(1, heading), (0, "按计划推进。")]
    return ParsedReply(
        kind=kind,
        doc_type=draw(st.sampled_from(["答复", "复函", "答复函"])),
        session=f"{draw(PLACES)}{organ}{draw(TERMS)}届{draw(MEETINGS)}次会议",
        number=draw(st.from_regex(r"[0-9]{1,5}", fullmatch=True)),
        addressees=people,
        title=subject,
        co_handlers=co_handlers,
        document_number=f"云科{kind}〔{draw(st.integers(2000, 2030))}〕{draw(st.integers(1, 999))}号",
        handling_class=draw(st.sampled_from("ABCD")),
        date=draw(st.dates(min_value=date(2000, 1, 1), max_value=date(2030, 12, 31))).isoformat(),
        contact=f"{draw(NAMES)} {draw(st.from_regex(r'0599-[2-9][0-9]{6}', fullmatch=True))}",
        issuer="云澜市科学技术局",
        headings=headings,
        body=body,
    )


def rendered(reply: ParsedReply, ascii_marks: bool = False) -> str:
    """The text that prints these fields."""
    assert reply.date
    assert reply.contact
    year, month, day = map(int, reply.date.split("-"))
    name, telephone = reply.contact.split()
    rank = "委员" if reply.kind == "提案" else "代表"
    text = "\n".join(
        [
            f"类别：{reply.handling_class}",
            reply.document_number or "",
            f"对{reply.session}第{reply.number}号{reply.kind}的{reply.doc_type}",
            f"{'、'.join(reply.addressees)}{rank}：",
            *(text for _, text in reply.body),
            reply.issuer or "",
            f"{year}年{month}月{day}日",
            f"（联系人：{name}，联系电话：{telephone}）",
        ]
    )
    return text.translate(str.maketrans("：，（）", ":,()")) if ascii_marks else text


@given(replies())
@settings(max_examples=150)
def test_round_trip(reply: ParsedReply) -> None:
    assert parse_reply(rendered(reply)) == reply


@given(replies())
def test_half_width_punctuation_changes_no_field_but_the_texts(reply: ParsedReply) -> None:
    parsed = parse_reply(rendered(reply, ascii_marks=True))
    assert replace(parsed, body=[], title=None) == replace(reply, body=[], title=None)


@given(replies(), ABOVE, BELOW)
def test_the_page_around_changes_nothing_but_the_warnings(reply: ParsedReply, above: list[str], below: list[str]) -> None:
    parsed = parse_reply("\n\n".join([*above, rendered(reply), *below]))
    assert replace(parsed, warnings=[]) == reply
    assert bool(parsed.warnings) == bool(above or below)


@given(st.text(max_size=2000))
def test_any_text_is_read(text: str) -> None:
    parse_reply(text)


FRAGMENTS = [
    "代表：",
    "委员",
    "您提出的",
    "《",
    "》",
    "“",
    "”",
    "关于",
    "的建议",
    "收悉",
    "第",
    "号",
    "届",
    "次会议",
    "答复如下：",
    "\n",
    "一、",
    "（一）",
    "2021年",
    "6月",
    "经会同",
    "局",
    "、",
    " ",
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60))
@settings(max_examples=300)
def test_any_heap_of_fragments_is_read_and_nothing_is_invented(fragments: list[str]) -> None:
    text = "".join(fragments)
    parsed = parse_reply(text)
    printed = "".join(text.split())
    for value in [
        parsed.session,
        parsed.number,
        parsed.title,
        parsed.document_number,
        parsed.issuer,
        *parsed.addressees,
        *parsed.co_handlers,
    ]:
        assert value is None or value in printed


SIZE = 2_000_000
# Without a tracer each takes less than a second; a pattern that is not linear would take hours.
LONGEST_SECONDS = 30
HOSTILE = {
    "one phrase": "的建议" * (SIZE // 9),
    "brackets": "（" * (SIZE // 3),
    "brackets in lines": "（（（\n" * (SIZE // 10),
    "about about": "您提出的关于" * (SIZE // 18),
    "quotation marks": "陆知行代表：\n您提出的关于" + "“" * (SIZE // 3),
    "names": "陆知行、" * (SIZE // 12) + "代表：",
    "titles": "对市十七届人大五次会议第1号建议的答复\n" * (SIZE // 60),
    "dates": "2021年6月17日\n" * (SIZE // 18),
    "offices": "陆知行代表：\n您提出的建议收悉，经会同" + "市财政局、" * (SIZE // 15),
    "colons": "局：\n" * (SIZE // 7),
    "headings": "一、好\n" * (SIZE // 10),
    "blanks": " " * SIZE,
    "digits": "2" * SIZE,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_megabytes_take_seconds(text: str) -> None:
    start = time.process_time()
    parse_reply(text)
    assert time.process_time() - start < LONGEST_SECONDS
