"""Two states of a rule set beside one another: what differs, in words, and how what two people changed at once comes together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from proposals import rule_words

# The fields that are edited, in the order of the editor; the code and the kind of a rule set stay as they are.
FIELDS = tuple(rule_words.SECTIONS)
Fields = Mapping[str, Any]
# A field, and within it an item, where the field is a set of named items.
Piece = tuple[str, str]
NOT_THERE = object()


@dataclass(frozen=True)
class Difference:
    """What is called `section` and, within it, `item`: what it said, and what it says now."""

    section: str
    item: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{'·'.join(part for part in (self.section, self.item) if part)}：{self.before} → {self.after}"


@dataclass(frozen=True)
class Merged:
    """What came together; `collisions` are the pieces that both changed, where what the second one entered stands."""

    fields: dict[str, Any]
    collisions: tuple[str, ...]


def differences(before: Fields, after: Fields) -> list[Difference]:
    """Piece by piece; of the reminders and of other long lists only the entries that go and come."""
    old, new = _pieces(before), _pieces(after)
    changed = [piece for piece in _in_order({**old, **new}) if old.get(piece, NOT_THERE) != new.get(piece, NOT_THERE)]
    return [_told(piece, old.get(piece, NOT_THERE), new.get(piece, NOT_THERE)) for piece in changed]


def merge(base: Fields, mine: Fields, theirs: Fields) -> Merged:
    """What I changed since `base`, over what others made of it meanwhile."""
    old, own, other = _pieces(base), _pieces(mine), _pieces(theirs)
    made, collisions = dict(other), []
    for piece in {**old, **own}:
        before, wanted, there = (found.get(piece, NOT_THERE) for found in (old, own, other))
        if wanted in (before, there):
            continue
        if there != before:
            collisions.append(label(piece))
        made[piece] = wanted
    return Merged(_fields({piece: value for piece, value in made.items() if value is not NOT_THERE}), tuple(collisions))


def label(piece: Piece) -> str:
    field, item = piece
    section = str(rule_words.SECTIONS[field])
    return f"{section}·{_item(piece)}" if item else section


def _item(piece: Piece) -> str:
    field, item = piece
    return str(rule_words.ITEMS[field][0].get(item, item)) if item else ""


def _pieces(fields: Fields) -> dict[Piece, Any]:
    found: dict[Piece, Any] = {}
    for field in FIELDS:
        if field in rule_words.ITEMS:
            found |= {(field, name): value for name, value in fields[field].items()}
        else:
            found[field, ""] = fields[field]
    return found


def _fields(pieces: Mapping[Piece, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {field: {} for field in FIELDS if field in rule_words.ITEMS}
    for (field, item), value in pieces.items():
        if item:
            made[field][item] = value
        else:
            made[field] = value
    return made


def _in_order(pieces: Mapping[Piece, Any]) -> list[Piece]:
    def place(piece: Piece) -> tuple[int, int, str]:
        field, item = piece
        known = [*rule_words.ITEMS[field][0]] if field in rule_words.ITEMS else []
        return FIELDS.index(field), known.index(item) if item in known else len(known), item

    return sorted(pieces, key=place)


def _told(piece: Piece, before: Any, after: Any) -> Difference:
    field = piece[0]
    section = str(rule_words.SECTIONS[field])
    if isinstance(before, list) and isinstance(after, list) and field in ("copies", "outcomes", "reminders"):
        gone, come = ([one for one in these if one not in those] for these, those in ((before, after), (after, before)))
        if gone or come:
            return Difference(section, "", _said(piece, gone), _said(piece, come))
        return Difference(section, _("order"), _said(piece, before), _said(piece, after))
    return Difference(section, _item(piece), _said(piece, before), _said(piece, after))


def _said(piece: Piece, value: Any) -> str:
    field, item = piece
    if value is NOT_THERE:
        return _("not laid down")
    return rule_words.ITEMS[field][1](item, value) if item else rule_words.ALONE[field](value)
