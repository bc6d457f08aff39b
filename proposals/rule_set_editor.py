"""A rule set on screen: all its forms together, read into what the rule set keeps, and whatever is wrong by section, row and field."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals import policies, rule_words, rules
from proposals.rule_set_forms import (
    CopyForm,
    ExtensionForm,
    GradeForm,
    LimitForm,
    OutcomeForm,
    PolicyForm,
    QuietForm,
    ReminderForm,
    RowForm,
    SourceForm,
    choices,
)

# How many rows a list has at most; with all of them full a form stays well below the thousand fields that a request may have.
MOST = {"extensions": 11, "outcomes": 12, "copies": 15, "reminders": 60, "scales": policies.MOST_GRADES + 1}
UP, DOWN, REMOVE, ADD = "up", "down", "remove", "add"


class PlainForm(QuietForm):
    """What is no list: the name, who reviews and signs, the opening sentences, who is answered."""

    name = forms.CharField(label=gettext_lazy("Name of the rule set"), max_length=100)
    review_chain = forms.MultipleChoiceField(
        label=gettext_lazy("Steps before the letter goes out"),
        choices=choices(rule_words.STEPS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    person = forms.CharField(label=rule_words.OPENINGS["person"], widget=forms.Textarea(attrs={"rows": 2}), required=False)
    group = forms.CharField(label=rule_words.OPENINGS["group"], widget=forms.Textarea(attrs={"rows": 2}), required=False)
    recipients = forms.ChoiceField(
        label=gettext_lazy("Of a joint proposal"), choices=choices(rule_words.RECIPIENTS), widget=forms.RadioSelect
    )

    @classmethod
    def initial_of(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        return {name: given[name] for name in ("name", "review_chain", "recipients")} | {
            name: rule_words.shown(formula) for name, formula in given["openings"].items()
        }

    def given(self) -> dict[str, Any]:
        kept = self.cleaned_data
        made = {name: kept.get(name, "") for name in ("name", "review_chain", "recipients")}
        # A formula is one sentence, however it was typed.
        return made | {"openings": {name: rule_words.kept("".join(kept.get(name, "").splitlines())) for name in rule_words.OPENINGS}}

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        judges: dict[str, Callable[[Any], Any]] = {"review_chain": rules.parse_review_chain, "openings": rules.parse_openings}
        for name, parse in judges.items():
            try:
                if name not in self.errors:
                    parse(self.given()[name])
            except ValidationError as error:
                self.add_error(error.code or name, rule_words.shown("".join(error.messages)))
        return entered


@dataclass(frozen=True)
class Wrong:
    """One thing to put right: where it stands, in words, what is wrong, and the id of the field or the section."""

    section: str
    place: str
    message: str
    target: str


@dataclass
class Rows:
    """Rows of one kind. `prefix` is also what buttons name them by; `is_list`: they can be added, removed and moved."""

    prefix: str
    forms: Sequence[RowForm]
    title: str = ""
    is_list: bool = False
    is_moved: bool = True
    most: int = 0

    @property
    def filled(self) -> list[RowForm]:
        return [form for form in self.forms if not form.is_blank]

    @property
    def given(self) -> list[Any]:
        return [form.given() for form in self.filled]

    @property
    def named(self) -> dict[str, Any]:
        return {form.name: form.given() for form in self.filled}

    @property
    def is_full(self) -> bool:
        return len(self.forms) >= self.most


@dataclass
class Section:
    name: str
    groups: list[Rows]
    errors: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(rule_words.SECTIONS[self.name])


class RuleSetEditor:
    """`value` is the rule set as it is kept (`rule_differences.FIELDS`); `data` what was posted. `quiet`: rows were only moved;
    `new_row` is the prefix of one that was added, in which the person goes on."""

    def __init__(self, value: Mapping[str, Any], data: QueryDict | None = None, *, quiet: bool = False, new_row: str = "") -> None:
        self.value, self.data, self.quiet, self.new_row = value, data, quiet, new_row
        self.plain = PlainForm(data, initial=PlainForm.initial_of(value))
        if quiet:
            self.plain.leave_unread()
        scales = [self._list(GradeForm, "scales", value["scales"].get(name, []), name) for name in policies.RATED]
        extensions = [{"clock": clock} | given for clock, given in value["extensions"].items()]
        sourced = dict.fromkeys([name for name in rule_words.SECTIONS if name not in ("name", "sources")] + [*value["sources"]])
        of = self._list
        self.sections = {
            name: Section(name, groups)
            for name, groups in {
                "limits": [self._named(LimitForm, "limits", rule_words.LIMITS)],
                "extensions": [of(ExtensionForm, "extensions", extensions, moved=False)],
                "review_chain": [],
                "outcomes": [of(OutcomeForm, "outcomes", value["outcomes"])],
                "openings": [],
                "recipients": [],
                "copies": [of(CopyForm, "copies", value["copies"])],
                "scales": scales,
                "policies": [self._named(PolicyForm, "policies", rule_words.POLICY)],
                "reminders": [of(ReminderForm, "reminders", value["reminders"])],
                "sources": [self._named(SourceForm, "sources", {name: str(rule_words.SECTIONS.get(name, name)) for name in sourced})],
            }.items()
        }
        self.fields: dict[str, Any] = {}
        if data is not None and not quiet:
            self._read()

    @property
    def is_valid(self) -> bool:
        return not self.wrong

    @property
    def wrong(self) -> list[Wrong]:
        """Everything that is to be put right, in the order of the page."""
        return [] if self.data is None or self.quiet else [*self._found()]

    def refuse(self, section: str, message: str) -> None:
        """Something that only the rest of the application knows."""
        self.sections[section].errors.append(message)

    def _named(self, kind: type[RowForm], prefix: str, words: rule_words.Words) -> Rows:
        """A row for each name that there is."""
        made = []
        for name, label in words.items():
            kept = self.value[prefix].get(name)
            initial = kind.initial_of(kept) if kept is not None else {}
            made.append(self._row(kind, f"{prefix}-{name}", name=name, label=str(label), initial=initial))
        return Rows(prefix, made)

    def _list(self, kind: type[RowForm], field_: str, kept: Sequence[Any], name: str = "", *, moved: bool = True) -> Rows:
        prefix = f"{field_}-{name}" if name else field_
        n = len(kept) if self.data is None else min(row_count(self.data, prefix), MOST[field_])
        title = str(rule_words.RATED[name]) if name else ""
        made = []
        for number in range(n):
            label = _("Row %s") % (number + 1)
            initial = kind.initial_of(kept[number]) if self.data is None else {}
            row = f"{title}·{label}" if title else label
            made.append(self._row(kind, f"{prefix}-{number}", name=name, label=row, initial=initial))
        return Rows(prefix, made, title, is_list=True, is_moved=moved, most=MOST[field_])

    def _row(self, kind: type[RowForm], prefix: str, **options: Any) -> RowForm:
        # A row that was only just added shows what a new one begins with.
        form = kind(None if prefix == self.new_row else self.data, prefix=prefix, **options)
        if self.quiet:
            form.leave_unread()
        if prefix == self.new_row:
            form.visible_fields()[0].field.widget.attrs["autofocus"] = True
        return form

    def _read(self) -> None:
        """Reads the forms into `fields`; what a parser says of a section as a whole is kept with it. Stops at the rows that are wrong."""
        if self.plain.errors or any(form.errors for section in self.sections.values() for rows in section.groups for form in rows.forms):
            return
        rows = {name: section.groups[0] for name, section in self.sections.items() if section.groups}
        extended = [(form.cleaned_data["clock"], form) for form in rows["extensions"].filled]
        for n, (clock, form) in enumerate(extended):
            if clock in [other for other, _form in extended[:n]]:
                form.add_error("clock", _("“%s” stands in another row already.") % rule_words.LIMITS[clock])
                return
        made = self.plain.given()
        made |= {name: rows[name].named for name in ("limits", "policies", "sources")}
        made |= {name: rows[name].given for name in ("outcomes", "copies", "reminders")}
        made["extensions"] = {clock: form.given() for clock, form in extended}
        scales = {group.prefix.partition("-")[2]: with_codes(group.given) for group in self.sections["scales"].groups}
        made["scales"] = {name: grades for name, grades in scales.items() if grades}
        judges: dict[str, Callable[[Any], Any]] = {
            "limits": rules.parse_limits,
            "outcomes": rules.parse_outcomes,
            "scales": policies.parse_scales,
            "reminders": policies.parse_reminders,
        }
        for name, parse in judges.items():
            try:
                parse(made[name])
            except ValidationError as error:
                self.refuse(name, _in_words("".join(error.messages)))
        self.fields = made

    def _found(self) -> Iterator[Wrong]:
        for field_, errors in self.plain.errors.items():
            bound = self.plain[field_]
            for message in errors:
                yield Wrong("", str(bound.label), str(message), bound.id_for_label or "main")
        for section in self.sections.values():
            for message in section.errors:
                yield Wrong(section.name, section.title, message, f"s-{section.name}")
            for rows in section.groups:
                for form in rows.forms:
                    for name, errors in form.errors.items():
                        place = "·".join([section.title, form.label, *([str(form[name].label)] if name in form.fields else [])])
                        target = form[name].id_for_label if name in form.fields else f"s-{section.name}"
                        for message in errors:
                            yield Wrong(section.name, place, str(message), target)


def _in_words(message: str) -> str:
    """The parser's message with the word for what it names."""
    name, _mark, rest = message.partition("：")
    return f"{rule_words.RATED[name]}：{rest}" if name in rule_words.RATED else message


def with_codes(grades: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The grades of a scale, each new one with a code of its own."""
    taken = {grade["code"] for grade in grades if grade.get("code")}
    free = (code for number in range(1, 2 * MOST["scales"] + 2) if (code := f"grade{number}") not in taken)
    return [grade if grade.get("code") else {"code": next(free)} | grade for grade in grades]


def row_count(data: Mapping[str, Any], prefix: str) -> int:
    count = data.get(f"{prefix}-rows", "0")
    return int(count) if count.isascii() and count.isdecimal() and len(count) < 4 else 0


def with_rows_changed(data: QueryDict, step: str) -> tuple[QueryDict, str]:
    """What was posted, with a row added, removed or moved; `step` reads outcomes:2:up, the row counted from 0.

    The second is where the person goes on: the prefix of the row that was meant. A step that names nothing changes nothing.
    """
    prefix, _colon, rest = step.partition(":")
    number, _colon, what = rest.partition(":")
    at = int(number) if number.isascii() and number.isdecimal() else 0
    heads = [f"{prefix}-{n}-" for n in range(row_count(data, prefix))]
    rows = [{key.removeprefix(head): data.getlist(key) for key in data if key.startswith(head)} for head in heads]
    goal = at
    if what == ADD:
        rows.append({})
        goal = len(rows) - 1
    elif what == REMOVE and at < len(rows):
        del rows[at]
        goal = max(0, min(at, len(rows) - 1))
    elif what in (UP, DOWN) and at < len(rows):
        goal = max(0, min(at + (1 if what == DOWN else -1), len(rows) - 1))
        rows.insert(goal, rows.pop(at))
    made = QueryDict(mutable=True)
    for key in data:
        if not any(key.startswith(head) for head in heads):
            made.setlist(key, data.getlist(key))
    made[f"{prefix}-rows"] = str(len(rows))
    for n, row in enumerate(rows):
        for name, values in row.items():
            made.setlist(f"{prefix}-{n}-{name}", values)
    return made, f"{prefix}-{goal}"
