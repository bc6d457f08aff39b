"""Buttons whose reason for being closed is the very error that the server would raise."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from proposals import permissions, workflow
from proposals.errors import CaseError, NotAllowed
from proposals.models import User
from proposals.models.stateful import Stateful


@dataclass(frozen=True)
class Button:
    """`name` is unique on its page; `post` sends a form, else it is a link; a `refusal` closes it; `key` takes the step, too."""

    name: str
    label: str | Promise
    url: str
    post: bool = False
    style: str = "btn-plain"
    refusal: str = ""
    allowed: bool = True  # false where the person may not do this whatever the state
    key: str = ""


def button(
    check: Callable[[], object],
    name: str,
    label: str | Promise,
    url: str,
    *,
    post: bool = False,
    style: str = "btn-plain",
    key: str = "",
) -> Button:
    """A button that is open where `check` raises nothing."""
    try:
        check()
    except CaseError as error:
        return Button(name, label, url, post, style, str(error), not isinstance(error, NotAllowed))
    return Button(name, label, url, post, style, key=key)


def step(obj: Stateful, event: str, *, by: User, url: str, post: bool = False, style: str = "btn-plain", label: str = "") -> Button:
    """The button of one step of the object's machine, labelled as in its table."""
    row = next(row for row in obj.machine.transitions if row.event == event)
    name = f"{obj._meta.model_name}-{obj.pk}-{event}"
    return button(lambda: workflow.check_move(obj, event, by=by), name, label or row.label, url, post=post, style=style)


def calls_for(obj: Stateful, event: str, *, by: User) -> bool:
    """Whether a button is worth showing, be it closed: the step leads on from here, or the person's roles take it elsewhere."""
    rows = [row for row in obj.machine.transitions if row.event == event]
    return any(row.source == obj.state for row in rows) or any(permissions.holds(by, row.permission) for row in rows)


def check_form(obj: Stateful, event: str, *, by: User, sending: bool) -> None:
    """Before the form of a step shows, raises what the step would raise. Once something was written (`sending`), only where the person
    may not do this at all: a step that has closed meanwhile is told beside the text, so that no word is lost."""
    if not sending:
        workflow.check_move(obj, event, by=by)
    else:
        permissions.check(by, next(row.permission for row in obj.machine.transitions if row.event == event), obj)
