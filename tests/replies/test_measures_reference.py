"""docs/reference/measures.md names every measure as it is defined."""

from pathlib import Path

from replies.statistics.handling import STAGES
from replies.statistics.measures import MEASURES

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "measures.md"


def test_the_reference_lists_every_measure() -> None:
    rows = [
        f"| {one.name} | `{one.code}` | {one.unit.name}（{one.unit.word}） | {one.counted} | {one.meets} | {one.source} |"
        for one in (*MEASURES, *STAGES)
    ]
    lines = REFERENCE.read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if line.startswith("| ") and not line.startswith("| 指标")]
    assert listed == rows
