"""The cases that were ticked in a list, for what is done with many at once."""

import re

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from proposals.errors import InvalidInput
from proposals.models import Proposal

MOST = 200
# Digits of a row's id at most: a longer number would overflow in the database.
LONGEST_ID = 18


def chosen(query: QueryDict, seen: QuerySet[Proposal]) -> list[Proposal]:
    """The cases ticked, by number; raises InvalidInput for none or too many, 404 where one is not among those that the person sees."""
    ids = named(",".join(query.getlist("case")))
    if not ids:
        raise InvalidInput(_("Choose the cases first."))
    if len(ids) > MOST:
        raise InvalidInput(_("Choose at most %(most)d cases at a time.") % {"most": MOST})
    found = list(seen.filter(pk__in=ids))
    if len(found) < len(ids):
        raise Http404
    return found


def named(words: str) -> set[int]:
    """The ids in a text such as 1,2,3."""
    return {int(word) for word in words.split(",") if re.fullmatch(rf"[0-9]{{1,{LONGEST_ID}}}", word)}
