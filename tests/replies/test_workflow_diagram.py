"""docs/reference/workflow.md is what the tables say."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from proposals.workflow import Transition
from replies.management.commands.workflow_diagram import MACHINES, TITLES, document


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("workflow_diagram", *arguments, stdout=out)
    return out.getvalue()


def test_the_page_in_docs_is_up_to_date() -> None:
    assert "up to date" in run("--check")


def test_a_stale_or_missing_page_fails_the_check(tmp_path: Path) -> None:
    page = tmp_path / "new" / "workflow.md"
    with pytest.raises(CommandError, match="stale"):
        run("--check", f"--output={page}")
    assert "written" in run(f"--output={page}")
    assert "up to date" in run("--check", f"--output={page}")
    page.write_text(page.read_text() + "a line by hand\n")
    with pytest.raises(CommandError, match="workflow_diagram"):
        run("--check", f"--output={page}")


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_row_is_drawn_and_tabled(machine: object) -> None:
    lines = list(document())
    rows: tuple[Transition, ...] = machine.transitions  # type: ignore[attr-defined]
    for row in rows:
        condition = f" [{row.when}]" if row.when else ""
        assert f"    {row.source} --> {row.target}: {row.event}{condition}" in lines
        assert any(line.startswith("|") and f"(`{row.event}`)" in line and f"`{row.permission}`" in line for line in lines) or (
            row.permission == "system" and any(f"(`{row.event}`)" in line and "the system" in line for line in lines)
        )


def test_every_machine_has_a_heading() -> None:
    assert TITLES.keys() == {machine.name for machine in MACHINES}
