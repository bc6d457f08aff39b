"""Text to lines, before any page: what is measured here is what the PDF is told."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.rendering.fonts import Role, library
from replies.rendering.grid import CELL, EM, FIRST_LINE, FULL, MM_PER_PT, WIDTH, Measure
from replies.rendering.report import Ledger
from replies.rendering.squeeze import give
from replies.rendering.typeset import Cluster, Line, clusters, set_lines
from tests.replies.rendering.samples import plain_text

TEXT = plain_text(60)


def placed(line: Line) -> list[tuple[Cluster, float]]:
    """Each character and where it begins, mm from the line's left; as a reader of the PDF adds it up."""
    found, left, em = [], 0.0, line.size * MM_PER_PT
    for run in line.runs:
        for place, cluster in enumerate(run.clusters):
            found.append((cluster, left))
            left += cluster.width * em
            if place + 1 < len(run) and not run.closed:
                left += line.gap
        left += line.gap - run.taken
    return found


def right(line: Line) -> float:
    cluster, left = placed(line)[-1]
    return left + cluster.width * line.size * MM_PER_PT


def text_of(lines: list[Line]) -> str:
    return "".join(run.text for line in lines for run in line.runs)


WRITTEN = st.text('托育服务体系，。、：；“”‘’（）《》〔〕—…·2026年5月%.,()AIab /-"é昇喆😀', max_size=260)


@given(WRITTEN, st.sampled_from([[FULL], [FIRST_LINE, FULL], [Measure(0, 60.0)], [Measure(5, 31.0)]]), st.sampled_from([16.0, 10.5]))
def test_nothing_is_lost_and_no_line_leaves_its_room(text: str, measures: list[Measure], size: float) -> None:
    lines = set_lines([(Role.FANG, text)], Ledger(library()), measures, size=size)
    assert text_of(lines).replace(" ", "") == text.replace(" ", "").replace("😀", "〓")
    em = size * MM_PER_PT
    for number, line in enumerate(lines):
        room = measures[min(number, len(measures) - 1)]
        assert line.left == room.left
        assert right(line) <= room.width + 0.02
        if number + 1 < len(lines) and len(placed(line)) > 1:
            assert right(line) == pytest.approx(room.width, abs=0.02)  # both edges flush
        for (one, start), (_other, after) in pairwise(placed(line)):
            assert after - start >= one.width * em - 0.5 * em - 0.2  # half a cell and the usual tightness at most


@given(WRITTEN)
def test_only_marks_give_way(text: str) -> None:
    for line in set_lines([(Role.FANG, text)], Ledger(library()), [FULL]):
        whole = text_of([line])
        can = give(whole)
        ends = 0
        for run in line.runs:
            ends += len(run.text)
            assert 0 <= run.taken <= (can[ends - 1] + 1e-6) * EM


def test_full_lines_have_28_characters_whatever_marks_meet_in_them() -> None:
    text = f"{TEXT[:5]}”，{TEXT[:5]}》（{TEXT[:14]}"
    lines = set_lines([(Role.FANG, text * 4)], Ledger(library()), [FULL])
    assert [text_of([line]) for line in lines] == [text] * 4
    assert all(run.taken == 0.0 for line in lines for run in line.runs)
    for line in set_lines([(Role.FANG, plain_text(28 * 9))], Ledger(library()), [FULL]):
        assert len(text_of([line])) == 28
        steps = {round(after - start, 4) for (_one, start), (_other, after) in pairwise(placed(line))}
        assert len(steps) == 1
        assert steps.pop() == pytest.approx(CELL, abs=0.005)
        assert right(line) == pytest.approx(WIDTH)


def test_a_squeezed_line_holds_more_and_ends_at_the_same_edge() -> None:
    text = "甲乙”，丙丁”，戊己”，" + TEXT[:14] + "1234亿" + TEXT[:20]
    line = set_lines([(Role.FANG, text)], Ledger(library()), [FULL])[0]
    assert text_of([line]) == text[:31]
    assert right(line) == pytest.approx(WIDTH, abs=0.01)
    assert sum(run.taken for run in line.runs) == pytest.approx((sum(cluster.width for cluster, _left in placed(line)) - 28) * EM, abs=0.01)


def test_ragged_lines_are_not_spread() -> None:
    lines = set_lines([(Role.FANG, "普惠托位1234567个服务体系逐步健全")], Ledger(library()), [Measure(0, 40.0)], ragged=True)
    assert len({round(line.gap, 6) for line in lines}) == 1
    assert any(right(line) < 38 for line in lines[:-1])


def test_characters_are_looked_up_once_and_reported_in_every_document() -> None:
    first, second = Ledger(library()), Ledger(library())
    one, other = (clusters(Role.KAI, "甲昇😀乙", ledger) for ledger in (first, second))
    assert all(a is b for a, b in zip(one, other, strict=True))
    for ledger in (first, second):
        assert list(ledger.missing) == ["😀"]
        assert list(ledger.fallbacks) == ["昇"]
    assert clusters(Role.KAI, "甲乙", third := Ledger(library()))
    assert not third.missing
    assert not third.fallbacks


def test_what_is_missing_is_printed_as_wide_as_a_cell() -> None:
    for role in Role:
        (mark,) = clusters(role, "\ue000", Ledger(library()))
        assert mark.text == "〓"
        assert mark.width == pytest.approx(1.0)


@pytest.mark.parametrize(("text", "printed"), [("e\u0301a", ["é", "a"]), ("e" + "\u0301" * 9 + "a", None), ("\u0301a", None)])
def test_accents_stay_with_their_letter(text: str, printed: list[str] | None) -> None:
    ledger = Ledger(library())
    found = [cluster.text for cluster in clusters(Role.FANG, text, ledger)]
    assert found == printed if printed else found[-1] == "a"
    assert len(found) == 2
    assert bool(ledger.warnings) == (len(text) > 5)
