"""What is written between two versions, kept so that no word is lost; and who has the draft open meanwhile.

A working copy is no version and leaves no event: versions stay what somebody saved on purpose.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.errors import InvalidInput, WrongState
from proposals.models import User
from replies.actions.drafts import LONGEST_BODY
from replies.models import Presence, Reply, WorkingCopy
from replies.querysets import OwnQuerySet
from replies.states import ReplyState

Posted = Mapping[str, Sequence[str]]
# A form holds a body, attachments, and little else.
MOST_CHARACTERS = 2 * LONGEST_BODY
# Windows of one person; the oldest copies beyond it are dropped for good.
MOST_COPIES = 20
# A browser is heard of every 15 seconds.
SILENT_AFTER = timedelta(seconds=40)
FORGOTTEN_AFTER = timedelta(days=1)
LONGEST_PLACE = 60


def check_keep(reply: Reply, *, by: User) -> str:
    """The role as which the person may keep what he writes; raises with the reason.

    Also while the draft is with the reviewers: what was typed before it went there is kept until it comes back.
    """
    role = permissions.check(by, "reply.draft", reply)
    if reply.state == ReplyState.DISPATCHED:
        raise WrongState(_("The reply was dispatched; its text stays as it is."))
    return role


def keep(reply: Reply, posted: Posted, *, window: str, base: int, by: User, instead_of: str = "") -> WorkingCopy:
    """Keeps the fields of one window, over what was kept of it before. `instead_of` is the window whose copy was taken up into this one.

    One statement for what is asked every two seconds: no transaction, no lock that a save would wait for.
    """
    check_keep(reply, by=by)
    if sum(len(value) for values in posted.values() for value in values) > MOST_CHARACTERS:
        raise InvalidInput(_("The text has more than %s characters; it was not saved.") % LONGEST_BODY)
    own = copies(reply, by=by)
    now = {"posted": {name: list(values) for name, values in posted.items()}, "base": base, "at": timezone.now(), "dropped_at": None}
    if not own.filter(window=window).update(**now):
        try:
            WorkingCopy.objects.create(reply=reply, person=by, window=window, **now)
        except IntegrityError:  # the same window, twice at once
            own.filter(window=window).update(**now)
        own.filter(pk__in=list(own.values_list("pk", flat=True)[MOST_COPIES:])).delete()
    if instead_of and instead_of != window:
        own.filter(window=instead_of).delete()
    kept: WorkingCopy = own.get(window=window)
    return kept


def copies(reply: Reply, *, by: User) -> OwnQuerySet:
    """Those of this person, the newest first."""
    found: OwnQuerySet = WorkingCopy.objects.visible_to(by).filter(reply=reply)
    return found


def drop(copy: WorkingCopy, *, by: User) -> None:
    """Is not offered any more; `restore` takes it back."""
    permissions.check(by, "reply.draft", copy.reply)
    copy.dropped_at = timezone.now()
    copy.save(update_fields=["dropped_at"])


def restore(copy: WorkingCopy, *, by: User) -> None:
    permissions.check(by, "reply.draft", copy.reply)
    copy.dropped_at = None
    copy.save(update_fields=["dropped_at"])


def became_version(reply: Reply, windows: Sequence[str], *, by: User) -> None:
    """What stood in these windows of the person is a version now."""
    copies(reply, by=by).filter(window__in=windows).delete()


def forget(reply: Reply) -> None:
    """The letter is out: nothing of it will be written any more."""
    WorkingCopy.objects.filter(reply=reply).delete()
    Presence.objects.filter(reply=reply).delete()


def note_presence(reply: Reply, *, window: str, place: str, by: User) -> None:
    """The person has the draft open in this window, and writes under the heading `place`."""
    check_keep(reply, by=by)
    now = timezone.now()
    seen = {"place": place[:LONGEST_PLACE], "seen_at": now}
    if Presence.objects.filter(reply=reply, person=by, window=window).update(**seen):
        return
    try:
        Presence.objects.create(reply=reply, person=by, window=window, **seen)
    except IntegrityError:
        Presence.objects.filter(reply=reply, person=by, window=window).update(**seen)
    Presence.objects.filter(reply=reply, seen_at__lt=now - FORGOTTEN_AFTER).delete()


def present(reply: Reply, *, windows: Collection[str], by: User) -> list[Presence]:
    """Who else has it open now, each once, and the person himself where he has it in a window other than these."""
    heard = Presence.objects.visible_to(by).filter(reply=reply, seen_at__gt=timezone.now() - SILENT_AFTER).select_related("person")
    found: dict[int, Presence] = {}
    for one in heard.exclude(person=by, window__in=windows).order_by("seen_at"):
        found[one.person_id] = one
    return list(found.values())
