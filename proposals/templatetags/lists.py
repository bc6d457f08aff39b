"""What the list of cases needs beside the parts of every page.

Rows and the boxes of facets are put together here and not in templates: there are hundreds of cells on a page, and a template takes ten
times as long for one.
"""

from collections.abc import Callable, Iterable, Mapping

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from proposals.facets import Choice, Facet
from proposals.templatetags.desk import due, highlight, state
from proposals.views.columns import Column
from proposals.views.standing import Standing

register = template.Library()


@register.simple_tag
def cells(row: Standing, columns: Iterable[Column], words: list[str], snippets: Mapping[int, str]) -> SafeString:
    """The cells of one case; `words` are marked in its title and in the place of its text that `snippets` holds for it."""
    page = reverse("case_detail", args=[row.case.pk])
    place = snippets.get(row.case.pk, "")
    return mark_safe("".join(_cell(row, column, page, words, place) for column in columns))  # noqa: S308  # each is escaped


def _cell(row: Standing, column: Column, page: str, words: list[str], place: str) -> SafeString:
    if column.key == "title":
        return _title(row, page, words, place)
    if column.key == "number":
        return format_html('<td class="num"><a class="plain" href="{}">{}</a></td>', page, row.case.number_label)
    if drawn := DRAWN.get(column.key):
        return format_html("<td>{}</td>", drawn(row))
    return format_html('<td class="only-wide">{}</td>' if column.wide else "<td>{}</td>", column.text(row) or "—")


def _title(row: Standing, page: str, words: list[str], place: str) -> SafeString:
    found = [format_html('<a href="{}" data-do data-open>{}</a>', page, highlight(row.case.title, words))]
    if row.case.is_priority:
        found.append(format_html(' <span class="tag tag-key">{}</span>', _("Priority case")))
    if row.case.carried_over:  # type: ignore[attr-defined]  # annotated
        found.append(format_html(' <span class="tag">{}</span>', _("Carried over to a later term")))
    if place:
        found.append(format_html('<div class="small muted">{}</div>', highlight(place, words)))
    return format_html('<td class="title">{}</td>', mark_safe("".join(found)))  # noqa: S308  # each is escaped


def _due(row: Standing) -> SafeString:
    if row.due_done:
        return due(row.task.due_on if row.task else None, done=row.due_done)
    if row.task:
        return due(row.task.due_on, row.due_what, provisional=row.task.due_is_provisional)
    return SafeString('<span class="muted">—</span>')


DRAWN: dict[str, Callable[[Standing], SafeString]] = {"state": lambda row: state(row.case), "due": _due}


@register.simple_tag
def choices(facet: Facet, values: Iterable[Choice]) -> SafeString:
    """A box to tick for each of these values of a facet, with how many cases it would give."""
    boxes = (
        (f"f-{facet.name}-{one.value}", facet.name, one.value, CHECKED if one.chosen else "", str(one.label), one.count) for one in values
    )
    return format_html_join(
        "\n",
        '<label for="{0}"><input class="form-check-input" type="checkbox" id="{0}" name="{1}" value="{2}"{3}> {4}'
        '<span class="n">{5}</span></label>',
        boxes,
    )


CHECKED = SafeString(" checked")
