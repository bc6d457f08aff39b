"""What keeps the house in order: rules that no reader would remember, read out of the code itself."""

import ast
import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from proposals.models.stateful import Stateful
from proposals.permissions import PERMISSIONS, ROLES
from proposals.workflow import SYSTEM
from replies.management.commands.workflow_diagram import MACHINES

ROOT = Path(__file__).resolve().parent.parent
APPS = ("config", "proposals", "replies")
LONGEST = 320
ROLE_CODES = ROLES.keys()


def files(*folders: str, pattern: str = "*.py") -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob(pattern))]
    return [path for path in found if "__pycache__" not in path.parts]


SOURCES = [path for path in files(*APPS) if "migrations" not in path.parts]
TEMPLATES = files("templates", pattern="*.html")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def offences(paths: list[Path], offends: Callable[[ast.AST], bool]) -> list[str]:
    return [f"{name(path)}:{node.lineno}" for path in paths for node in ast.walk(tree(path)) if offends(node) and hasattr(node, "lineno")]


def without(*allowed: str) -> list[Path]:
    return [path for path in SOURCES if not name(path).startswith(allowed)]


def called(node: ast.AST) -> str:
    """The name of what is called: `move` of workflow.move(…), an empty string for what is no call."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


# States


def writes_a_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)
    if called(node) == "setattr":
        return any(isinstance(argument, ast.Constant) and argument.value == "state" for argument in node.args)  # type: ignore[attr-defined]
    written = called(node) in ("update", "create", "get_or_create", "update_or_create", "save", "write_state", "bulk_update")
    if written:
        keywords = {keyword.arg for keyword in node.keywords}  # type: ignore[attr-defined]
        constants = {
            constant.value for constant in ast.walk(node) if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
        }
        return "state" in keywords or called(node) == "write_state" or (called(node) in ("save", "bulk_update") and "state" in constants)
    made = called(node) in stateful_names()
    return made and "state" in {keyword.arg for keyword in node.keywords}  # type: ignore[attr-defined]


def stateful() -> list[type[Model]]:
    return [model for model in apps.get_models() if issubclass(model, Stateful)]


@cache
def stateful_names() -> frozenset[str]:
    return frozenset(model.__name__ for model in stateful())


def test_only_the_workflow_writes_a_state() -> None:
    writers = ("proposals/workflow.py", "proposals/models/stateful.py", "proposals/transitions.py", "replies/transitions.py")
    # A clock has no machine of its own: it runs, or has been stopped by a step of one.
    assert offences(without(*writers, "proposals/actions/clocks.py"), writes_a_state) == []


def test_the_rule_about_states_sees_what_it_forbids() -> None:
    forbidden = (
        "reply.state = 'signed'", "reply.state: str = 'x'", "rows.update(state='x')", "Reply.objects.create(state='x')",
        "setattr(reply, 'state', 'x')", "reply.save(update_fields=['state'])", "reply.write_state('x', [])", "Reply(state='x')",
    )  # fmt: skip
    for line in forbidden:
        assert any(writes_a_state(node) for node in ast.walk(ast.parse(line))), line
    for line in ("rows.filter(state='x')", "state = reply.state", "rows.update(error='x')", "Button(state='x')", "reply.save()"):
        assert not any(writes_a_state(node) for node in ast.walk(ast.parse(line))), line


def test_only_transitions_move() -> None:
    moves = offences(without("proposals/transitions.py", "replies/transitions.py"), lambda node: called(node) == "move")
    assert moves == []


def test_only_the_workflow_adds_events() -> None:
    def makes_event(node: ast.AST) -> bool:
        return called(node) == "Event" or (called(node) in ("create", "bulk_create") and "Event.objects" in ast.unparse(node))

    assert offences(without("proposals/workflow.py"), makes_event) == []


# Roles


def test_roles_are_named_in_permissions_alone() -> None:
    """As words of code; `_("proposer")` is a word for people, and a step of the review is called after the leader who takes it."""
    review_steps = {"head", "deputy_head"}
    where_steps_are_named = ("proposals/rules.py", "replies/models/drafts.py")
    # A reminder goes to them, whoever they are; which role that is stands in permissions.
    where_receivers_are_named = ("proposals/policies.py", "proposals/ladder.py")
    # Who proposed a case is a row of it too: the name of fields, and of what an event tells. No role is asked for by its code but there.
    rows = {"proposer"}
    working = [path for path in SOURCES if {"views", "actions"} & set(path.parts)]
    assert not [name(path) for path in working if "role_codes" in path.read_text(encoding="utf-8")]
    found = []
    for path in without("proposals/permissions.py", "replies/rendering/"):  # a font has a table named head
        words = {id(word) for node in ast.walk(tree(path)) if called(node) in ("_", "_t", "gettext", "pgettext") for word in ast.walk(node)}
        for node in ast.walk(tree(path)):
            named = isinstance(node, ast.Constant) and node.value in set(ROLE_CODES) - rows and id(node) not in words
            if named and name(path) in where_receivers_are_named:
                continue
            if named and not (node.value in review_steps and name(path) in where_steps_are_named):  # type: ignore[attr-defined]
                found.append(f"{name(path)}:{node.lineno} {node.value}")  # type: ignore[attr-defined]
    assert found == []


def test_templates_name_no_roles() -> None:
    pattern = re.compile(r"[\"'](" + "|".join(ROLE_CODES) + r")[\"']")
    assert [name(path) for path in TEMPLATES if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_django_s_own_flags_decide_nothing() -> None:
    flags = ("is_staff", "is_superuser", "has_perm", "user_passes_test", "permission_required", "staff_member_required")

    def asks(node: ast.AST) -> bool:
        return (isinstance(node, ast.Attribute) and node.attr in flags) or (isinstance(node, ast.Name) and node.id in flags)

    assert offences(without("proposals/permissions.py", "proposals/admin.py"), asks) == []


def test_every_permission_is_used_and_every_one_used_exists() -> None:
    granted = {code for role in ROLES.values() for code in role.permissions}
    assert granted == PERMISSIONS.keys()
    assert {row.permission for machine in MACHINES for row in machine.transitions} - {SYSTEM} <= PERMISSIONS.keys()
    literals = {
        node.args[1].value
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and called(node) in ("check", "can", "holds") and len(node.args) > 1
        if isinstance(node.args[1], ast.Constant)
    }
    assert len(literals) > 5
    assert literals <= PERMISSIONS.keys()


# The machines of the workflow


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: str(machine.name))
def test_a_machine_is_sound(machine: object) -> None:
    rows, states, initial = machine.transitions, set(machine.states), machine.initial  # type: ignore[attr-defined]
    model = next(model for model in stateful() if model.machine is machine)  # type: ignore[attr-defined]
    assert {row.source for row in rows} | {row.target for row in rows} | {initial} == states
    reached, front = {initial}, {initial}
    while front := {row.target for row in rows if row.source in front} - reached:
        reached |= front
    assert reached == states
    for row in rows:
        for method in (*row.requires, *([row.when] if row.when else ())):
            assert callable(getattr(model, method))
    for (event, source), same in machine.rows.items():  # type: ignore[attr-defined]
        assert [bool(row.when) for row in same] == sorted((bool(row.when) for row in same), reverse=True), (event, source)
        assert not same[-1].when, f"{event} from {source} may find no row"
        assert len({row.label for row in same}) >= 1


# What calls and imports what


def test_actions_send_tasks_once_the_rows_are_committed() -> None:
    actions = [path for path in SOURCES if "actions" in path.parts or path.name == "transitions.py" or "views" in path.parts]
    assert offences(actions, lambda node: called(node) in ("delay", "apply_async", "send_task")) == []


def test_only_rendering_imports_weasyprint() -> None:
    def imports(node: ast.AST) -> bool:
        if isinstance(node, ast.Import):
            return any(alias.name.split(".")[0] == "weasyprint" for alias in node.names)
        return isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "weasyprint"

    assert offences(without("replies/rendering/"), imports) == []


def test_the_directions_of_imports() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_rendering_knows_no_database() -> None:
    def imports(node: ast.AST) -> bool:
        module = node.module if isinstance(node, ast.ImportFrom) else None
        return bool(module) and str(module).startswith(("django.db", "proposals", "replies.models"))

    assert offences([path for path in SOURCES if name(path).startswith("replies/rendering/")], imports) == []


# Files


@pytest.mark.parametrize("folder", [*APPS, "tests"])
def test_no_module_is_longer_than_a_person_reads(folder: str) -> None:
    modules = [path for path in files(folder) if "migrations" not in path.parts]
    assert modules
    assert {name(path): count for path in modules if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST} == {}


def test_no_drawer_for_everything() -> None:
    junk = {"utils", "helpers", "common", "core", "services", "misc", "tools"}
    assert [name(path) for path in files(*APPS, "tests") if path.stem in junk or junk & set(path.relative_to(ROOT).parts)] == []


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error")) + r")\b")
    left = [name(path) for path in (*files(*APPS, "tests"), *TEMPLATES) if marks.search(path.read_text(encoding="utf-8"))]
    assert left == []


def test_what_waits_stands_where_make_looks_for_it() -> None:
    """Else `make test` would run it nowhere."""
    (listed,) = re.findall(r"^WAITING = (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    marked = [path for path in files("tests") if re.search(r"mark\.(browser|faults)\b", path.read_text(encoding="utf-8"))]
    assert marked
    assert [name(path) for path in marked if not any(path.is_relative_to(ROOT / folder) for folder in listed.split())] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [name(path) for path in SOURCES if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree(path))]
    assert [path for path in silent if Path(path).name not in ("__init__.py", "urls.py", "apps.py")] == []


def test_migrations_are_up_to_date(db: None) -> None:
    out = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)  # exits where a model has changed without its migration
    assert out.getvalue().strip() == "No changes detected"


# Pages


def test_templates_load_nothing_from_elsewhere() -> None:
    """No address, no inline script, style or handler: the Content-Security-Policy would refuse them."""
    forbidden = {
        "an address": re.compile(r"(?:src|href|action|hx-\w+)=[\"'](?:https?:)?//", re.IGNORECASE),
        "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
        "an inline style": re.compile(r"<style|\sstyle=[\"']", re.IGNORECASE),
        "a handler": re.compile(r"\son[a-z]+=[\"']", re.IGNORECASE),
        "a data address": re.compile(r"[\"'(]data:", re.IGNORECASE),
    }
    pages = [path for path in TEMPLATES if "official" not in path.parts]
    assert pages
    found = [
        f"{name(path)}: {what}" for path in pages for what, pattern in forbidden.items() if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_form_that_posts_has_its_token() -> None:
    posting = re.compile(r"<form[^>]*method=[\"']post[\"'].*?</form>", re.IGNORECASE | re.DOTALL)
    bare = [name(path) for path in TEMPLATES for form in posting.findall(path.read_text(encoding="utf-8")) if "csrf_token" not in form]
    assert bare == []


def views(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns)
        else:
            yield entry


def test_views_read_only_what_the_person_sees() -> None:
    """In a view a row of a case is looked up among what is visible to the person; a row that is not there is a 404."""
    pages = [path for path in SOURCES if "views" in path.parts]
    functions = [node for path in pages for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    looking = [node for node in functions if any(called(part) in ("get_object_or_404", "get_list_or_404") for part in ast.walk(node))]
    assert len(looking) > 10
    assert [node.name for node in looking if "visible_to(" not in ast.unparse(node) and "_visible" not in ast.unparse(node)] == []
    guarded = "|".join(model.__name__ for model in apps.get_models() if hasattr(model._default_manager, "visible_to"))
    whole = re.compile(rf"\b({guarded})\.(objects|_base_manager|_default_manager)\.(get|all|first|last|in_bulk)\(")
    assert [name(path) for path in pages if whole.search(path.read_text(encoding="utf-8"))] == []


def test_every_view_belongs_to_one_of_the_apps() -> None:
    modules = {pattern.callback.__module__.split(".")[0] for pattern in views(get_resolver().url_patterns)}
    assert modules <= {*APPS, "django"}
