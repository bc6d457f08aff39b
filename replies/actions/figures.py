"""The figures of a reply: added while it is drafted, and never changed."""

from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from proposals import pictures, workflow
from proposals.errors import InvalidInput
from proposals.models import User
from replies.actions.drafts import check_save_draft, printable
from replies.models import Reply, ReplyFigure

MOST_FIGURES = 40
# About 300 points to the inch over the 156 mm of the type area: a printer shows no more.
LONGEST_SIDE = 1900
# What ends a name, or the line that shows it.
FORBIDDEN = frozenset("【】：:|\u3000")


@transaction.atomic
def add_figure(reply: Reply, upload: IO[bytes], *, name: str, by: User) -> ReplyFigure:
    """Adds a picture (PNG or JPEG) under a name of its own in the reply.

    Raises InvalidInput for a name or a picture that cannot be taken; WrongState once the draft has left the drafter's hands.
    """
    letters = reply.lock_letters()
    role = check_save_draft(reply, by=by)
    name = _clean_name(name)
    if reply.figures.filter(name=name).exists():
        raise InvalidInput(_("There is a figure called “%s” already; please choose another name.") % name)
    if reply.figures.count() >= MOST_FIGURES:
        raise InvalidInput(_("A reply has at most %s figures.") % MOST_FIGURES)
    png = pictures.clean(upload, longest=LONGEST_SIDE)
    width, height = pictures.size(png)
    kept = {"name": name, "sha256": pictures.keep(png), "size": len(png), "width": width, "height": height, "uploaded_by": by}
    for one in (*letters, reply):  # each letter shows the figures of the text that it shares
        figure = ReplyFigure.objects.create(reply=one, **kept)
        workflow.record(one.case, one, "figure", by=by, acting_as=role, data={"name": name, "sha256": figure.sha256})
    return figure


def _clean_name(given: str) -> str:
    name = " ".join(printable(given).split())
    longest = ReplyFigure._meta.get_field("name").max_length or 0
    if not name or len(name) > longest:
        raise InvalidInput(_("The name of a figure has 1 to %s characters.") % longest)
    if FORBIDDEN & set(name):
        raise InvalidInput(_("The name of a figure has no brackets, colons or strokes."))
    return name
