"""Views of the list of cases that a person keeps: conditions, columns and order under a name."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals import permissions
from proposals.models.organization import Department

if TYPE_CHECKING:
    from proposals.models import User

LONGEST_QUERY = 2000


class SavedViewQuerySet(models.QuerySet[Any]):
    """The own views, and those that somebody shares with the own department. What a view lists, each reader sees by his own rights."""

    def visible_to(self, user: "User | Any") -> Self:
        if not user.is_authenticated:
            return self.none()
        seen = Q(owner=user)
        if user.department_id and permissions.holds(user, "read.department") | permissions.holds(user, "read.assigned_out"):
            seen |= Q(shared_with=user.department_id)
        return self.filter(seen, removed=False)

    def removed_visible_to(self, user: "User | Any") -> Self:
        """Those that the person has removed and can take back."""
        return self.filter(owner=user, removed=True)

    def for_tabs(self, user: "User | Any") -> Self:
        """The own ones first, in their order."""
        foreign = models.Case(models.When(owner=user, then=0), default=1)
        return self.visible_to(user).select_related("owner").order_by(foreign, "position", "pk")


class SavedView(models.Model):
    """`query` is a query string of conditions alone; `columns` and `sort` are as the address of the list has them, empty as they come.

    What is removed stays until its owner removes another one, so that the removal can be taken back.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("owner"))
    name = models.CharField(_("name of the view"), max_length=30)
    query = models.CharField(_("conditions"), max_length=LONGEST_QUERY, blank=True)
    columns = models.CharField(_("columns"), max_length=200, blank=True)
    sort = models.CharField(_("order"), max_length=20, blank=True)
    shared_with = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("shared with"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    removed = models.BooleanField(_("removed"), default=False)

    objects: ClassVar[Any] = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("owner", "position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], condition=Q(removed=False), name="view_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="view_named"),
        ]

    def __str__(self) -> str:
        return self.name
