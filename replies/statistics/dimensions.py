"""By what the figures are parted: department, session, kind, field, part, proposer, priority, month."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.models import Assignment, Department, ProposalKind, Proposer, Session

Labels = dict[Any, str]


@dataclass(frozen=True)
class Dimension:
    """`key` is the expression over a unit's rows, by the path to their task; `labels` names the keys found, in their order."""

    code: str
    name: Promise
    key: Callable[[str], Any]
    labels: Callable[[Iterable[Any]], Labels]


def _named(model: Any) -> Callable[[Iterable[Any]], Labels]:
    def labels(keys: Iterable[Any]) -> Labels:
        return {row.pk: str(row) for row in model.objects.filter(pk__in=[key for key in keys if key is not None])}

    return labels


def _chosen(choices: Any) -> Callable[[Iterable[Any]], Labels]:
    return lambda keys: {value: str(label) for value, label in choices if value in set(keys)}


def _fields(keys: Iterable[str]) -> Labels:
    return {key: key or gettext("without a field") for key in sorted(keys, key=lambda key: (not key, key))}


def _months(keys: Iterable[date | None]) -> Labels:
    known = sorted(key for key in keys if key is not None)
    undated = {None: gettext("day of the assignment not recorded")} if None in keys else {}
    return {key: date_format(key, "YEAR_MONTH_FORMAT") for key in known} | undated


def _by_group(path: str) -> Any:
    lead = Proposer._base_manager.filter(proposal=OuterRef(f"{path}proposal"), is_lead=True, group__isnull=False)
    return Exists(lead)


DIMENSIONS = {
    dimension.code: dimension
    for dimension in (
        Dimension("department", _("Department"), lambda path: F(f"{path}department"), _named(Department)),
        Dimension("session", _("Session"), lambda path: F(f"{path}proposal__session"), _named(Session)),
        Dimension("kind", _("Kind"), lambda path: F(f"{path}proposal__kind"), _chosen(ProposalKind.choices)),
        Dimension("category", _("Field"), lambda path: F(f"{path}proposal__category"), _fields),
        Dimension("mode", _("Part"), lambda path: F(f"{path}mode"), _chosen(Assignment.Mode.choices)),
        Dimension("proposer", _("Proposed by"), _by_group, _chosen([(False, _("Persons")), (True, _("A group"))])),
        Dimension(
            "priority",
            _("Priority"),
            lambda path: F(f"{path}proposal__is_priority"),
            _chosen([(True, _("Priority case")), (False, _("Ordinary"))]),
        ),
        Dimension("month", _("Month of the assignment"), lambda path: TruncMonth(f"{path}assigned_on"), _months),
    )
}
