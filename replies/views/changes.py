"""What differs between two versions, ready to be read: the fields of the head, then the body paragraph by paragraph."""

from dataclasses import dataclass

from replies import differences
from replies.attachments import as_text
from replies.differences import Counts, Piece, Row
from replies.forms import LABELS
from replies.models import ReplyVersion
from replies.structure import parse_body

# The fields that are compared whole; the body and the attachments are compared by paragraphs.
ONE_FIELD = ("title", "addressee", "contact", "copies", "notes", "secrecy", "urgency", "issuers")


@dataclass(frozen=True)
class Changes:
    fields: list[tuple[str, tuple[Piece, ...]]]  # the label of a changed field, and its words
    folds: list[tuple[bool, list[Row]]]
    attached: list[tuple[bool, list[Row]]]
    counts: Counts

    @property
    def field_names(self) -> str:
        return "、".join(name for name, _pieces in self.fields)

    @property
    def none(self) -> bool:
        return not self.fields and all(same for same, _rows in self.folds + self.attached)


def paragraphs(body: str) -> list[str]:
    return [block.text for block in parse_body(body)]


def changes(old: ReplyVersion, new: ReplyVersion) -> Changes:
    rows = differences.compare(paragraphs(old.body), paragraphs(new.body))
    attached = differences.compare(paragraphs(as_text(old.attachments)), paragraphs(as_text(new.attachments)))
    before, after = old.text, new.text
    fields = [
        (str(LABELS[name]), differences.pieces(before.get(name, ""), after.get(name, "")))
        for name in ONE_FIELD
        if before.get(name, "") != after.get(name, "")
    ]
    return Changes(fields, differences.folded(rows), differences.folded(attached), differences.counts([*rows, *attached]))
