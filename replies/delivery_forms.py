"""Forms of the dispatch of a letter and of the receipts that come back."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.forms import DateInput, DeskForm
from proposals.models import Proposer
from replies.models import Delivery, Reply


class DispatchForm(DeskForm):
    """How and when the letter reached each of its addressees."""

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addressed = reply.addressed()
        first = reply.issued_on.isoformat() if reply.issued_on else ""
        for proposer in self.addressed:
            self.fields[f"way-{proposer.pk}"] = forms.ChoiceField(label=_("Way of delivery"), choices=Delivery.Way.choices)
            self.fields[f"words-{proposer.pk}"] = forms.CharField(
                label=_("More about it"), max_length=100, required=False, help_text=_("Such as the number of the registered letter.")
            )
            day = forms.DateField(label=_("Delivered on"), widget=DateInput(), initial=timezone.localdate)
            day.widget.attrs |= {"max": timezone.localdate().isoformat()} | ({"min": first} if first else {})
            self.fields[f"on-{proposer.pk}"] = day

    def rows(self) -> list[tuple[Proposer, list[forms.BoundField]]]:
        """Each addressee with the fields about him."""
        return [(proposer, [self[f"{name}-{proposer.pk}"] for name in ("way", "words", "on")]) for proposer in self.addressed]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for proposer in self.addressed:
            if given.get(f"way-{proposer.pk}") == Delivery.Way.OTHER and not given.get(f"words-{proposer.pk}", "").strip():
                self.add_error(f"words-{proposer.pk}", gettext("Please say how the reply was delivered."))
        return given

    @property
    def sent(self) -> dict[int, dict[str, Any]]:
        """What is to be recorded of each addressee, by the id of the proposer."""
        given = self.cleaned_data
        return {
            one.pk: {"way": given[f"way-{one.pk}"], "words": given[f"words-{one.pk}"], "delivered_on": given[f"on-{one.pk}"]}
            for one in self.addressed
        }


class ReceiptForm(DeskForm):
    """The receipt (回执) that came back."""

    received_on = forms.DateField(label=_("Received on"), widget=DateInput(), initial=timezone.localdate)
    received_by = forms.CharField(label=_("Received by"), max_length=50)
