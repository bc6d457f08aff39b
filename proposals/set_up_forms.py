"""Forms of the first set-up of a bureau."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.forms import DateInput, DeskForm
from proposals.models import Department, Session

LONGEST_TERM = 99


class PlaceForm(DeskForm):
    """Which place this is, whose rules fit it, and the body that assigns its cases."""

    region = forms.CharField(
        label=_("The place"), max_length=50, help_text=_("As the names of its sessions begin: 云澜市, 宁陕县. It is printed in titles.")
    )
    rules = forms.ChoiceField(label=_("Rules"), required=False, widget=forms.RadioSelect)
    full_name = forms.CharField(
        label=_("Full name of the assigning body"),
        max_length=100,
        required=False,
        help_text=_(
            "It registers the cases and hands them to the departments: an office of the government, of the congress or of the CPPCC."
        ),
    )
    short_name = forms.CharField(
        label=_("Its short name"), max_length=50, required=False, help_text=_("As lists call it: 市政府办. Empty: the full name.")
    )

    def __init__(self, *args: Any, places: Mapping[str, str], needs_body: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, gettext("those of %s") % name) for code, name in places.items()]
        self.fields["rules"].choices = [("", gettext("chosen by the place")), *names]  # type: ignore[attr-defined]  # of a ChoiceField
        self.needs_body = needs_body

    def clean_region(self) -> str:
        return "".join(self.cleaned_data["region"].split())

    def clean(self) -> dict[str, Any]:
        entered: dict[str, Any] = super().clean() or {}
        full = (entered.get("full_name") or "").strip()
        if not full and self.needs_body:
            self.add_error("full_name", gettext("Enter the assigning body; without one no case can be registered."))
        short = (entered.get("short_name") or "").strip() or full[:50]
        for name, text in (("full_name", full), ("short_name", short)):
            if full and Department.objects.filter(**{name: text}).exists():
                self.add_error(name, gettext("There is one of this name already."))
        self.body = {"full_name": full, "short_name": short} if full else None
        return entered


class MeetingForm(DeskForm):
    """A session of one of the two organs; an empty row enters none."""

    term = forms.IntegerField(label=_("term"), min_value=1, max_value=LONGEST_TERM, required=False)
    meeting = forms.IntegerField(label=_("meeting"), min_value=1, max_value=LONGEST_TERM, required=False)
    opened_on = forms.DateField(label=_("opened on"), required=False, widget=DateInput())

    def __init__(self, *args: Any, organ: str, region: str, **kwargs: Any) -> None:
        super().__init__(*args, prefix=organ, **kwargs)
        self.organ, self.region = organ, region
        self.title = Session.Organ(organ).label

    def clean(self) -> dict[str, Any]:
        entered: dict[str, Any] = super().clean() or {}
        if not self.errors and not entered.get("term") and (entered.get("meeting") or entered.get("opened_on")):
            self.add_error("term", gettext("Enter the term, in figures."))
        same = {"organ": self.organ, "region": self.region, "term": entered.get("term"), "meeting": entered.get("meeting")}
        if entered.get("term") and Session.objects.filter(**same).exists():
            self.add_error("term", gettext("%s is entered already.") % Session(**same))
        return entered

    @property
    def example(self) -> str:
        """What the session will be called."""
        return Session(organ=self.organ, region=self.region, term=17, meeting=5).label
