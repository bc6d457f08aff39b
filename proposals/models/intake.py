"""What is decided before a case is assigned: whether it is filed (立案), and the index of titles that finds cases like it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models.cases import Proposal
from proposals.models.organization import User
from proposals.querysets import WithinCaseQuerySet, WrittenOnce


class FilingDecisionQuerySet(WrittenOnce, WithinCaseQuerySet):
    """Whoever sees the case sees what was decided on its filing, its proposers too."""


class FilingDecision(models.Model):
    """One decision on the filing of a case, with its ground and the words that its proposers read. Written once."""

    class Decision(models.TextChoices):
        FILED = "filed", _("Filed")  # 立案
        NOT_FILED = "not_filed", _("Not filed")  # 不予立案
        CONVERTED = "converted", _("Passed on as public opinion")  # 转社情民意

    class Ground(models.TextChoices):
        """Why a proposal is not filed, as the rules of the CPPCC committees name it."""

        STATE_SECRET = "state_secret", _("It touches state secrets")  # a ground, not a password
        PARTY_AFFAIR = "party_affair", _("It is an internal affair of a party or an organization")
        IN_COURT = "in_court", _("It is before a court, a mediator or an arbitrator")
        ACADEMIC = "academic", _("It is about academic research")
        PERSONAL = "personal", _("It asks for the solution of a personal matter")
        PROMOTION = "promotion", _("It advertises works, products or a business")
        ACCUSATION = "accusation", _("It reports or accuses a named person")
        EMPTY = "empty", _("It has no substance or makes no concrete suggestion")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="filing_decisions", verbose_name=_("case"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    ground = models.CharField(_("ground"), max_length=15, choices=Ground, blank=True)
    note = models.TextField(_("explanation"), blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    objects = FilingDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on the filing")
        verbose_name_plural = _("decisions on the filing")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision="not_filed") & ~models.Q(ground="") | ~models.Q(decision="not_filed") & models.Q(ground=""),
                name="refusal_names_its_ground",
            ),
            models.CheckConstraint(condition=~models.Q(decision="converted", note=""), name="conversion_is_explained"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.get_decision_display()}"

    @property
    def words(self) -> str:
        """The ground and the explanation, as the proposers read them."""
        ground = str(self.Ground(self.ground).label) if self.ground else ""
        return "；".join(part for part in (ground, self.note) if part)


class TitlePair(models.Model):
    """A pair of characters of a case's title: the inverted index in which `suggesting.py` looks for cases like one."""

    pair = models.CharField(max_length=2)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("pair of characters of a title")
        verbose_name_plural = _("pairs of characters of titles")
        constraints = [models.UniqueConstraint(fields=["proposal", "pair"], name="title_pair_once")]
        # The newest cases of a pair are read off the end of its stretch of the index.
        indexes = [models.Index(fields=["pair", "proposal"], name="title_pair_newest")]

    def __str__(self) -> str:
        return self.pair
