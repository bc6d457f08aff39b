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
        assert side(row.pieces, "del") == row.old
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
        Piece("del", "近40"),
        Piece("ins", "37"),
        Piece("same", "处，其中19处"),
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
