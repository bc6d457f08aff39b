"""The address of the list of cases: conditions, and how they are shown."""

from django.http import QueryDict

# What an address holds besides its conditions.
SHOWING = ("view", "sort", "columns", "page", "open")


def address(query: QueryDict, **changes: str) -> str:
    """The query string with other values; an empty one takes the name out. It begins with “?”."""
    changed = query.copy()
    for name, value in changes.items():
        if value:
            changed[name] = value
        else:
            changed.pop(name, None)
    return "?" + changed.urlencode()


def conditions(query: QueryDict) -> str:
    """The conditions alone, in one order, so that equal ones are equal texts."""
    pairs = sorted((name, value) for name, values in query.lists() if name not in SHOWING for value in values if value)
    kept = QueryDict(mutable=True)
    for name, value in pairs:
        kept.appendlist(name, value)
    return kept.urlencode()
