"""Which contacts with the proposer a place asks for before the signature, and which of them are lacking. Pure.

The policy `contact` of a rule set says what is asked (docs/reference/rules.md names the articles). Contacts after the reply (办后)
are never asked for before it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

IN_PERSON = ("face", "visit")
BEFORE_THE_REPLY = ("before", "during")


@dataclass(frozen=True)
class Held:
    """A contact that took place: its kind and phase by the names of `Contact`, and whether a head of the department took part."""

    kind: str
    phase: str
    by_head: bool = False


# What can be asked → whether a contact is one.
ASKED: Mapping[str, Callable[[Held], bool]] = {
    "any": lambda one: one.phase in BEFORE_THE_REPLY,
    "face": lambda one: one.phase in BEFORE_THE_REPLY and one.kind in IN_PERSON,
    "face_by_head": lambda one: one.phase in BEFORE_THE_REPLY and one.kind in IN_PERSON and one.by_head,
    "before": lambda one: one.phase == "before",
    "during": lambda one: one.phase == "during",
}
# Policy → what it asks for. The third of the three visits (办前、办中、办后) follows the reply.
POLICY: Mapping[str, tuple[str, ...]] = {
    "not_needed": (),
    "any": ("any",),
    "face": ("face",),
    "face_by_head": ("face_by_head",),
    "three_phases": ("before", "during"),
}


def lacking(policy: str, contacts: Iterable[Held]) -> list[str]:
    """What the policy asks for and no contact is, by the names of `ASKED`."""
    held = list(contacts)
    return [name for name in POLICY[policy] if not any(ASKED[name](one) for one in held)]
