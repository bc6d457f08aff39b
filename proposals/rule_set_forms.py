"""The forms of the parts of a rule set: each turns what the row holds (`initial_of`) into fields and back (`given`).

A form only reads what was typed. Whether that can be, the parsers of `rules.py` and `policies.py` say alone.
"""

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals import policies, rule_words, rules
from proposals.forms import DeskForm
from proposals.plain_widgets import PlainRenderer

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST_ARTICLE = 200


def choices(words: rule_words.Words, *, empty: bool = False) -> "list[tuple[str, str | _StrPromise]]":
    return [*([("", _("not laid down"))] if empty else []), *words.items()]


def article() -> forms.CharField:
    return forms.CharField(label=_("By which rule"), max_length=LONGEST_ARTICLE, required=False)


def flag(label: "str | _StrPromise") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class QuietForm(DeskForm):
    def leave_unread(self) -> None:
        """Nothing is asked of the row: it is blank, or it was only moved."""
        self._errors, self.cleaned_data = ErrorDict(), {}


class RowForm(QuietForm):
    """One row. `shape` is the dataclass of it; `name` what it is an entry of, where its section is a set of named entries."""

    shape: ClassVar[type]
    default_renderer = PlainRenderer

    def __init__(self, *args: Any, name: str = "", label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name, self.label = name, label
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    @classmethod
    def initial_of(cls, given: Any) -> dict[str, Any]:
        return {field.name: field.default for field in fields(cls.shape) if field.default is not MISSING} | dict(given)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was laid down here: nothing typed, nothing chosen but what stands there of itself."""
        return not any(self[name].value() for name, field in self.fields.items() if not getattr(field, "choices", None))

    def given(self) -> Any:
        """As the rule set keeps it: what goes without saying is left out."""
        values = self.values()
        defaults = {field.name: field.default for field in fields(self.shape)}
        return {name: value for name, value in values.items() if value != defaults[name]}

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def parse(self) -> None:
        """Asks the parser of such a row; raises ValidationError, whose code is the field that is wrong."""

    def full_clean(self) -> None:
        if self.is_bound and self.is_blank:
            self.leave_unread()
        else:
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if not self.errors:
            try:
                self.parse()
            except ValidationError as error:
                self.add_error(error.code if error.code in self.fields else None, self.plain(error))
        return entered

    def plain(self, error: ValidationError) -> str:
        """The parser's message without the name of the entry, which the page says."""
        message = rule_words.shown("".join(error.messages))
        for mark in ("：", ": "):
            message = message.removeprefix(f"{self.name}{mark}")
        return message


class LimitForm(RowForm):
    shape = rules.Limit
    count = forms.CharField(label=_("How many"), max_length=5, required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=choices(rule_words.UNITS, empty=True), required=False)
    anchor = forms.ChoiceField(label=_("Begins"), choices=choices(rule_words.ANCHORS))
    on_day_off = forms.ChoiceField(label=_("Last day off"), choices=choices(rule_words.ON_DAY_OFF))
    article = article()
    assumed = flag(_("assumed"))

    @property
    def is_blank(self) -> bool:
        """What had a limit and has no unit now is taken out; a number without a unit is a slip."""
        return not self["unit"].value() and (not self["count"].value() or bool(self.initial.get("unit")))

    def values(self) -> dict[str, Any]:
        count = self.cleaned_data["count"]
        whole = self.cleaned_data["unit"] != "date" and count.isdecimal() and count.isascii()
        return self.cleaned_data | {"count": int(count) if whole else count}

    def parse(self) -> None:
        if not self.cleaned_data["unit"]:
            raise ValidationError(gettext("Choose the unit, or clear the number."), code="unit")
        rules.parse_limit(self.given(), self.name)


class ExtensionForm(RowForm):
    shape = rules.Extension
    clock = forms.ChoiceField(label=_("Limit"), choices=choices(rule_words.LIMITS))
    count = forms.IntegerField(label=_("How many"))
    unit = forms.ChoiceField(label=_("Unit"), choices=[(name, rule_words.UNITS[name]) for name in rules.LONGEST])
    total = forms.ChoiceField(
        label=_("How it is counted"), choices=[("", _("from the due date on")), ("yes", _("in all, from the beginning"))], required=False
    )
    tell = flag(_("the proposer is told"))
    article = article()
    assumed = flag(_("assumed"))

    @classmethod
    def initial_of(cls, given: Any) -> dict[str, Any]:
        return super().initial_of(given) | {"total": "yes" if given.get("total") else ""}

    def values(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "clock"}
        return kept | {"total": bool(kept["total"])}

    def parse(self) -> None:
        rules.parse_extension(self.given(), self.cleaned_data["clock"])

    def plain(self, error: ValidationError) -> str:
        self.name = self.cleaned_data["clock"]
        return super().plain(error)


class OutcomeForm(RowForm):
    shape = rules.Outcome
    code = forms.CharField(label=_("Code"), required=False)
    label_ = forms.CharField(label=_("Name"), max_length=50, required=False)
    meaning = forms.CharField(label=_("Meaning"), max_length=200, required=False)
    mark = forms.CharField(label=_("Printed on page 1"), max_length=10, required=False)
    adopted = flag(_("counts as adopted"))

    @classmethod
    def initial_of(cls, given: Any) -> dict[str, Any]:
        return super().initial_of(given) | {"label_": given["label"]}

    def values(self) -> dict[str, Any]:
        return {("label" if name == "label_" else name): value for name, value in self.cleaned_data.items()}

    def parse(self) -> None:
        try:
            rules.parse_outcome(self.given() | {"code": self.cleaned_data["code"]})
        except ValidationError as error:
            raise ValidationError(error.messages[0], code="label_" if error.code == "label" else error.code) from error


class CopyForm(RowForm):
    shape = rules.Copy
    organ = forms.CharField(label=_("Organ"), max_length=100, required=False)
    government = flag(_("of government departments alone"))
    region = forms.CharField(label=_("Cases of this region alone"), max_length=50, required=False)
    count = forms.IntegerField(label=_("Copies sent"), initial=1, required=False)

    @classmethod
    def initial_of(cls, given: Any) -> dict[str, Any]:
        made = super().initial_of({"organ": given} if isinstance(given, str) else given)
        return made | {"organ": rule_words.shown(made["organ"])}

    @property
    def is_blank(self) -> bool:
        return not self["organ"].value() and not self["region"].value() and not self["government"].value()

    def values(self) -> dict[str, Any]:
        count = self.cleaned_data["count"]
        return self.cleaned_data | {"organ": rule_words.kept(self.cleaned_data["organ"]), "count": 1 if count is None else count}

    def given(self) -> Any:
        made = super().given()
        return made["organ"] if made.keys() == {"organ"} else made

    def parse(self) -> None:
        rules.parse_copy(self.given())


class GradeForm(RowForm):
    """Its code is what ratings are kept under; it is given once and never shown."""

    shape = policies.Grade
    code = forms.CharField(widget=forms.HiddenInput(), max_length=rules.LONGEST_CODE, required=False)
    label_ = forms.CharField(label=_("Grade"), required=False)
    stands = forms.ChoiceField(label=_("What it counts as"), choices=choices(rule_words.STANDS), required=False)

    @classmethod
    def initial_of(cls, given: Any) -> dict[str, Any]:
        return {"code": given["code"], "label_": given["label"], "stands": rule_words.stands(given)}

    @property
    def is_blank(self) -> bool:
        return not self["label_"].value() and not self["code"].value()

    def values(self) -> dict[str, Any]:
        kept = self.cleaned_data
        marks = {name: kept["stands"] == name for name in ("satisfied", "dissatisfied")}
        return ({"code": kept["code"]} if kept["code"] else {}) | {"label": kept["label_"]} | marks

    def parse(self) -> None:
        try:
            policies.parse_grade({"code": "new"} | self.given(), self.name)
        except ValidationError as error:
            raise ValidationError(error.messages[0], code="label_") from error


class ReminderForm(RowForm):
    shape = policies.Reminder
    clock = forms.ChoiceField(label=_("Limit"), choices=choices(rule_words.LIMITS))
    when = forms.ChoiceField(label=_("When"), choices=[("before", _("before it")), ("on", _("on the last day")), ("after", _("after it"))])
    days = forms.IntegerField(label=_("How many days"), required=False)
    to = forms.ChoiceField(label=_("Who is told"), choices=choices(rule_words.REMINDED))
    article = article()

    @classmethod
    def initial_of(cls, given: Any) -> dict[str, Any]:
        days = given["days"]
        when = "before" if days > 0 else "after" if days else "on"
        return super().initial_of(given) | {"when": when, "days": abs(days) or None}

    @property
    def is_blank(self) -> bool:
        return False

    def clean(self) -> dict[str, Any]:
        entered = super().clean()
        if entered.get("when") != "on" and "days" in entered and not (entered["days"] or 0) > 0:
            self.add_error("days", gettext("Write the number of days, or choose “on the last day”."))
        return entered

    def values(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "when"}
        days = kept["days"] or 0
        return kept | {"days": {"before": days, "on": 0, "after": -days}[self.cleaned_data["when"]]}

    def parse(self) -> None:
        policies.parse_reminder(self.given())


class PolicyForm(RowForm):
    shape = policies.Policy
    value = forms.ChoiceField(label=_("What is laid down"), required=False)
    article = article()
    assumed = flag(_("assumed"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of = _("not laid down: %s") % rule_words.silent(self.name)
        if self.name in policies.DAYS:
            self.fields["value"] = forms.CharField(label=_("What is laid down"), max_length=5, required=False)
            self.fields["value"].widget.attrs |= {"placeholder": of, "autocomplete": "off"}
            self.order_fields(["value", "article", "assumed"])
        else:
            self.fields["value"].choices = [("", of), *rule_words.CHOICES[self.name].items()]  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        return not self["value"].value()

    def parse(self) -> None:
        policies.parse_policy(self.given(), self.name)


class SourceForm(RowForm):
    text = forms.CharField(label=_("By which rule"), max_length=LONGEST_ARTICLE, required=False)
    assumed = flag(_("assumed"))

    @classmethod
    def initial_of(cls, given: Any) -> dict[str, Any]:
        return {"text": given.removesuffix(rule_words.ASSUMED), "assumed": given.endswith(rule_words.ASSUMED)}

    def given(self) -> Any:
        return self.cleaned_data["text"] + (rule_words.ASSUMED if self.cleaned_data["assumed"] else "")
