"""What differs between two versions, ready to be read: the fields of the head, then the body paragraph by paragraph."""

from collections.abc import Sequence
from dataclasses import dataclass

from proposals.models import User
from replies import differences
from replies.differences import Counts, Piece, Row
from replies.forms import LABELS
from replies.models import ReplyVersion, ReviewStep
from replies.structure import parse_body


@dataclass(frozen=True)
class Changes:
    fields: list[tuple[str, tuple[Piece, ...]]]  # the label of a changed field, and its words
    folds: list[tuple[bool, list[Row]]]
    counts: Counts

    @property
    def field_names(self) -> str:
        return "、".join(name for name, _pieces in self.fields)

    @property
    def none(self) -> bool:
        return not self.fields and all(same for same, _rows in self.folds)


def paragraphs(body: str) -> list[str]:
    return [block.text for block in parse_body(body)]


def changes(old: ReplyVersion, new: ReplyVersion) -> Changes:
    rows = differences.compare(paragraphs(old.body), paragraphs(new.body))
    fields = [
        (str(LABELS[name]), differences.pieces(old.text[name], new.text[name]))
        for name in ReplyVersion.TEXT_FIELDS
        if name != "body" and old.text[name] != new.text[name]
    ]
    return Changes(fields, differences.folded(rows), differences.counts(rows))


def last_look(user: User, steps: Sequence[ReviewStep]) -> ReviewStep | None:
    """The decided step after which the text is to be read again: the person's own last one, else the last of anybody."""
    decided = [step for step in steps if step.decision in (ReviewStep.Decision.AGREED, ReviewStep.Decision.SENT_BACK)]
    own = [step for step in decided if step.decided_by_id == user.pk]
    return next(reversed(own or decided), None)
