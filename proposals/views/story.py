"""The history of a case as it is looked through: by what it is about, and by person."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.models import Event
from proposals.views.history import Story

KINDS: Mapping[str, Promise] = {
    "assigning": _("Assignment"),
    "deadline": _("Time limits"),
    "co_handling": _("Co-handling"),
    "contact": _("Contact"),
    "reply": _("Reply"),
    "review": _("Review and signature"),
    "publication": _("Publication"),
    "rating": _("Rating"),
    "follow_up": _("Follow-up"),
}
# What an event is about, by the kind of row; by its name where a row has events of several kinds.
OF: Mapping[str, str] = {
    "proposal": "assigning",
    "assignment": "assigning",
    "objection": "assigning",
    "clock": "deadline",
    "extensionrequest": "deadline",
    "coopinion": "co_handling",
    "disagreement": "co_handling",
    "contact": "contact",
    "reply": "reply",
    "delivery": "reply",
    "comment": "review",
    "proposer": "publication",
    "publication": "publication",
    "ratinglink": "rating",
    "rating": "rating",
    "settlement": "rating",
    "commitment": "follow_up",
    "supervision": "follow_up",
}
NAMED: Mapping[tuple[str, str], str] = {
    ("assignment", "urge"): "deadline",
    ("proposal", "choose"): "follow_up",
    **{
        ("reply", name): "review"
        for name in ("submit", "co_sign", "pass_on", "approve", "sign", "send_back", "take_back", "without_contact", "follow")
    },
}
# Who did what to the reply, by the event that says so.
HANDS: Mapping[str, Promise] = {
    "save": _("Drafted by"),
    "pass_on": _("Checked by"),
    "approve": _("Approved by"),
    "sign": _("Signed by"),
}


@dataclass(frozen=True)
class History:
    """The stories that were asked for, of all that the reader sees; the kinds and people with how many there are of each."""

    all: list[Story]
    kind: str = ""
    who: str = ""
    shown: list[Story] = field(init=False)

    def __post_init__(self) -> None:
        shown = [
            story
            for story in self.all
            if (not self.kind or kind_of(story.event) == self.kind) and (not self.who or story.event.actor_name == self.who)
        ]
        object.__setattr__(self, "shown", shown)

    @property
    def filtered(self) -> bool:
        return bool(self.kind or self.who)

    @property
    def kinds(self) -> list[tuple[str, Promise, int]]:
        counts = Counter(kind_of(story.event) for story in self.all)
        return [(kind, name, counts[kind]) for kind, name in KINDS.items() if counts[kind]]

    @property
    def people(self) -> list[tuple[str, int]]:
        """Those who did most first."""
        return Counter(story.event.actor_name for story in self.all if story.event.actor_name).most_common()


def kind_of(event: Event) -> str:
    return NAMED.get((event.subject_type, event.name)) or OF.get(event.subject_type, "assigning")


def looked_through(stories: list[Story], query: Mapping[str, str]) -> History:
    """By `kind` and `who` of a query; what is no kind or nobody's name asks for nothing."""
    kind, who = query.get("kind", ""), query.get("who", "")
    known = {story.event.actor_name for story in stories}
    return History(stories, kind if kind in KINDS else "", who if who in known else "")


def hands(events: Iterable[Event]) -> list[tuple[Promise, list[str]]]:
    """Who wrote, checked, approved and signed the newest replies: (what, names), from the events, the newest first."""
    found: dict[str, dict[int, str]] = {name: {} for name in HANDS}
    for event in events:
        if event.subject_type == "reply" and event.name in found and event.actor_name:
            found[event.name].setdefault(event.subject_id, event.actor_name)
    return [(HANDS[name], list(dict.fromkeys(by.values()))) for name, by in found.items() if by]
