"""Differences of two texts: applying them gives both sides back, and what a person reads is what a person would call the change."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies import differences
from replies.differences import Piece, choices, compare, folded, merge, pieces

TEXT = st.text(alphabet="的一二三关于托位12.3年%，。；ab\n ", max_size=60)
LINES = st.lists(st.text(alphabet="甲乙丙丁12，。", max_size=12), max_size=12)


def side(found: tuple[Piece, ...], op: str) -> str:
    return "".join(piece.text for piece in found if piece.op in ("same", op))


@given(TEXT, TEXT)
def test_the_words_give_both_sides_back(old: str, new: str) -> None:
    found = pieces(old, new)
    assert side(found, "del") == old
    assert side(found, "ins") == new
    assert all(piece.text for piece in found)


@given(LINES, LINES)
def test_the_paragraphs_give_both_sides_back(old: list[str], new: list[str]) -> None:
    rows = compare(old, new)
    assert differences.old_side(rows) == old
    assert differences.new_side(rows) == new
    assert [row.old_number for row in rows if row.old_number] == list(range(1, len(old) + 1))
    assert [row.new_number for row in rows if row.new_number] == list(range(1, len(new) + 1))
    for row in rows:
        moved = row.kind == "new" and row.moved > 0
        assert side(row.pieces, "del") == (old[row.moved - 1] if moved else row.old)
        assert side(row.pieces, "ins") == row.new
        assert (row.kind == "same") == (row.old_number > 0 and row.new_number > 0 and row.old == row.new)


@given(LINES, LINES)
def test_folding_loses_no_paragraph(old: list[str], new: list[str]) -> None:
    rows = compare(old, new)
    runs = folded(rows)
    assert [row for _same, run in runs for row in run] == rows
    assert all(before[0] != after[0] for before, after in pairwise(runs))


@given(LINES, LINES, LINES)
def test_choosing_one_side_everywhere_gives_that_side(mine: list[str], theirs: list[str], origin: list[str]) -> None:
    found = choices(mine, theirs, set(origin))
    every = range(len(found))
    assert merge(found, dict.fromkeys(every, "mine")) == mine
    assert merge(found, dict.fromkeys(every, "theirs")) == theirs


@given(LINES, st.integers(0, 11), st.integers(0, 11))
def test_two_edits_in_different_paragraphs_merge_by_default(lines: list[str], one: int, other: int) -> None:
    origin = [f"第{n}段，{line}说明情况。" for n, line in enumerate(lines)]
    if max(one, other) >= len(origin) or one == other:
        return
    mine = [text + "我补充的一句。" if n == one else text for n, text in enumerate(origin)]
    theirs = [text + "对方补充的话。" if n == other else text for n, text in enumerate(origin)]
    both = [text + "我补充的一句。" * (n == one) + "对方补充的话。" * (n == other) for n, text in enumerate(origin)]
    assert merge(choices(mine, theirs, set(origin)), {}) == both


def test_numbers_change_whole_and_no_lone_character_stays() -> None:
    found = pieces("查清社区闲置用房近40处，其中19处", "查清社区闲置用房37处，其中19处")
    assert found == (
        Piece("same", "查清社区闲置用房"),
        Piece("del", "近40处"),
        Piece("ins", "37处"),
        Piece("same", "，其中19处"),
    )
    rewritten = pieces("加强领导", "抓好的导向")
    assert [piece.op for piece in rewritten] == ["del", "ins"]


def test_a_rewritten_paragraph_a_new_one_and_one_cut() -> None:
    old = ["一、现状", "已查清用房近40处，可以改作托育点。", "高度重视，狠抓落实。", "感谢支持。"]
    new = ["一、现状", "已查清用房37处，可以改作托育点。", "师资由幼师学校培养，首批80人。", "感谢支持。"]
    rows = compare(old, new)
    assert [row.kind for row in rows] == ["same", "mod", "new", "cut", "same"]
    assert differences.counts(rows) == differences.Counts(changed=1, added=1, removed=1)
    assert [same for same, _rows in folded(rows)] == [True, False, True]


@pytest.mark.parametrize(
    ("mine", "theirs", "origin", "default", "both"),
    [
        ("我改过的这一段文字", "原来的这一段文字", {"原来的这一段文字"}, "mine", False),
        ("原来的这一段文字", "对方改的这一段文字", {"原来的这一段文字"}, "theirs", False),
        ("我改过的这一段文字", "对方改的这一段文字", {"原来的这一段文字"}, "mine", True),
    ],
)
def test_the_side_that_alone_changed_a_paragraph_is_chosen(mine: str, theirs: str, origin: set[str], default: str, both: bool) -> None:
    (choice,) = choices([mine], [theirs], origin)
    assert (choice.row.kind, choice.default, choice.both) == ("mod", default, both)


def test_what_one_side_added_stays_and_what_it_cut_goes() -> None:
    assert merge(choices(["甲", "我加的"], ["甲"], {"甲"}), {}) == ["甲", "我加的"]
    assert merge(choices(["甲"], ["甲", "对方加的"], {"甲"}), {}) == ["甲", "对方加的"]
    assert merge(choices(["甲"], ["甲", "乙"], {"甲", "乙"}), {}) == ["甲"]
    assert merge(choices(["甲", "乙"], ["甲"], {"甲", "乙"}), {}) == ["甲"]


def test_a_huge_paragraph_is_compared_by_sentences() -> None:
    old = "。".join(f"第{n}句说的是托育" for n in range(400))
    new = old.replace("第200句说的是托育", "第200句说的是师资")
    assert pieces(old, new)[1:3] == (Piece("del", "第200句说的是托育。"), Piece("ins", "第200句说的是师资。"))
    longer = old + "。" + old
    changed = longer.replace("第9句", "第八句").replace("第390句", "第三百句")
    found = pieces(longer, changed)
    assert side(found, "del") == longer
    assert side(found, "ins") == changed


def marked(old: str, new: str) -> str:
    """As a person would write it: [-gone-]{+come+}."""
    form = {"same": "{}", "del": "[-{}-]", "ins": "{{+{}+}}"}
    return "".join(form[piece.op].format(piece.text) for piece in pieces(old, new))


@pytest.mark.parametrize(
    ("old", "new", "read"),
    [
        # A number changes whole, with what it counts.
        ("托位4.1个，", "托位4.3个，", "托位[-4.1个-]{+4.3个+}，"),
        ("增长12.5%，", "增长13％，", "增长[-12.5%-]{+13％+}，"),
        ("建成三十七所，", "建成四十二所，", "建成[-三十七所-]{+四十二所+}，"),
        ("投入1,200万元", "投入1,350万元", "投入[-1,200万元-]{+1,350万元+}"),
        # So does a day; the year before it may stay.
        ("于2026年9月30日前完成", "于2026年12月30日前完成", "于2026年[-9月30日-]{+12月30日+}前完成"),
        ("于2026年年底前完成", "于2026年9月30日前完成", "于2026年[-年底-]{+9月30日+}前完成"),
        # What is put in is read as a clause or a sentence of its own.
        ("情况。已查清用房，", "情况。截至3月31日，已查清用房，", "情况。{+截至3月31日，+}已查清用房，"),
        ("一是加强领导，二是加大投入。", "一是加强领导，二是健全机制，三是加大投入。", "一是加强领导，二是{+健全机制，三是+}加大投入。"),
        ("感谢关心。", "感谢关心。欢迎监督。", "感谢关心。{+欢迎监督。+}"),
        # Marks and particles that two sentences share by chance hold no pieces of them together.
        ("高度重视，切实抓好落实。", "新建3所幼儿园，9月开学。", "[-高度重视，切实抓好落实-]{+新建3所幼儿园，9月开学+}。"),
        ("使用WPS2019软件", "使用WPS2023软件", "使用[-WPS2019-]{+WPS2023+}软件"),
        ("甲，乙", "甲、乙", "甲[-，-]{+、+}乙"),
    ],
)
def test_what_a_chinese_reader_calls_the_change(old: str, new: str, read: str) -> None:
    assert marked(old, new) == read


def test_a_paragraph_that_was_moved_is_neither_new_nor_gone() -> None:
    old = ["您的建议收悉。", "一、关于托位，全市现有4.1万个。", "二、关于师资，由幼师学校培养。", "感谢支持。"]
    new = ["您的建议收悉。", "二、关于师资，由幼师学校定向培养。", "一、关于托位，全市现有4.1万个。", "感谢支持。"]
    rows = compare(old, new)
    assert differences.counts(rows) == differences.Counts(changed=0, added=0, removed=0, moved=1)
    (gone,) = (row for row in rows if row.kind == "cut")
    (come,) = (row for row in rows if row.kind == "new")
    assert (gone.moved, come.moved) == (come.new_number, gone.old_number)
    assert side(come.pieces, "del") == gone.old
    assert side(come.pieces, "ins") == come.new


APART = ["全市现有托位四万个。", "师资由幼师学校培养。", "接驳线每日往返六趟。", "屋面渗漏已经修好了。", "感谢您关心教育工作。"]


@given(st.permutations(APART))
def test_in_another_order_nothing_is_new_and_nothing_is_gone(new: list[str]) -> None:
    old = APART
    counted = differences.counts(compare(old, new))
    assert (counted.added, counted.removed) == (0, 0)
    assert (counted.moved + counted.changed > 0) == (old != new)


def test_a_paragraph_that_is_shown_is_not_folded_away() -> None:
    rows = compare(["甲段", "乙段", "丙段"], ["甲段", "乙段", "丙段"])
    assert [(same, len(run)) for same, run in folded(rows, shown={2})] == [(True, 1), (False, 1), (True, 1)]
