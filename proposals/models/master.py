"""Master data: rule sets, sessions, and those who propose."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals import pinyin, rules, session_labels
from proposals.policies import Grade, Policy, Reminder, parse_policies, parse_reminders, parse_scales


class ProposalKind(models.TextChoices):
    SUGGESTION = "suggestion", _("Suggestion")  # 人大代表建议、批评和意见
    CPPCC_PROPOSAL = "cppcc_proposal", _("CPPCC proposal")  # 政协提案


def standard_scales() -> dict[str, list[dict[str, Any]]]:
    """满意, 基本满意, 不满意, of the manner and of the result."""
    grades: list[dict[str, Any]] = [
        {"code": "satisfied", "label": "满意", "satisfied": True},
        {"code": "basically", "label": "基本满意"},
        {"code": "dissatisfied", "label": "不满意", "dissatisfied": True},
    ]
    return {"attitude": grades, "result": grades}


class RuleSet(models.Model):
    """The handling rules of one place for one kind of case. The shapes are those of `rules.py`."""

    class Recipients(models.TextChoices):
        EACH = "each", _("Every proposer")
        LEAD = "lead", _("The lead proposer alone")
        LEAD_RELAYS = "lead_relays", _("The lead proposer, who tells the others")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=ProposalKind)
    limits = models.JSONField(_("limits"))
    outcomes = models.JSONField(_("outcome scheme"))
    review_chain = models.JSONField(_("review chain"))
    openings = models.JSONField(_("opening formulas"))
    recipients = models.CharField(_("recipients of a joint proposal"), max_length=20, choices=Recipients)
    copies = models.JSONField(_("copies"), default=list, blank=True, help_text=_("The organs that a reply is copied to."))
    extensions = models.JSONField(_("extensions"), default=dict, blank=True, help_text=_("Limit → how far it may be put off."))
    policies = models.JSONField(_("policies"), default=dict, blank=True, help_text=_("What the place decides beside its limits."))
    scales = models.JSONField(_("scales of the rating"), default=standard_scales)
    reminders = models.JSONField(_("reminders"), default=list, blank=True)
    sources = models.JSONField(_("sources"), default=dict, blank=True, help_text=_("Field → the rule that it comes from, or “assumed”."))

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        parsers = {
            "limits": rules.parse_limits,
            "outcomes": rules.parse_outcomes,
            "review_chain": rules.parse_review_chain,
            "openings": rules.parse_openings,
            "copies": rules.parse_copies,
            "extensions": rules.parse_extensions,
            "policies": parse_policies,
            "scales": parse_scales,
            "reminders": parse_reminders,
        }
        wrong = {}
        for field, parse in parsers.items():
            try:
                parse(getattr(self, field))
            except ValidationError as error:
                wrong[field] = error
        if wrong:
            raise ValidationError(wrong)

    @property
    def copy_rules(self) -> tuple[rules.Copy, ...]:
        return rules.parse_copies(self.copies)

    def source(self, field: str) -> str:
        """The rule that a field comes from; empty where it is assumed, or where nothing is said."""
        said = str(self.sources.get(field, ""))
        return "" if said.endswith("assumed") else said

    def limit(self, name: str) -> rules.Limit | None:
        return rules.parse_limits(self.limits).get(name)

    def extension(self, name: str) -> rules.Extension | None:
        return rules.parse_extensions(self.extensions).get(name)

    def policy(self, name: str) -> Policy:
        return parse_policies(self.policies)[name]

    @property
    def rating_scales(self) -> dict[str, tuple[Grade, ...]]:
        return parse_scales(self.scales)

    @property
    def reminder_plan(self) -> tuple[Reminder, ...]:
        return parse_reminders(self.reminders)

    @property
    def outcome_scheme(self) -> tuple[rules.Outcome, ...]:
        return rules.parse_outcomes(self.outcomes)

    def outcome(self, code: str) -> rules.Outcome | None:
        return next((outcome for outcome in self.outcome_scheme if outcome.code == code), None)

    @property
    def chain(self) -> tuple[str, ...]:
        return rules.parse_review_chain(self.review_chain)

    @property
    def opening_formulas(self) -> rules.Openings:
        return rules.parse_openings(self.openings)


class Session(models.Model):
    """A meeting of a people's congress or a CPPCC committee; `meeting` is empty where only the term is known."""

    class Organ(models.TextChoices):
        CONGRESS = "congress", _("People's congress")
        CPPCC = "cppcc", _("CPPCC committee")

    organ = models.CharField(_("organ"), max_length=10, choices=Organ)
    region = models.CharField(_("region"), max_length=50, help_text=_("As the label writes it: 市, 全国, 宁陕县."))
    term = models.PositiveSmallIntegerField(_("term"))
    meeting = models.PositiveSmallIntegerField(_("meeting"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    suggestion_rules = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rules for suggestions")
    )
    proposal_rules = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rules for CPPCC proposals")
    )

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("-term", "-meeting", "region", "organ")
        constraints = [
            models.UniqueConstraint(fields=["organ", "region", "term", "meeting"], name="session_once"),
            models.UniqueConstraint(fields=["organ", "region", "term"], condition=models.Q(meeting__isnull=True), name="term_once"),
            models.CheckConstraint(condition=models.Q(term__gte=1), name="session_term_positive"),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        for field, kind in (("suggestion_rules", ProposalKind.SUGGESTION), ("proposal_rules", ProposalKind.CPPCC_PROPOSAL)):
            rules_chosen = getattr(self, field)
            if rules_chosen and rules_chosen.kind != kind:
                raise ValidationError({field: gettext("“%s” is for the other kind of case.") % rules_chosen})

    @property
    def label(self) -> str:
        """市十七届人大五次会议; the inverse of `parse`."""
        return session_labels.format_label(session_labels.SessionLabel(self.organ, self.region, self.term, self.meeting))

    @classmethod
    def parse(cls, text: str) -> dict[str, Any]:
        """The fields that a label names; raises ValueError with what is wanted."""
        label = session_labels.parse_label(text)
        return {"organ": label.organ, "region": label.region, "term": label.term, "meeting": label.meeting}

    @property
    def is_of_an_earlier_term(self) -> bool:
        """Whether a later term of the same body has begun (换届). One query."""
        return Session.objects.filter(organ=self.organ, region=self.region, term__gt=self.term).exists()

    def rules_for(self, kind: str) -> RuleSet | None:
        return self.suggestion_rules if kind == ProposalKind.SUGGESTION else self.proposal_rules


class Spelled(models.Model):
    """Whose name is also found by how it is typed: the letters stand beside the name, so that the database looks among thousands."""

    spelling = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.spelling = " ".join(pinyin.spellings_of_person(str(self)))
        super().save(*args, update_fields=None if update_fields is None else {*update_fields, "spelling"}, **kwargs)


class Person(Spelled):
    class Role(models.TextChoices):
        DEPUTY = "deputy", _("Deputy")  # 人大代表
        MEMBER = "member", _("CPPCC member")  # 政协委员

    name = models.CharField(_("name"), max_length=50)
    role = models.CharField(_("capacity"), max_length=10, choices=Role)
    delegation = models.CharField(_("delegation or sector"), max_length=50, blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    elected_by = models.CharField(
        _("elected by"),
        max_length=50,
        blank=True,
        help_text=_("The place whose congress elected the deputy, where the rules copy replies to it."),
    )
    user = models.OneToOneField("proposals.User", models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("account"))

    class Meta:
        verbose_name = _("deputy or member")
        verbose_name_plural = _("deputies and members")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def salutation(self) -> str:
        """刘智代表, 李文海委员."""
        return self.name + ("代表" if self.role == self.Role.DEPUTY else "委员")


class Group(Spelled):
    class Kind(models.TextChoices):
        PARTY = "party", _("Party")
        ORGANIZATION = "organization", _("People's organization")
        SECTOR = "sector", _("Sector")
        COMMITTEE = "committee", _("Special committee")
        SUBGROUP = "subgroup", _("Group of members")
        DELEGATION = "delegation", _("Delegation")

    name = models.CharField(_("name"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    members = models.ManyToManyField("proposals.User", blank=True, related_name="proposer_groups", verbose_name=_("accounts"))

    class Meta:
        verbose_name = _("collective proposer")
        verbose_name_plural = _("collective proposers")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def salutation(self) -> str:
        return self.name

    @property
    def form_of_address(self) -> str:
        """How the letter says “you”: a collective proposer is never 您."""
        return {"party": "贵党派", "committee": "贵委员会", "organization": "贵会", "delegation": "贵团"}.get(self.kind, "贵组")
