"""The daily digest by mail: an outbox of one mail per person and day, sent at least once, each under a Message-ID that never changes.

An attempt is written down before it is made. A worker that is killed after the mail server took a mail, and before it was marked as sent,
makes it go out again under the same Message-ID, by which mailboxes recognize it; a mail server that is away loses nothing.
"""

import logging
import smtplib
from collections import defaultdict
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from proposals.models import CalendarYear, Mail, MailPreference, Notice, User
from proposals.work_calendar import WorkCalendar

log = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
# The order of the digest, and what each part is called in its template, mail/<manner>.txt.
MANNERS = ("over", "today", "urged", "told", "near", "put_off")


def send_digests(now: datetime | None = None) -> int:
    """Gathers what is to be mailed and sends what is due, on working days; the number of mails that the mail server took."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    calendar: WorkCalendar = CalendarYear.objects.calendar()
    if not calendar.is_worked(today):
        return 0
    _gather(now, today)
    waiting = Mail.objects.filter(sent_at=None, dropped_at=None, next_try_at__lte=now)
    return sum(_send(pk, now) for pk in list(waiting.values_list("pk", flat=True)))


def _gather(now: datetime, today: date) -> None:
    """Puts the notices that no mail carries yet into the mail of the day; where that one has gone already, they wait for the next day."""
    unwanted = MailPreference.objects.filter(digest=False).values("user")
    Notice._base_manager.filter(by_mail=True, mail=None, recipient__in=unwanted).update(by_mail=False)
    to_mail = Notice._base_manager.filter(by_mail=True, mail=None)
    for recipient in list(to_mail.order_by("recipient").values_list("recipient", flat=True).distinct()):
        with transaction.atomic():
            Mail.objects.get_or_create(recipient_id=recipient, day=today, defaults={"next_try_at": now})
            mail = Mail.objects.select_for_update().get(recipient_id=recipient, day=today)
            # Once a mail may have left, what is added to it might be taken for one that was read.
            if not mail.attempts and not mail.dropped_at:
                to_mail.filter(recipient_id=recipient).update(mail=mail)


def _send(pk: int, now: datetime) -> bool:
    mail = _claim(pk, now)
    if mail is None:
        return False
    message = compose(mail, timezone.localdate(now))
    if message is None:
        Mail.objects.filter(pk=pk).update(dropped_at=now)
        return False
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("digest %s was not sent: %s", pk, error)
        Mail.objects.filter(pk=pk).update(error=str(error)[:1000])
        return False
    Mail.objects.filter(pk=pk).update(sent_at=now, error="")
    return True


@transaction.atomic
def _claim(pk: int, now: datetime) -> Mail | None:
    """Writes an attempt down, and keeps others off the mail until it is time for the next; None where another worker was first."""
    due = Mail.objects.filter(pk=pk, sent_at=None, dropped_at=None, next_try_at__lte=now)
    mail = due.select_for_update(of=("self",)).select_related("recipient").first()
    if mail is not None:
        wait = min(FIRST_WAIT * 2 ** min(mail.attempts, 10), LONGEST_WAIT)
        due.update(attempts=F("attempts") + 1, next_try_at=now + wait)
    return mail


def compose(mail: Mail, today: date) -> EmailMessage | None:
    """The mail as it reads on this day; None where nothing that it would say still holds, or nobody is there to read it."""
    person: User = mail.recipient
    if not person.is_active or not person.email:
        return None
    seen = Notice.objects.visible_to(person).current().filter(mail=mail)
    parts: dict[str, list[Notice]] = defaultdict(list)
    for notice in seen.select_related("proposal", "assignment__department", "clock", "urged_by", "event").order_by("due_on", "pk"):
        parts[notice.manner(today)].append(notice)
    if not parts:
        return None
    context = {
        "person": person,
        "counts": [(manner, len(parts[manner])) for manner in MANNERS if parts[manner]],
        "parts": [(f"mail/{manner}.txt", parts[manner]) for manner in MANNERS if parts[manner]],
        "site": settings.PUBLIC_URL,
    }
    with translation.override(settings.LANGUAGE_CODE):
        subject = "".join(render_to_string("mail/subject.txt", context).splitlines())
        body = render_to_string("mail/digest.txt", context)
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{mail.message_id}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, to=[person.email], headers=headers, connection=get_connection())
