"""What became of a paragraph from version to version: a table worked by hand, and properties."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replies.descent import bare, follow, missing, paragraphs

PLACES = "社区闲置用房共三十七处，其中十九处可以改作托育点。"
MONEY = "改造经费由市级财政安排三百万元，分两年拨付到位。"
THANKS = "感谢您对托育工作的关心和支持。"
OTHER = "下一步将加强从业人员培训，落实安全责任。"


@pytest.mark.parametrize(
    ("after", "descendants"),
    [
        ([THANKS, PLACES], {PLACES}),  # moved
        ([PLACES, OTHER, THANKS], {PLACES}),  # another was put beside it
        ([PLACES.replace("三十七", "三十八"), THANKS], {PLACES.replace("三十七", "三十八")}),  # one figure changed
        ([OTHER, THANKS], set()),  # gone
        ([PLACES + MONEY, THANKS], {PLACES + MONEY}),  # another joined to it
        ([MONEY + PLACES, THANKS], {MONEY + PLACES}),
        ([PLACES[:11], PLACES[11:], THANKS], {PLACES[:11], PLACES[11:]}),  # parted
        ([THANKS, PLACES.replace("十九", "二十")], {PLACES.replace("十九", "二十")}),  # moved and changed
    ],
)
def test_what_becomes_of_a_paragraph(after: list[str], descendants: set[str]) -> None:
    assert follow(PLACES, [[PLACES, THANKS], after]) == descendants


def test_what_was_put_back_is_known_again() -> None:
    assert follow(PLACES, [[PLACES, THANKS], [THANKS], [THANKS, PLACES]]) == {PLACES}
    assert follow(PLACES, [[PLACES, THANKS], [THANKS], [THANKS, OTHER]]) == set()


@pytest.mark.parametrize(
    ("text", "without"),
    [("（二）盘活用房。", "盘活用房。"), ("3.盘活用房", "盘活用房"), ("一、盘活用房", "盘活用房"), ("3.5万元已到位。", "3.5万元已到位。")],
)
def test_the_number_of_a_paragraph_does_not_count(text: str, without: str) -> None:
    assert bare(text) == without
    assert paragraphs(f"甲\n{text}") == ["甲", without]


def test_a_paragraph_is_missing_as_often_as_it_was_agreed() -> None:
    assert missing([PLACES, PLACES], [PLACES]) == [PLACES]
    assert missing([PLACES], [OTHER, PLACES]) == []
    assert missing([], [OTHER]) == []


# Paragraphs that share no pair of characters, so that none can be taken for another one rewritten.
DISTINCT = ["".join(chr(0x4E00 + 200 * n + k) for k in range(20)) for n in range(8)]


@settings(max_examples=60, deadline=None)
@given(st.permutations(DISTINCT), st.integers(0, 7), st.permutations(DISTINCT))
def test_whatever_happens_to_the_others_an_untouched_paragraph_is_itself(first: list[str], left_out: int, then: list[str]) -> None:
    followed = DISTINCT[0]
    shorter = [text for text in first if text == followed or text != DISTINCT[left_out]]
    assert follow(followed, [first, shorter, then]) == {followed}


@settings(max_examples=60, deadline=None)
@given(st.permutations(DISTINCT), st.integers(0, 19))
def test_a_changed_paragraph_is_found_changed_and_never_as_it_was(order: list[str], place: int) -> None:
    followed = DISTINCT[0]
    changed = followed[:place] + "改" + followed[place + 1 :]
    after = [changed if text == followed else text for text in order]
    assert follow(followed, [DISTINCT, after]) == {changed}
    assert missing([followed], after) == [followed]
