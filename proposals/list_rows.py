"""What a person sees of the narrow tables that the list of cases is read from, see `proposals.models.listing`."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from proposals import permissions
from proposals.querysets import cases_visible_to

if TYPE_CHECKING:
    from proposals.models import User


def own_department(reader: "User") -> int | None:
    """The department of the reader, where it is one that handles cases."""
    if reader.department is None or reader.department.kind == reader.department.Kind.ASSIGNING_BODY:
        return None
    return reader.department_id


class ListingQuerySet(models.QuerySet[Any]):
    """The rows of the list: written by the database alone, and seen as the cases are whose keys they have."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(cases_visible_to(user))


class TallyQuerySet(models.QuerySet[Any]):
    """Numbers of cases: of all of them, or of those that a body has assigned."""

    def adding_up_for(self, user: "User | Any") -> Self | None:
        """What adds up to the cases that the person sees; None where the numbers do not say it, since they are not by departments."""
        if permissions.holds(user, "read.all"):
            return self
        if permissions.holds(user, "read.department") or permissions.holds(user, "read.own_proposals"):
            return None
        if not user.department_id or not permissions.holds(user, "read.assigned_out"):
            return None
        return self.filter(assigning_body_id=user.department_id)


class DepartmentListingQuerySet(models.QuerySet[Any]):
    """The lists of departments that handle cases."""

    def all_seen_by(self, user: "User | Any") -> Self | None:
        """The list of the person's department; None where that is not all that the person sees, or is not what the person asks."""
        others = ("read.all", "read.assigned_out", "read.own_proposals")
        if any(permissions.holds(user, name) for name in others) or not permissions.holds(user, "read.department"):
            return None
        department = own_department(user)
        return None if department is None else self.filter(department=department)
