"""Where a paragraph that was commented on stands in a later version."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.anchoring import GONE, Anchor, anchors

A, B, C, D = (
    "截至2026年3月31日，全市每千人口拥有托位4.1个。",
    "一、关于场地来源",
    "盘活存量用房，可在2026年9月前改作托育点。",
    "感谢您对托育工作的关心和支持。",
)
LINES = st.lists(st.text(alphabet="甲乙丙丁12，。", min_size=1, max_size=8), max_size=10)


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ([A, B, C, D], [Anchor("same", 1), Anchor("same", 2), Anchor("same", 3), Anchor("same", 4)]),
        # What is put before it moves its number.
        (["首先，感谢您。", A, B, C, D], [Anchor("same", 2), Anchor("same", 3), Anchor("same", 4), Anchor("same", 5)]),
        # Rewritten in its place.
        ([A.replace("4.1", "4.3"), B, C, D], [Anchor("changed", 1), Anchor("same", 2), Anchor("same", 3), Anchor("same", 4)]),
        # Taken to another place: one of the two is what moved.
        ([B, C, D, A], [Anchor("moved", 4), Anchor("same", 1), Anchor("same", 2), Anchor("same", 3)]),
        # Taken to another place and rewritten there.
        ([B, C, D, A.replace("4.1", "4.3")], [Anchor("moved", 4), Anchor("same", 1), Anchor("same", 2), Anchor("same", 3)]),
        # Cut.
        ([B, C, D], [GONE, Anchor("same", 1), Anchor("same", 2), Anchor("same", 3)]),
        ([A, B, D], [Anchor("same", 1), Anchor("same", 2), GONE, Anchor("same", 3)]),
        # Another one in its place that shares nothing with it.
        ([A, B, "我局将另行研究。", D], [Anchor("same", 1), Anchor("same", 2), GONE, Anchor("same", 4)]),
        ([], [GONE] * 4),
    ],
)
def test_what_becomes_of_each_paragraph(new: list[str], found: list[Anchor]) -> None:
    there = anchors([A, B, C, D], new)
    assert [there[number] for number in range(1, 5)] == found


@given(LINES, LINES)
def test_every_paragraph_is_somewhere_or_gone(old: list[str], new: list[str]) -> None:
    there = anchors(old, new)
    assert there.keys() == set(range(1, len(old) + 1))
    numbers = [anchor.number for anchor in there.values() if anchor.number]
    assert len(numbers) == len(set(numbers)), "no two of them lead to one"
    for number, anchor in there.items():
        assert (anchor.number == 0) == (anchor.fate == "gone")
        assert anchor.number <= len(new)
        if anchor.fate == "same":
            assert old[number - 1] == new[anchor.number - 1]


@given(LINES)
def test_an_unchanged_text_leaves_everything_where_it_is(text: list[str]) -> None:
    assert anchors(text, text) == {number: Anchor("same", number) for number in range(1, len(text) + 1)}


@given(st.permutations([A, B, C, D]))
def test_what_is_only_moved_is_never_gone(moved: list[str]) -> None:
    there = anchors([A, B, C, D], moved)
    assert [moved[there[number].number - 1] for number in range(1, 5)] == [A, B, C, D]
