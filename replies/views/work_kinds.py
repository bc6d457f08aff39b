"""What a kind of work says on “my work”. A further area lists its kinds as a table of these, see `work_items.FURTHER`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from proposals.models import Proposal
from proposals.views.buttons import Button


@dataclass(frozen=True)
class Group:
    """A kind of work: the title of its group, a hint what it is about, and the words of its button."""

    title: Promise
    hint: Promise | str
    action: Promise


@dataclass(frozen=True)
class Kind:
    """How a row of the kind is shown: what its date is that of, why it is here, and where its next step is taken (`url` takes its id)."""

    group: Group
    what: Promise | str
    sentence: Callable[[Any], str]
    url: str
    post: bool = False


@dataclass(frozen=True)
class Item:
    case: Proposal
    due_on: date | None
    what: Promise | str  # what is due then
    why: str
    page: str  # where the title leads
    button: Button
    provisional: bool = False


@dataclass(frozen=True)
class Work:
    """One group of the page: its rows, the earliest due first, how many there are in all, and how many of those are late."""

    code: str
    group: Group
    items: list[Item]
    count: int
    late: int

    @property
    def more(self) -> int:
        return self.count - len(self.items)
