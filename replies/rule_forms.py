"""What the sample beside a rule set is asked for, and what a copy of a rule set needs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.forms import DateInput, DeskForm
from proposals.models import ProposalKind
from replies.rule_samples import GROUP, JOINT, ONE


@dataclass(frozen=True)
class Chosen:
    """`limit` (the one that is explained) and `outcome` may be empty, or name what the rules no longer have."""

    day: date
    who: str
    limit: str
    outcome: str


class SampleForm(DeskForm):
    sample_on = forms.DateField(label=_("The limits begin on"), widget=DateInput())
    sample_who = forms.ChoiceField(
        label=_("The letter goes to"),
        choices=[(ONE, _("one proposer")), (JOINT, _("two who proposed jointly")), (GROUP, _("a collective proposer"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"sample_on": timezone.localdate(), "sample_who": ONE}, **kwargs)

    @property
    def chosen(self) -> Chosen:
        """What was asked for, today and one proposer where nothing was."""
        given: dict[str, Any] = self.cleaned_data if self.is_bound else {"sample_on": timezone.localdate(), "sample_who": ONE}
        limit, outcome = (str(self.data.get(name, "")) for name in ("sample_limit", "sample_outcome"))
        return Chosen(given["sample_on"], given["sample_who"], limit, outcome)


class CopyRulesForm(DeskForm):
    name = forms.CharField(label=_("Name of the rule set"), max_length=100)
    code = forms.SlugField(
        label=_("Code"), max_length=50, help_text=_("Letters, digits and hyphens; commands name it by its code, and it stays as it is.")
    )
    kind = forms.ChoiceField(label=_("For"), choices=ProposalKind.choices)
