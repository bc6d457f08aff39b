"""One row per way of printing."""

from typing import Any

import pytest

from replies.parsing import parse_reply
from tests.replies.parsing.varieties import VARIETIES
from tests.replies.parsing.varieties_ends import ENDS

ROWS = VARIETIES | ENDS


@pytest.mark.parametrize(("text", "fields"), ROWS.values(), ids=ROWS.keys())
def test_variety(text: str, fields: dict[str, Any]) -> None:
    parsed = parse_reply(text).as_dict()
    assert {name: parsed[name] for name in fields} == fields
