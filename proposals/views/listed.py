"""What an address of the list of cases stands for."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise

from proposals import permissions
from proposals.filters import CaseFilter, with_open_due
from proposals.kept import MANY, Kept, blanks, filled, related
from proposals.models import Assignment, Proposal, Proposer
from proposals.views import columns
from proposals.views.accounts import reader
from proposals.views.addresses import address
from proposals.views.standing import PREFETCH, Standing

# What a row says, and no more: with the texts, the rule sets and the layouts of departments the rows of a page take three times as long.
OF_CASE = (
    *("kind", "case_no", "title", "category", "is_priority", "sponsor", "state", "registered_at"),
    *("session__organ", "session__region", "session__term", "session__meeting", "assigning_body__short_name", "rule_set__policies"),
)
OF_PROPOSERS = ("proposal", "order", "person__name", "group__name")
OF_TASKS = ("proposal", "mode", "state", "due_on", "due_is_provisional", "department__short_name", "opinion__assignment", "opinion__state")
PROPOSERS = Proposer.objects.select_related("person", "group").only(*OF_PROPOSERS)
TASKS = Assignment.objects.select_related("department", "opinion").only(*OF_TASKS).order_by("pk")
# Cases of a page.
PAGE = MANY


@dataclass(frozen=True)
class Head:
    """The head of a column; `order` is what aria-sort says, `address` asks for the list in the order of the column."""

    key: str
    label: Promise
    wide: bool
    address: str = ""
    order: str = ""


class CaseList:
    """The cases that an address asks for, in its order and with its columns, as the reader sees them."""

    def __init__(self, request: HttpRequest, query: QueryDict) -> None:
        self.query, self.user = query, reader(request)
        self.seen = with_open_due(Proposal.objects.visible_to(self.user), self.user)
        self.filter = CaseFilter(query, queryset=self.seen, request=request)
        self.columns = columns.chosen(query.get("columns", ""), self.user)
        asked = query.get("sort", "")
        self.sort = asked if columns.sorting(asked) else ""

    @property
    def cases(self) -> QuerySet[Proposal]:
        return self._shown(self.filter.qs, columns.sorting(self.sort) or self.filter.page_order)

    @property
    def keys(self) -> "QuerySet[Any, int] | list[int]":
        """The keys of the same cases in the same order, for a page of them."""
        return self.filter.keys(columns.sorting(self.sort) or self.filter.page_order)

    def shown(self, keys: Sequence[int]) -> list[Proposal]:
        """The cases of these keys, `PAGE` at most and of those that the reader sees, in their order: what a row says of them, and their
        texts where words are looked for."""
        if not keys:
            return []
        asked = filled(keys, keys[-1])
        of_cases, of_proposers, of_tasks = _of_page(texts=bool(self.filter.words))
        cases = {case.pk: case for case in of_cases.ask(*asked)}
        related(cases.values(), "proposers", of_proposers.ask(*asked), "proposal_id")
        related(cases.values(), "assignments", of_tasks.ask(*asked), "proposal_id")
        return [cases[key] for key in keys if key in cases]

    def among(self, ids: Collection[int]) -> QuerySet[Proposal]:
        """Those of the cases that the reader sees, whether or not they meet the conditions any more."""
        return self._shown(self.seen.filter(pk__in=ids), columns.sorting(self.sort or "due"))

    @property
    def as_rows(self) -> QuerySet[Proposal]:
        """`cases`, with no more of them than their rows say."""
        return _as_rows(self.cases)

    def _shown(self, found: QuerySet[Proposal], order: tuple[Any, ...]) -> QuerySet[Proposal]:
        shown: QuerySet[Proposal] = found.with_later_term().order_by(*order)  # type: ignore[attr-defined]  # of the cases' own class
        return shown.select_related("session", "assigning_body", "rule_set").prefetch_related(*PREFETCH)

    def rows(self, cases: Iterable[Proposal]) -> Iterator[Standing]:
        inside = permissions.holds(self.user, "read.all") or self.user.department_id is not None
        return (Standing(case, self.user, inside=inside) for case in cases)

    @property
    def heads(self) -> list[Head]:
        """A second click on the head of a column turns its order round."""
        key, back = self.sort.removeprefix("-"), self.sort.startswith("-")
        if not self.sort and not self.filter.words:
            key = "due"
        found = []
        for column in self.columns:
            at = column.key == key
            link = address(self.query, sort=f"-{key}" if at and not back else column.key, page="") if column.order else ""
            order = ("descending" if back else "ascending") if at else ""
            found.append(Head(column.key, column.label, column.wide, link, order))
        return found


def _as_rows(found: Any, *further: str) -> QuerySet[Proposal]:
    rows: QuerySet[Proposal] = found.with_later_term().select_related("session", "assigning_body", "rule_set")
    rows = rows.only(*OF_CASE, *further).prefetch_related(None)
    return rows.prefetch_related(Prefetch("proposers", PROPOSERS), Prefetch("assignments", TASKS))


@lru_cache
def _of_page(*, texts: bool) -> tuple[Kept, Kept, Kept]:
    """The cases of a page, their proposers and their tasks."""
    keys = blanks(PAGE)
    cases = _as_rows(Proposal.objects.filter(pk__in=keys).order_by(), *(["body"] if texts else []))
    return Kept(cases.prefetch_related(None)), Kept(PROPOSERS.filter(proposal__in=keys)), Kept(TASKS.filter(proposal__in=keys))
