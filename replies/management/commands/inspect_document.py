"""`manage.py inspect_document FILE.pdf… [--json] [--form plain|file|letter]`: measures PDFs and judges them by GB/T 9704-2012."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from proposals.models import Department
from replies.inspection import Finding, Inspection, Unreadable, inspect
from replies.inspection.anatomy import FORMS

# Far above any official document; a larger file is something else.
LARGEST = 256 * 1024 * 1024
FAULTS, UNREADABLE = 1, 2
UNITS = {"characters": pgettext_lazy("unit", "characters"), "lines": pgettext_lazy("unit", "lines")}
SIDES = ("top", "bottom", "left", "right")


class Command(BaseCommand):
    help = (
        "Measures PDFs, whoever made them, and judges them by GB/T 9704-2012. "
        "Exit code 0: no faults; 1: faults; 2: a file could not be read (the others are judged all the same)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--json", action="store_true", help="one JSON object on standard output: file name → what was measured and found"
        )
        parser.add_argument("--form", choices=FORMS, help="the form to judge by; seen from page 1 when it is not given")

    def handle(self, *args: Any, **options: Any) -> None:
        judged: dict[str, Any] = {}
        code = 0
        for file in options["files"]:
            # Two files of one name in different directories keep their paths.
            name = Path(file).name if Path(file).name not in judged else str(file)
            try:
                made = inspect(read_pdf(Path(file)), form=options["form"])
            except Unreadable as error:
                judged[name] = {"error": str(error), "passed": False}
                self.stderr.write(f"{file}: {error}")
                code = UNREADABLE
                continue
            judged[name] = made.as_dict()
            if not made.passed:
                code = code or FAULTS
            if not options["json"]:
                self.stdout.write(listing(name, made))
        if options["json"]:
            self.stdout.write(json.dumps(judged, ensure_ascii=False, indent=1))
        if code:
            raise SystemExit(code)


def read_pdf(path: Path) -> bytes:
    """Raises Unreadable for what is missing, no file, not allowed or far too large."""
    try:
        if path.exists() and not path.is_file():
            raise Unreadable(_("This is not a file."))
        if path.stat().st_size > LARGEST:
            raise Unreadable(_("The file is larger than %(most)s MB.") % {"most": LARGEST // 1024 // 1024})
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(_("There is no such file.")) from error
    except (OSError, ValueError) as error:
        raise Unreadable(_("The file cannot be read: %(error)s") % {"error": error}) from error


def listing(name: str, made: Inspection) -> str:
    """The judgement as lines to read: a summary, then one line for each finding."""
    measured = made.measured
    characters = measured["characters_per_line"]
    margins = "  ".join(f"{measured['margins'][side]:.1f}" if side in measured["margins"] else "–" for side in SIDES)
    faults = ngettext("%(count)d fault", "%(count)d faults", len(made.faults)) % {"count": len(made.faults)}
    rows = [
        f"{name}: {Department.Form(made.form).label}, "
        + (ngettext("%(count)d page", "%(count)d pages", made.pages) % {"count": made.pages})
        + ", "
        + (_("no faults") if made.passed else faults),
        "  "
        + _("margins (top, bottom, left, right): %(margins)s mm; characters to a line: %(characters)s; lines to a page: %(lines)s")
        % {"margins": margins, "characters": characters["mode"] if characters else "–", "lines": measured["lines_per_page"]["most"]},
    ]
    rows += [f"  ✗ {told(finding)}" for finding in made.faults]
    rows += [f"  · {told(finding)}" for finding in made.remarks]
    return "\n".join(rows)


def told(finding: Finding) -> str:
    """Where, what, and by which clause."""
    where = _("page %(page)s") % {"page": finding.page} if finding.page else _("whole document")
    place = f" ({finding.place[0]:.0f}, {finding.place[1]:.0f} mm)" if finding.place else ""
    times = f" ×{finding.count}" if finding.count > 1 else ""
    rule, due = finding.rule, ""
    if rule.expected is not None:
        due = f"{rule.expected:g} ± {rule.tolerance:g}" if rule.tolerance else f"{rule.expected:g}"
        due = " " + _("Due: %(expected)s.") % {"expected": f"{due} {UNITS.get(rule.unit, rule.unit)}"}
    return f"{where}{place}: {finding.message}{due}{times} [{finding.code}, {rule.clause}]"
