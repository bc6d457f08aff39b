"""What happened in a person's cases since the last day that he or she was here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from proposals.models import Assignment, CoOpinion, Event, User
from proposals.views.history import KEY_EVENTS, sentence

MOST = 8
# A look within so much time of the last one is not noted down again.
PAUSE = timedelta(minutes=10)
# What is worth telling to somebody who was away.
TOLD = KEY_EVENTS | {"submit", "co_sign", "pass_on", "approve", "adopt", "comment", "rate", "rate_by_link"}


@dataclass(frozen=True)
class Change:
    event: Event
    words: str


def seen(user: User) -> datetime | None:
    """Notes down that the person is here now; gives the last moment of an earlier day, None on the first day."""
    now = timezone.now()
    last = user.last_seen_at
    if last and now - last < PAUSE and timezone.localdate(last) == timezone.localdate(now):
        return user.away_since
    if last and timezone.localdate(last) < timezone.localdate(now):
        user.away_since = last
    user.last_seen_at = now
    User.objects.filter(pk=user.pk).update(last_seen_at=now, away_since=user.away_since)
    return user.away_since


def changes(user: User, since: datetime | None) -> list[Change]:
    """The newest of what others did, in the cases in which the person did something; one query, none on the first day."""
    if since is None:
        return []
    mine = Event.objects.filter(actor=user).order_by().values("proposal")
    tasks = Assignment.objects.filter(pk=OuterRef("subject_id"), proposal=OuterRef("proposal"))
    opinions = CoOpinion.objects.filter(pk=OuterRef("subject_id"), assignment__proposal=OuterRef("proposal"))
    rows = Event.objects.visible_to(user).filter(at__gt=since, proposal__in=mine, name__in=TOLD).exclude(actor=user)
    rows = rows.annotate(
        of_task=Subquery(tasks.values("department__short_name")[:1]),
        of_opinion=Subquery(opinions.values("assignment__department__short_name")[:1]),
    )
    rows = rows.select_related("proposal", "proposal__session").order_by("-at", "-pk")[:MOST]
    names = {"assignment": "of_task", "coopinion": "of_opinion"}
    return [Change(event, sentence(event, getattr(event, names.get(event.subject_type, ""), "") or "")) for event in rows]
