"""A due date in words: from when, by which rule, what was not counted and why, who allowed more time."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proposals.deadlines import PAUSED, Deadline, NotCounted
from proposals.sentences import gap

# The names as the calendar package writes them; a year that was entered by hand brings its own.
REASONS = {
    "weekend": gettext_lazy("weekend"),
    PAUSED: gettext_lazy("the clock stood still"),
    "New Year's Day": gettext_lazy("New Year's Day"),
    "Spring Festival": gettext_lazy("Spring Festival"),
    "Tomb-sweeping Day": gettext_lazy("Tomb-sweeping Day"),
    "Labour Day": gettext_lazy("Labour Day"),
    "Dragon Boat Festival": gettext_lazy("Dragon Boat Festival"),
    "Mid-autumn Festival": gettext_lazy("Mid-autumn Festival"),
    "National Day": gettext_lazy("National Day"),
    "Anti-Fascist 70th Day": gettext_lazy("Anti-Fascist 70th Day"),
}
FROM = {
    "assigned": gettext_lazy("Assigned on %(day)s; that day itself does not count."),
    "received": gettext_lazy("Signed for on %(day)s; that day itself does not count."),
    "returned": gettext_lazy("Sent back on %(day)s; that day itself does not count."),
    "signed": gettext_lazy("Signed on %(day)s; that day itself does not count."),
}


def lines(made: Deadline) -> Iterator[str]:
    """The sentences of the explanation, in the order in which the date was worked out."""
    limit = made.limit
    yield str(FROM[limit.anchor]) % {"day": date_format(made.start)}
    yield f"{_rule(made)}{gap()}{limit.article}"
    if limit.assumed:
        yield _("No text of this limit could be found; the rule set assumes it.")
    if made.short_month:
        yield _("That month has no day %(day)s; its last day counts.") % {"day": made.start.day}
    if made.not_counted:
        yield _("Not counted: %(days)s.") % {"days": _spans(made.not_counted)}
    if made.moved:
        words = _("The last day would be a day off (%(days)s); it goes back to the working day before.")
        if limit.on_day_off == "next":
            words = _("The last day would be a day off (%(days)s); it goes on to the next working day.")
        yield words % {"days": _spans(made.moved)}
    for granted in made.extensions:
        allowed = {"until": date_format(granted.until), "by": granted.by, "on": date_format(granted.on)}
        yield _("Put off until %(until)s, as %(by)s allowed on %(on)s.") % allowed
    yield _("The last day is %(day)s, %(weekday)s.") % {"day": date_format(made.due_on), "weekday": date_format(made.due_on, "l")}
    if made.provisional:
        yield _("The days off of %(year)s are not announced yet, so the date is provisional.") % {"year": made.due_on.year}


def _rule(made: Deadline) -> str:
    count = made.limit.count
    if isinstance(count, str):
        return _("Rule: a fixed day of the year.")
    words = {
        "months": ngettext(
            "Rule: %(n)s calendar month; days off are counted.", "Rule: %(n)s calendar months; days off are counted.", count
        ),
        "days": ngettext("Rule: %(n)s day; days off are counted.", "Rule: %(n)s days; days off are counted.", count),
        "working_days": ngettext(
            "Rule: %(n)s working day; days off are left out, make-up days are counted.",
            "Rule: %(n)s working days; days off are left out, make-up days are counted.",
            count,
        ),
    }
    return words[made.limit.unit] % {"n": count}


def _spans(days: Sequence[NotCounted]) -> str:
    """Neighbouring days of one reason together: 2月15日—2月23日（春节）."""
    spans: list[list[NotCounted]] = []
    for one in days:
        last = spans[-1][-1] if spans else None
        if last and last.reason == one.reason and abs(one.day - last.day) == timedelta(days=1):
            spans[-1].append(one)
        else:
            spans.append([one])
    return "、".join(_span(sorted(span, key=lambda one: one.day)) for span in spans)


def _span(span: Sequence[NotCounted]) -> str:
    first, last = span[0].day, span[-1].day
    days = date_format(first, _("F j")) if first == last else f"{date_format(first, _('F j'))}—{date_format(last, _('F j'))}"
    return f"{days}（{REASONS.get(span[0].reason, span[0].reason)}）"
