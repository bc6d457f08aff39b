"""What every model with a state machine shares: the state can be read everywhere and written by the workflow alone."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from proposals.permissions import Relation
from proposals.workflow import Machine

if TYPE_CHECKING:
    from proposals.models import Proposal, User


M = TypeVar("M", bound=models.Model)


class StatefulQuerySet(models.QuerySet[M]):
    def update(self, **fields: Any) -> int:
        if "state" in fields:
            raise TypeError("A state is written by workflow.move() only.")
        return super().update(**fields)


class Stateful(models.Model):
    """A row with a `state` that only `workflow.move()` writes; a save that would change it fails."""

    machine: ClassVar[Machine]
    state: "models.CharField[str, str]"

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        expected = self.machine.initial if self._state.adding else getattr(self, "_state_in_db", None)
        if "state" in self.__dict__ and expected is not None and self.state != expected:
            raise TypeError("A state is written by workflow.move() only.")
        super().save(*args, **kwargs)
        self._state_in_db = self.__dict__.get("state")

    def has_loaded(self, relation: str) -> bool:
        """Whether a page has prefetched these related rows: what only reads them takes them from there."""
        return relation in getattr(self, "_prefetched_objects_cache", {})

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row._state_in_db = row.__dict__.get("state")
        return row

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._state_in_db = self.__dict__.get("state")

    def write_state(self, state: str, changed: Collection[str]) -> None:
        """Saves a new state together with the fields named; called by `workflow.move()` under its lock."""
        self.state = state
        super().save(update_fields=["state", *changed])
        self._state_in_db = state
        self.arrived()

    def arrived(self) -> None:
        """What follows of itself wherever a state was written, such as an index that is kept in step."""

    @property
    def case(self) -> "Proposal":
        """The case that the row belongs to, whose lock guards it and whose chain its events join."""
        raise TypeError(f"{type(self).__name__} belongs to no case")

    @case.setter
    def case(self, case: "Proposal") -> None:
        raise TypeError(f"{type(self).__name__} belongs to no case")

    def case_ended(self, by: "User | None") -> str:
        """Why nothing moves any more, or an empty string."""
        from proposals.states import CASE_ENDED, CaseState

        if self.case.state not in CASE_ENDED:
            return ""
        return _("The case is at “%s”; nothing in it can be changed.") % CaseState(self.case.state).label

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        """The ids of the departments that stand in the relation to this row."""
        raise TypeError(f"{type(self).__name__} knows no relations")
