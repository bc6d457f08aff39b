"""What the list of cases needs beside the parts of every page."""

from django import template

from proposals.views.columns import Column
from proposals.views.standing import Standing

register = template.Library()


@register.filter
def said(row: Standing, column: Column) -> str:
    """What a column says of a case."""
    return column.text(row)
