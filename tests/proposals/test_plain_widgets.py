"""The widgets that are drawn without templates are those that the templates draw."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from proposals.plain_widgets import PlainRenderer

WIDGETS: list[tuple[forms.Widget, Any]] = [
    (forms.TextInput(), '“甲” <b>"'),
    (forms.TextInput(attrs={"placeholder": "没有规定，按“10-1”", "maxlength": 5}), None),
    (forms.NumberInput(), 3),
    (forms.NumberInput(), 0),
    (forms.HiddenInput(), "grade1"),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(attrs={"autofocus": True, "hidden": False}), False),
    (forms.Select(choices=[("", "不设"), ("a", "<甲>"), ("b", "乙")]), "a"),
    (forms.Select(attrs={"class": "form-select"}, choices=[("", "不设"), ("a", "甲")]), None),
    (forms.Textarea(), "一\n二"),
    (forms.RadioSelect(choices=[("a", "甲")]), "a"),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS, ids=lambda one: type(one).__name__)
def test_they_are_drawn_alike(widget: forms.Widget, value: Any) -> None:
    drawn, wanted = (widget.render("甲-0", value, {"id": "id_甲"}, renderer) for renderer in (PlainRenderer(), DjangoTemplates()))
    assert parse_html(drawn) == parse_html(wanted)
