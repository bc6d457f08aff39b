"""Draws the widgets of a form of hundreds of fields: the same markup as Django's templates give, without a template for each."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

INPUTS = frozenset(f"django/forms/widgets/{kind}.html" for kind in ("text", "number", "hidden", "checkbox"))
SELECT = "django/forms/widgets/select.html"


class PlainRenderer(DjangoTemplates):
    """Text, numbers, boxes and lists without groups; anything else is left to the templates."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, flatatt(widget["attrs"]))


def _select(widget: dict[str, Any]) -> SafeString:
    options = (option for _group, listed, _number in widget["optgroups"] for option in listed)
    drawn = ((option["value"], flatatt(option["attrs"]), option["label"]) for option in options)
    inside = format_html_join("", '<option value="{}"{}>{}</option>', drawn)
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), inside)
