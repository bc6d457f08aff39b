"""Keeping the table of points, entering points by hand, and the assigning body's own words in its yearly report."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.errors import InvalidInput, ReasonMissing
from proposals.models import Assignment, Department, User
from replies.models import ReportDraft, ScoreEntry, ScoreScheme
from replies.statistics.scores import parse_scores, scheme_of


def check_edit_scores(body: Department, *, by: User) -> None:
    """Raises NotAllowed for all but the coordinators of the body and the system administrator."""
    if not permissions.holds(by, "master.edit"):
        permissions.check(by, "scores.edit", body)


def check_write_report(body: Department, *, by: User) -> None:
    permissions.check(by, "report.write", body)


@transaction.atomic
def save_scheme(body: Department, name: str, rows: Sequence[Any], *, by: User) -> ScoreScheme:
    """The body's own table in the place of the shipped one. Raises InvalidInput with the row that is wrong."""
    check_edit_scores(body, by=by)
    try:
        parse_scores(rows)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    saved, _created = ScoreScheme.objects.update_or_create(
        body=body, defaults={"name": name.strip(), "rows": rows, "changed_by": by, "changed_at": timezone.now()}
    )
    return saved


@transaction.atomic
def drop_scheme(body: Department, *, by: User) -> None:
    """Back to the shipped table."""
    check_edit_scores(body, by=by)
    ScoreScheme.objects.filter(body=body).delete()


@transaction.atomic
def enter_points(body: Department, department: Department, *, year: int, row: str, points: Decimal, reason: str, by: User) -> ScoreEntry:
    """Points by hand; below 0 they take back what was entered. Raises InvalidInput, or ReasonMissing."""
    check_edit_scores(body, by=by)
    if not reason.strip():
        raise ReasonMissing(_("Please write why; the department will read it."))
    found = next((one for one in scheme_of(body).rows if one.code == row and one.kind == "entered"), None)
    if found is None:
        raise InvalidInput(_("The table has no such row to enter points in."))
    if not points or abs(points) > found.points:
        raise InvalidInput(_("“%(row)s” has at most %(points)s points.") % {"row": found.name, "points": found.points})
    if not Assignment.objects.filter(proposal__assigning_body=body, department=department).exists():
        raise InvalidInput(_("%(department)s has no case from %(body)s.") % {"department": department, "body": body})
    entered = {"year": year, "row": row, "points": points, "reason": reason.strip(), "entered_by": by}
    return ScoreEntry.objects.create(body=body, department=department, **entered)


@transaction.atomic
def save_report(body: Department, *, year: int, addressee: str, paragraphs: str, by: User) -> ReportDraft:
    check_write_report(body, by=by)
    words = {"addressee": addressee.strip(), "paragraphs": paragraphs.strip(), "changed_by": by, "changed_at": timezone.now()}
    saved, _created = ReportDraft.objects.update_or_create(body=body, year=year, defaults=words)
    return saved
