"""The labelled published replies that lie beside the project where it is developed; skipped where they do not."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from replies.parsing import parse_reply
from replies.parsing.reading import read_text

SHARED = Path(__file__).resolve().parents[4] / "shared"
LEAST_F1 = 0.95

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the published replies are not here")


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_parse", SHARED / "tools" / "score_parse.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def results(directory: str, index: list[dict[str, Any]]) -> dict[str, Any]:
    return {row["file"]: parse_reply(read_text(SHARED / directory / row["file"])).as_dict() for row in index}


def test_score_of_the_labelled_replies() -> None:
    index = json.loads((SHARED / "replies" / "index.json").read_text(encoding="utf-8"))
    tool = scorer()
    fields = [field for field in tool.FIELDS if field != "issuer"]
    score = tool.score(index, results("replies", index), fields)
    assert score["overall"]["micro_f1"] >= LEAST_F1, score["misses"]


def test_seeds_agree_in_every_field() -> None:
    index = json.loads((SHARED / "seeds" / "expected.json").read_text(encoding="utf-8"))
    parsed = results("seeds", index)
    for row in index:
        given = {name: value for name, value in row.items() if name not in {"file", "complete"}}
        assert {name: parsed[row["file"]][name] for name in given} == given


@pytest.mark.parametrize("path", sorted(SHARED.glob("*/*.txt")), ids=lambda path: path.name)
def test_every_text_is_read(path: Path) -> None:
    assert parse_reply(read_text(path)).body
