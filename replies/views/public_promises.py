"""承诺事项 on a public page: what the letter promised, until when, and where it stands. Nothing that the public text does not say."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from proposals.models import Commitment
from replies.models import Publication, PublicText

SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Promise:
    """A promise and, where a later reply told of it and is public itself, the page of that reply."""

    commitment: Commitment
    told_at: int | None = None


def promises_of(publication: Publication, text: PublicText) -> list[Promise]:
    """The promises that the reply made and that stand word for word in its public text: what was masked or summed up stays so.
    Two queries at most."""
    reply = publication.reply
    said = SPACE.sub("", "\n".join([text.body, *(attachment["body"] for attachment in text.attachments)]))
    made = Commitment.objects.filter(assignment=reply.assignment_id, made_round=reply.round)
    shown = [one for one in made if SPACE.sub("", one.sentence) in said]
    rounds = {one.told_round for one in shown if one.told_round}
    told: dict[Any, int] = {}
    if rounds:
        later = Publication.objects.on_public_page().filter(reply__assignment=reply.assignment_id, reply__round__in=rounds)
        told = dict(later.values_list(F("reply__round"), "pk"))
    return [Promise(one, told.get(one.told_round)) for one in shown]
