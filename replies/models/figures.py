"""The figures of a reply's text."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models import User
from replies.models.drafts import Reply
from replies.querysets import FigureQuerySet


class ReplyFigure(models.Model):
    """A picture that a text of the reply may show by its name; never changed. The file lies under its digest (`proposals.pictures`)."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="figures", verbose_name=_("reply"))
    name = models.CharField(_("name"), max_length=30)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    width = models.PositiveSmallIntegerField(_("width in points"))
    height = models.PositiveSmallIntegerField(_("height in points"))
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    uploaded_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ("reply", "pk")
        constraints = [models.UniqueConstraint(fields=["reply", "name"], name="figure_name_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A figure is never changed; add a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A figure is never deleted.")

    @property
    def line(self) -> str:
        """The line of a text that shows the figure."""
        return f"【图：{self.name}】"
