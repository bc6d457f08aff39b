"""Forms of the contacts with the proposers, and of what they wish about the publication."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.forms import DateInput, DeskForm
from proposals.models import Contact, Proposal, Proposer


class WishesForm(DeskForm):
    """What each proposer wishes about the publication; `wishes` maps the ids of those asked about to what is chosen."""

    def __init__(self, *args: Any, case: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposers = list(case.proposers.all())
        for proposer in self.proposers:
            self.fields[f"wish-{proposer.pk}"] = forms.ChoiceField(
                label=gettext("Publication: what %s wishes") % proposer.who,
                choices=Proposer.PublicationWish.choices,
                initial=proposer.publication_wish,
                required=False,
            )

    @property
    def wishes(self) -> dict[int, str]:
        return {proposer.pk: self.cleaned_data[f"wish-{proposer.pk}"] for proposer in self.proposers}


class ContactForm(WishesForm):
    kind = forms.ChoiceField(label=_("How"), choices=Contact.Kind.choices)
    phase = forms.ChoiceField(label=_("When in the handling"), choices=Contact.Phase.choices)
    held_on = forms.DateField(label=_("Day"), widget=DateInput(), initial=timezone.localdate)
    with_whom = forms.CharField(label=_("With whom"), max_length=100)
    participants = forms.CharField(
        label=_("Who took part for the department"), max_length=200, help_text=_("Names with their offices, separated by 、")
    )
    by_head = forms.BooleanField(label=_("A head of the department took part"), required=False)
    notes = forms.CharField(label=_("What was said"), widget=forms.Textarea(attrs={"rows": 6}))
