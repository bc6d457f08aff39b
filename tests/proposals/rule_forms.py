"""A rule set's form as a browser would send it."""

from typing import Any

from django.forms import ChoiceField, Form, Select
from django.http import QueryDict

from proposals.rule_set_editor import RuleSetEditor


def posted(editor: RuleSetEditor, **changes: Any) -> QueryDict:
    """What stands in the form; `changes` by the names of fields with __ for -, None takes one out."""
    data = QueryDict(mutable=True)
    _put(data, editor.plain)
    for section in editor.sections.values():
        for rows in section.groups:
            if rows.is_list:
                data[f"{rows.prefix}-rows"] = str(len(rows.forms))
            for form in rows.forms:
                _put(data, form)
    for key, value in changes.items():
        name = key.replace("__", "-")
        if value is None:
            data.pop(name, None)
        elif isinstance(value, list):
            data.setlist(name, value)
        else:
            data[name] = str(value)
    return data


def _put(data: QueryDict, form: Form) -> None:
    for field in form:
        value = field.value()
        listed = field.field
        if value is None and isinstance(listed, ChoiceField) and type(listed.widget) is Select:
            value = next(str(one) for one, _label in listed.choices)  # what a browser sends of a list that nobody touched
        if isinstance(value, list):
            data.setlist(field.html_name, [str(one) for one in value])
        elif value is True:
            data[field.html_name] = "on"
        elif value not in (None, False):
            data[field.html_name] = str(value)
