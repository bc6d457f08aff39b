"""Writes docs/reference/workflow.md from the tables of the workflow, so that the diagrams never tell anything else than the code."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from proposals import states as case_states
from proposals.permissions import PERMISSIONS, ROLES, Relation
from proposals.workflow import SYSTEM, Machine, Transition
from replies import states as reply_states

MACHINES = (*case_states.MACHINES, *reply_states.MACHINES)
TITLES = {
    "case": "The case",
    "assignment": "A department's task",
    "co_opinion": "A co-handler's opinion",
    "objection": "An objection to an assignment (退办)",
    "extension": "A request for more time (延期)",
    "commitment": "A promise of a reply (承诺事项)",
    "supervision": "A note of supervision (督办通知)",
    "disagreement": "A disagreement between departments (分歧)",
    "reply": "The reply",
    "publication": "The publication of a reply (公开)",
}
RELATIONS = {
    Relation.ANY: "any department",
    Relation.ASSIGNING: "the assigning body of the case",
    Relation.OWN: "the department whose task, opinion or reply it is",
    Relation.ANSWERING: "a department that answers the case",
    Relation.CO_SIGNING: "a co-handler whose co-signature is due",
}
HEAD = """\
# The workflow

Made by `manage.py workflow_diagram` from the tables in `proposals/states.py` and `replies/states.py` and from
`proposals/permissions.py`. Do not edit it: change the tables and run the command again.

Every step is taken by `workflow.move()`: it locks the case, re-reads the row, asks the table (is the step open here?), the
permissions (may this person, from this department?) and the requirements (is anything missing?), writes the new state and adds
an event to the case's chain, in one transaction. Besides what a row requires, nothing moves in a case that has ended; what goes on
after it says so itself.

Of several rows for one step the first whose condition holds counts. A condition or requirement is a method of the object. “The
system” takes a step that follows from another, or from a finished print; nobody takes it by hand.
"""


class Command(BaseCommand):
    help = "Writes the diagrams and tables of the workflow to docs/reference/workflow.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / "docs" / "reference" / "workflow.md")
        parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path = options["output"]
        with translation.override("en"):
            page = "\n".join(document())
        if options["check"]:
            if not output.exists() or output.read_text(encoding="utf-8") != page:
                raise CommandError(f"{output.name} is stale; make it anew with: manage.py workflow_diagram")
            self.stdout.write(f"{output.name} is up to date.")
            return
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(page, encoding="utf-8")
        self.stdout.write(f"{output.name} written.")


def document() -> Iterator[str]:
    yield HEAD
    for machine in MACHINES:
        yield f"## {TITLES[machine.name]}\n"
        yield from diagram(machine)
        yield ""
        yield from table(machine)
        yield ""


def diagram(machine: Machine) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in machine.states:
        yield f'    state "{machine.label(state)}" as {state}'
    yield f"    [*] --> {machine.initial}"
    for row in machine.transitions:
        yield f"    {row.source} --> {row.target}: {row.event}{f' [{row.when}]' if row.when else ''}"
    for state in machine.states:
        if not any(row.source == state for row in machine.transitions):
            yield f"    {state} --> [*]"
    yield "```"


def table(machine: Machine) -> Iterator[str]:
    yield "| Step | From | To | Permission | Roles | Whose department | Reason | Condition | Requires |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for row in machine.transitions:
        requires = ", ".join(f"`{name}`" for name in row.requires)
        step, where = f"{row.label} (`{row.event}`)", (machine.label(row.source), machine.label(row.target))
        when = f"`{row.when}`" if row.when else ""
        yield f"| {' | '.join((step, *where, *who(row), 'yes' if row.reason else '', when, requires))} |"


def who(row: Transition) -> tuple[str, str, str]:
    """(permission, roles, relation) of a row."""
    if row.permission == SYSTEM:
        return "", "the system", ""
    roles = ", ".join(str(role.name) for role in ROLES.values() if row.permission in role.permissions)
    return f"`{row.permission}`", roles, RELATIONS[PERMISSIONS[row.permission].relation]
