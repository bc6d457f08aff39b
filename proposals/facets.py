"""How many cases each value of a condition would give: every facet counts under all other conditions.

One query counts the cases in each combination of kind, state, session, result, due date and own part, under the conditions that are none
of these; all facets are sums of its rows. Departments have a query of their own, asked only where somebody wants to see them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet, Sum, Value
from django.utils.functional import Promise

from proposals.filters import DUE, CaseFilter, Hit, due_range
from proposals.list_rows import own_department
from proposals.models import Assignment, Department, DepartmentListing, ProposalKind, Session, Tally
from proposals.states import AssignmentState, CaseState

Label = str | Promise
# So many values of a facet show at once; the others are folded.
SHOWN = 8


@dataclass(frozen=True)
class Choice:
    value: str
    label: Label
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: Label
    choices: list[Choice]

    @property
    def shown(self) -> list[Choice]:
        """The first of them, and those that are chosen."""
        return [choice for n, choice in enumerate(self.choices) if n < SHOWN or choice.chosen]

    @property
    def folded(self) -> list[Choice]:
        return [choice for choice in self.choices if choice not in self.shown]


class Facets:
    """The facets of a list, and how many cases it has. Three queries at most, two more where departments are shown."""

    def __init__(self, chosen: CaseFilter, *, departments: bool = False) -> None:
        self.filter, self.reader, self.values = chosen, chosen.request.user, chosen.chosen
        self.departments = departments or bool(self.values.get("department"))
        # A part beside a department is that of the department's task; else it is the own one, where there is one.
        self.own = own_department(self.reader) if not self.values.get("department") else None

    @property
    def matches(self) -> int:
        """How many cases meet all conditions."""
        return self._counted["", ""]

    def __iter__(self) -> Any:
        yield self._facet("kind", ProposalKind.choices)
        yield self._facet("state", CaseState.choices)
        yield self._facet("due", DUE)
        if self.own is not None:
            yield self._facet("mode", Assignment.Mode.choices)
        yield self._facet("outcome", self._outcomes)
        yield self._facet("session", [(str(one.pk), one.label) for one in Session.objects.all()])
        if self.departments:
            if self.own is None:
                yield self._of_tasks("mode", Assignment.Mode.choices)
            yield self._of_tasks("department", [(str(one.pk), one.short_name) for one in Department.objects.all()])

    @cached_property
    def _outcomes(self) -> list[tuple[str, str]]:
        field: Any = self.filter.form.fields["outcome"]
        return list(field.choices)

    def _facet(self, name: str, values: Iterable[tuple[str, Label]]) -> Facet:
        return self._made(name, values, {value: n for (of, value), n in self._counted.items() if of == name})

    def _made(self, name: str, values: Iterable[tuple[str, Label]], counted: dict[str, int]) -> Facet:
        chosen = {str(getattr(one, "pk", one)) for one in self.values.get(name) or ()}
        choices = [Choice(value, label, counted.get(value, 0), value in chosen) for value, label in values]
        return Facet(name, self.filter.form.fields[name].label or "", choices)

    @cached_property
    def _rows(self) -> "Iterable[tuple[Any, ...]]":
        """(session, kind, state, result, due date, part, cases) of each combination."""
        if self._few is not None:
            found = Counter((hit.session, hit.kind, hit.state, hit.outcome, hit.due, hit.part) for hit in self._few)
            return [(*combination, n) for combination, n in found.items()]
        tallied = self._tallied
        return self._listed if tallied is None else tallied

    @property
    def _few(self) -> list[Hit] | None:
        """All cases that are to be counted, where they are at hand; None where a condition asks for departments' tasks."""
        if self.values.get("department") or (self.own is None and self.values.get("mode")):
            return None
        return self.filter.few

    @property
    def _listed(self) -> "QuerySet[Any, tuple[Any, ...]]":
        others = ("department",) if self.own is not None else ("department", "mode")
        rows: QuerySet[Any, Any] = self.filter.listing.filter(self.filter.condition(others, "", "due"))
        # What the index begins with is counted for itself as well: in its order nothing needs to be sorted.
        first = "department" if rows.model is DepartmentListing else "assigning_body"
        counted = rows.order_by().values(first, "session", "kind", "state", "outcome", "due", "part")
        found: QuerySet[Any, tuple[Any, ...]] = counted.annotate(n=Count("*")).values_list(
            "session", "kind", "state", "outcome", "due", "part", "n"
        )
        return found

    @property
    def _tallied(self) -> "QuerySet[Any, tuple[Any, ...]] | None":
        """The same from the numbers that are kept; None where they are not of just these cases."""
        if self.own is not None or self.filter.words or self.values.get("department") or self.values.get("mode"):
            return None
        seen = Tally.objects.adding_up_for(self.reader) if own_department(self.reader) is None else None
        if seen is None:
            return None
        counted = seen.values("session_id", "kind", "state", "outcome", "open_due").annotate(part=Value(""), n=Sum("cases")).exclude(n=0)
        found: QuerySet[Any, tuple[Any, ...]] = counted.values_list("session_id", "kind", "state", "outcome", "open_due", "part", "n")
        return found

    @cached_property
    def _counted(self) -> Counter[tuple[str, str]]:
        """(facet, value) → cases; ("", "") → those that meet all conditions."""
        found: Counter[tuple[str, str]] = Counter()
        wanted = {name: {str(getattr(one, "pk", one)) for one in self.values.get(name) or ()} for name in ("session", "kind", "state")}
        wanted |= {name: set(self.values.get(name) or ()) for name in ("outcome", "due")}
        wanted["mode"] = set(self.values.get("mode") or ()) if self.own is not None else set()
        wanted = {name: values for name, values in wanted.items() if values}
        ranges = {which: due_range(which) for which, _label in DUE}
        named: dict[date | None, tuple[str, ...]] = {None: ()}  # day → the ranges that it lies in
        first, last = self.values.get("due_from"), self.values.get("due_to")
        for session, kind, state, outcome, due, part, n in self._rows:
            if (first or last) and not (due and (first or date.min) <= due <= (last or date.max)):
                continue
            at: dict[str, tuple[str, ...]] = {
                "session": (str(session),),
                "kind": (kind,),
                "state": (state,),
                "outcome": (outcome,),
                "mode": (part or "",),
            }
            if due not in named:
                named[due] = tuple(which for which, (begin, end) in ranges.items() if begin <= due <= end)
            at["due"] = named[due]
            lacking = [name for name, values in wanted.items() if not values.intersection(at[name])]
            if not lacking:
                found["", ""] += n
            for name in lacking if len(lacking) == 1 else () if lacking else at:
                for value in at[name]:
                    found[name, value] += n
        return found

    def _of_tasks(self, name: str, values: Iterable[tuple[str, Label]]) -> Facet:
        """Departments or their parts: the cases that have such a task, under all other conditions."""
        case = self.filter.listing.filter(
            self.filter.condition(("kind", "state", "due", "outcome", "session", "due_from", "due_to"), "", "due")
        )
        tasks = Assignment._base_manager.exclude(state=AssignmentState.RETURNED).order_by()
        if case.query.where:
            tasks = tasks.filter(proposal__in=case.values("proposal"))
        if name == "mode" and self.values.get("department"):
            tasks = tasks.filter(department__in=[one.pk for one in self.values["department"]])
        if name == "department" and self.values.get("mode"):
            tasks = tasks.filter(mode__in=self.values["mode"])
        # A case has a department once, so that its tasks need not be read: an index has all that is counted.
        counted = tasks.values_list(name).annotate(n=Count("proposal", distinct=True) if name == "mode" else Count("*"))
        return self._made(name, values, {str(value): n for value, n in counted})
