"""The comments on a draft, each at the paragraph where it now stands."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from proposals.models import User
from replies.anchoring import GONE, Anchor, anchors
from replies.models import Comment, Reply
from replies.structure import parse_body


@dataclass(frozen=True)
class Remark:
    comment: Comment
    anchor: Anchor

    @property
    def open(self) -> bool:
        return self.comment.settled_at is None


@dataclass(frozen=True)
class Remarks:
    """All comments on a reply over one text, in the order of its paragraphs; those whose paragraph is gone come last."""

    all: list[Remark]
    by_paragraph: Mapping[int, list[Remark]] = field(init=False)

    def __post_init__(self) -> None:
        grouped: defaultdict[int, list[Remark]] = defaultdict(list)
        for remark in self.all:
            grouped[remark.anchor.number].append(remark)
        object.__setattr__(self, "by_paragraph", grouped)

    @property
    def gone(self) -> list[Remark]:
        """Those whose paragraph was cut; they keep its words."""
        return self.by_paragraph.get(GONE.number, [])

    @property
    def open(self) -> list[Remark]:
        return [remark for remark in self.all if remark.open]

    @property
    def asked(self) -> list[Remark]:
        """What reviewers wait for: the open ones but the drafter's notes."""
        return [remark for remark in self.open if not remark.comment.is_note]

    @property
    def settled(self) -> list[Remark]:
        return [remark for remark in self.all if not remark.open]


def remarks_on(reply: Reply, text: Sequence[str], reader: User) -> Remarks:
    """The comments that the person sees, over the paragraphs of `text`; no query for a gathered reply.

    One comparison for each version commented on.
    """
    related = ("version", "author", "settled_by")
    asked = Comment.objects.told_apart().visible_to(reader).filter(reply=reply).select_related(*related).order_by("pk")
    rows = reply.comments.all() if reply.has_loaded("comments") else asked
    places: dict[int, Mapping[int, Anchor]] = {}
    found = []
    for comment in rows:
        if comment.version_id not in places:
            places[comment.version_id] = anchors([element.text for element in parse_body(comment.version.body)], text)
        found.append(Remark(comment, places[comment.version_id].get(comment.paragraph, GONE)))
    return Remarks(sorted(found, key=lambda remark: (remark.anchor.number == 0, remark.anchor.number, remark.comment.pk)))
