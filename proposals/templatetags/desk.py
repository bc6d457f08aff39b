"""The parts that every page is built of: icons, states, due dates, buttons. Their markup is in templates/_components/."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.models import User
from proposals.reminding import light
from proposals.sentences import gap
from proposals.views import undoing
from proposals.views.buttons import Button

register = template.Library()
# As `Proposal.number_label` writes it.
CASE_NUMBER = re.compile(r"(?:建议|提案) 第\S+?号")

# State → icon and manner. A state is always shape and word, never colour alone. The words of all machines are in one table,
# since the same shape must mean the same thing on every page.
LOOKS = {
    "registered": ("note", ""),
    "filed": ("check", ""),
    "not_filed": ("x", ""),
    "converted": ("back", ""),
    "assigned": ("clock", ""),
    "handling": ("pen", "mine"),
    "answered": ("check", "done"),
    "closed": ("check", "done"),
    "archived": ("lock", "done"),
    "promised": ("clock", ""),
    "kept": ("info", "mine"),
    "confirmed": ("check", "done"),
    "changed": ("note", ""),
    "withdrawn": ("x", ""),
    "to_sign": ("note", ""),
    "accepted": ("pen", "mine"),
    "done": ("check", "done"),
    "asked": ("hold", ""),
    "submitted": ("info", "mine"),
    "sent_back": ("back", "back"),
    "adopted": ("check", "done"),
    "drafting": ("pen", "mine"),
    "co_signing": ("clock", ""),
    "office_review": ("clock", ""),
    "deputy_approval": ("clock", ""),
    "head_approval": ("clock", ""),
    "signed": ("lock", ""),
    "numbered": ("print", ""),
    "printed": ("file", ""),
    "dispatched": ("check", "done"),
    "queued": ("clock", ""),
    "running": ("print", "mine"),
    "failed": ("warn", "back"),
    "cancelled": ("hold", ""),
    "returned": ("back", "back"),
    "raised": ("hold", ""),
    "settled": ("check", "done"),
    "granted": ("check", "done"),
    "refused": ("x", ""),
    "taken_back": ("back", ""),
    "to_check": ("note", "mine"),
    "checked": ("check", ""),
    "published": ("check", "done"),
    "not_published": ("x", ""),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="ico" viewBox="0 0 16 16" aria-hidden="true"><use href="#i-{}"/></svg>', name)


register.filter("undo_of", undoing.undo_of)
register.simple_tag(gap)


# A page has dozens of them, and few that differ; a few hundred bytes each.
@lru_cache(4000)
def _component(name: str, **values: Any) -> SafeString:
    return render_to_string(f"_components/{name}.html", values)


@register.simple_tag
def state(obj: Any) -> SafeString:
    """The state of anything with a machine, as shape and word."""
    symbol, style = LOOKS.get(obj.state, ("note", ""))
    # Not get_state_display(): it hashes the words of all states, which translates every one of them.
    words = dict(obj._meta.get_field("state").choices)
    return _component("state", symbol=symbol, style=style, word=str(words.get(obj.state, obj.state)))


@register.filter
def short_date(day: date | None) -> str:
    """4月16日, here and not in UTC; with the year only where it is not this one."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return _short(day, get_language(), day.year == timezone.localdate().year)


@lru_cache(4000)
def _short(day: date, _language: str | None, this_year: bool) -> str:
    return date_format(day, _("M j") if this_year else _("M j, Y"))


@register.filter
def unbroken(text: object) -> SafeString:
    """The text, no number of a case in which is divided between two lines: a browser may break before and behind each hanzi."""
    return mark_safe(CASE_NUMBER.sub(r'<span class="nowrap">\g<0></span>', escape(text)))  # noqa: S308  # the rest is escaped


@register.filter
def weekday(day: date) -> str:
    return date_format(day, "l")


def relative(day: date) -> tuple[str, str]:
    """(manner, words) of a due date; the manner is its traffic light, see `reminding.light`."""
    today = timezone.localdate()
    days, manner = (day - today).days, light(day, today)
    if days < 0:
        return manner, ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    if days == 0:
        return manner, _("today")
    if days == 1:
        return manner, _("tomorrow")
    return manner, ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


@register.simple_tag
def due(day: date | None, what: object = "", done: object = "", *, line: bool = False, provisional: bool = False) -> SafeString:
    """A due date in both forms, days left and date. `what` says what is due; `done` replaces the days where nothing is due any more."""
    date_text = short_date(day)
    if done:
        return _component("due", light="done", relative=str(done), small=_("was due %s") % date_text if day else "", line=line)
    if day is None:
        return _component("due", light="done", relative=_("no date"), small=str(what), line=line)
    style, words = relative(day)
    small = " ".join(part for part in (date_text, str(what), _("(provisional)") if provisional else "") if part)
    return _component("due", light=style, relative=words, small=small, line=line)


@register.inclusion_tag("_components/action.html", takes_context=True)
def action(context: template.Context, button: Button, *, small: bool = False) -> dict[str, Any]:
    """A `proposals.views.buttons.Button`: open, or dashed with the reason why it is closed."""
    return {"button": button, "small": small, "csrf_token": context.get("csrf_token")}


@register.filter
def holds(user: User, permission: str) -> bool:
    """Whether one of the person's roles carries the permission at all."""
    return permissions.holds(user, permission)


@register.filter
def of(table: Mapping[Any, Any] | None, key: object) -> Any:
    """What a table holds for a key, nothing where it has none."""
    return (table or {}).get(key, ())


@register.filter
def highlight(text: str, words: Iterable[str]) -> SafeString:
    """Marks every hit of the words in a plain text; a single character is never marked."""
    wanted = [re.escape(escape(word)) for word in words if len(word) > 1]
    escaped = escape(text)
    if not wanted:
        return escaped
    return mark_safe(re.sub("|".join(wanted), lambda hit: f"<mark>{hit[0]}</mark>", escaped, flags=re.IGNORECASE))  # noqa: S308  # both are escaped
