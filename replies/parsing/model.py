"""What the parser hands back."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class ParsedReply:
    """The fields of one published reply. None or [] means: not printed in the text (and a warning says so).

    `number` is text and keeps its zeros. `date` is ISO 8601. `addressees` come without 代表/委员, but 等3位委员 stays.
    `body` holds (level, text): the paragraphs from the opening sentence to the thanks, levels as in `replies.structure`.
    """

    kind: str | None = None
    doc_type: str | None = None
    session: str | None = None
    number: str | None = None
    category: str | None = None
    addressees: list[str] = field(default_factory=list)
    title: str | None = None
    co_handlers: list[str] = field(default_factory=list)
    document_number: str | None = None
    handling_class: str | None = None
    date: str | None = None
    contact: str | None = None
    issuer: str | None = None
    headings: list[str] = field(default_factory=list)
    body: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON, in the order of the fields."""
        return asdict(self)
