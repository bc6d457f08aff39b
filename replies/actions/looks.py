"""The plain log of who had which version on the screen to review it."""

from proposals.models import User
from replies.models import Look, Reply, ReplyVersion


def look(reply: Reply, version: ReplyVersion, *, by: User) -> None:
    """Notes that the person has this version before him; a second look at it is no other.

    Called when the page of the review is opened, too: a GET that leaves a line in a log is still safe (RFC 9110, 9.2.1), for nobody asked
    for it and no step depends on it. A POST from the page would miss whoever reads without scripts, and only noting decisions would show
    a leader who opened a draft and left it the changes of a version that he has long read.
    """
    Look.objects.bulk_create([Look(reply=reply, person=by, version=version)], ignore_conflicts=True)


def seen_before(version: ReplyVersion, *, by: User, now: bool = False) -> Look | None:
    """The person's look at the newest version before this one, so that the changes stand there however often the page is opened.

    `now`: the person has this one on the screen, too; the first time that is noted.
    """
    loaded = version.reply.has_loaded("looks")  # with the page, and then the person's own
    rows = version.reply.looks.all() if loaded else Look.objects.filter(person=by, reply=version.reply_id).select_related("version")
    found = sorted(rows, key=lambda one: one.version.number)
    if now and all(one.version_id != version.pk for one in found):
        look(version.reply, version, by=by)
    return next((one for one in reversed(found) if one.version.number < version.number), None)
