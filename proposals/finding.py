"""Departments found by typing: by their names, by pinyin, by the initials of it, and by keys that the administrator gave them.

Departments are some hundred and all at hand. Proposers are thousands: the database finds them by the letters kept beside their names.
"""

from collections.abc import Iterable

from django.db.models import Q

from proposals import pinyin
from proposals.models import Department

# How well the typed meets a key: it is the whole of it, its beginning, or stands somewhere in it.
EXACT, BEGINS, CONTAINS = 0, 1, 2
SEPARATOR = "|"


def keys(department: Department) -> list[str]:
    """What a department is found by, in small letters: for 市教育局 also sjyj and shijiaoyuju."""
    names = (department.short_name, department.full_name)
    read = [made for name in names for made in pinyin.spellings(name)]
    found = [*names, *read, *department.search_keys.split()]
    return [key for key in dict.fromkeys(_plain(one) for one in found) if key]


def searched(department: Department) -> str:
    """The keys in one text, for the script of the page, which ranks by the same rule."""
    return SEPARATOR.join(keys(department))


def rank(department: Department, typed: str) -> int | None:
    """How well the department is met, the smaller the better; None where it is not."""
    wanted = _plain(typed)
    found = [EXACT if key == wanted else BEGINS if key.startswith(wanted) else CONTAINS for key in keys(department) if wanted in key]
    return min(found, default=None) if wanted else None


def find(departments: Iterable[Department], typed: str) -> list[Department]:
    """Those that the typed may mean, the best met first, each rank in the order given."""
    ranked = [(met, n, one) for n, one in enumerate(departments) if (met := rank(one, typed)) is not None]
    return [one for _met, _n, one in sorted(ranked, key=lambda entry: entry[:2])]


def named(typed: str) -> Q:
    """The condition that a proposer's name, its pinyin or the initials of it have the typed in them."""
    wanted = _plain(typed)
    return Q(name__icontains=typed) | Q(spelling__contains=wanted) if wanted else Q(name__icontains=typed)


def _plain(text: str) -> str:
    return "".join(text.lower().replace(SEPARATOR, "").split())
