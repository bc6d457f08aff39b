"""What differs between two versions, ready to be read: the fields of the head, then the body paragraph by paragraph."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.models import User
from replies import differences
from replies.attachments import as_text
from replies.differences import Counts, Piece, Row
from replies.forms import LABELS
from replies.models import Comment, ReplyVersion
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
    def summary(self) -> str:
        """改了 2 段，新增 1 段，移动 1 段; what did not happen is not said."""
        if self.none:
            return _("Nothing in the text changed.")
        found = (
            (self.counts.changed, ngettext("%(n)d paragraph changed", "%(n)d paragraphs changed", self.counts.changed)),
            (self.counts.added, ngettext("%(n)d added", "%(n)d added", self.counts.added)),
            (self.counts.removed, ngettext("%(n)d cut", "%(n)d cut", self.counts.removed)),
            (self.counts.moved, ngettext("%(n)d moved", "%(n)d moved", self.counts.moved)),
        )
        said = [words % {"n": n} for n, words in found if n]
        if self.fields:
            said.append(_("changed, too: %s") % self.field_names)
        return _("%s.") % _(", ").join(said)

    @property
    def none(self) -> bool:
        return not self.fields and all(row.kind == "same" for _same, rows in self.folds + self.attached for row in rows)


def paragraphs(body: str) -> list[str]:
    return [block.text for block in parse_body(body)]


def changes(old: ReplyVersion, new: ReplyVersion, shown: Collection[int] = ()) -> Changes:
    """`shown` are the numbers of paragraphs that stand there although they did not change: those with comments."""
    rows = differences.compare(paragraphs(old.body), paragraphs(new.body))
    attached = differences.compare(paragraphs(as_text(old.attachments)), paragraphs(as_text(new.attachments)))
    before, after = old.text, new.text
    fields = [
        (str(LABELS[name]), differences.pieces(before.get(name, ""), after.get(name, "")))
        for name in ONE_FIELD
        if before.get(name, "") != after.get(name, "")
    ]
    return Changes(fields, differences.folded(rows, shown), differences.folded(attached), differences.counts([*rows, *attached]))


def settled(comments: Iterable[Comment], reader: User, version: ReplyVersion) -> str:
    """您的 3 条意见，改好 2 条: what became of the reader's own comments on the versions before this one; empty where there are none."""
    own = [comment for comment in comments if comment.author_id == reader.pk and comment.version_id != version.pk]
    if not own:
        return ""
    ways = [comment.settlement for comment in own]
    found = (
        (ways.count(Comment.Settlement.CHANGED), ngettext("%(n)d settled", "%(n)d settled", ways.count("changed"))),
        (ways.count(Comment.Settlement.NOT_TAKEN), ngettext("%(n)d not taken up", "%(n)d not taken up", ways.count("not_taken"))),
        (ways.count(""), ngettext("%(n)d open", "%(n)d open", ways.count(""))),
    )
    all_of_them = ngettext("your %(n)d comment", "your %(n)d comments", len(own)) % {"n": len(own)}
    return _("%(comments)s: %(what)s.") % {
        "comments": all_of_them,
        "what": _(", ").join(words % {"n": n} for n, words in found if n),
    }
