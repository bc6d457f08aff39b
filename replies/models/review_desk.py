"""The desk of those who judge drafts: the reasons to send one back that a place picks from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models import RuleSet

# Where a place has listed none of its own.
STANDARD = (
    "没有逐条回答提出的问题",
    "数据没有出处，或者没有截止日期",
    "措施没有时间，也没有责任单位",
    "与会办意见不一致",
    "称谓、行文不合规范",
    "有不宜公开的内容",
)


class ReturnReason(models.Model):
    """One of the reasons that a place picks from when a draft goes back, in the words that the drafter reads."""

    rule_set = models.ForeignKey(RuleSet, models.CASCADE, related_name="return_reasons", verbose_name=_("rule set"))
    text = models.CharField(_("reason"), max_length=100)
    order = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name = _("reason to send a draft back")
        verbose_name_plural = _("reasons to send a draft back")
        ordering = ("rule_set", "order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "text"], name="return_reason_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="return_reason_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def texts(cls, rule_set: RuleSet) -> list[str]:
        """The list of the place, else the standard one. One query unless it is prefetched."""
        found = sorted(rule_set.return_reasons.all(), key=lambda one: (one.order, one.pk))
        return [one.text for one in found] or list(STANDARD)
