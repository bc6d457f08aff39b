"""Forms of the cases. What a form cannot know, the action that it leads to says, and the view puts that back into the form."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.finding import EXACT, find, rank
from proposals.models import Assignment, Department, Group, Person, Proposal, ProposalKind, Session

LONGEST_NOTE = 500
# So many departments are named where the typed could mean several.
NAMED = 6
SEPARATORS = re.compile(r"[、,，;；\n\r\t]+")


class DeskBoundField(forms.BoundField):
    """A field that wears the desk's classes."""

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        built = dict(super().build_widget_attrs(attrs, widget))
        shown = widget or self.field.widget
        if isinstance(shown, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
            style = "form-check-input"
        else:
            style = "form-select" if isinstance(shown, forms.Select) else "form-control"
        built["class"] = " ".join(part for part in (shown.attrs.get("class", ""), style, "is-wrong" if self.errors else "") if part)
        return built


class DeskForm(forms.Form):
    """Base of all forms of the desk: no colons after labels, the desk's classes on the fields."""

    bound_field_class = DeskBoundField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = gettext("Please fill in “%(label)s”.") % {"label": field.label}


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SignInForm(DeskForm, AuthenticationForm):
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("The user name or the password is wrong. Please try again; capital and small letters differ.")
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("username"):  # it stays; what is typed anew is the password
            del self.fields["username"].widget.attrs["autofocus"]
            self.fields["password"].widget.attrs["autofocus"] = True


class OwnPasswordForm(DeskForm, PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the validators of the settings ask for, in one sentence; Django's own says 你 to the person.
        self.fields["new_password1"].help_text = _(
            "At least 8 characters, not digits alone, not like your name, and none that is in common use."
        )
        self.fields["new_password2"].help_text = _("Once more, so that no slip of a finger shuts you out.")


class ReasonForm(DeskForm):
    """Why something is sent back or withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write a reason; the person concerned will read it.")},
    )


class UrgeForm(DeskForm):
    """What the people of a department are told when they are urged (催办)."""

    note = forms.CharField(
        label=_("What is to be done"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write what is to be done; the people of the department will read it.")},
    )
    again = forms.BooleanField(label=_("Also those that were urged today already"), required=False)


class OpinionForm(DeskForm):
    text = forms.CharField(
        label=_("Opinion"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Write facts, figures and measures. One that says only “agreed” or “none” may be sent back."),
        error_messages={"required": _("Please write the opinion; an empty one is of no use to the lead.")},
    )


class DepartmentField(forms.CharField):
    """A department by its standard short name, its full name, or a key that is its alone, typed."""

    def clean(self, value: Any) -> Any:
        name = super().clean(value).strip()
        if not name:
            return None
        known = Department.objects.handling()
        if exact := known.filter(Q(short_name=name) | Q(full_name=name)).first():
            return exact
        found = find(known, name)
        if len(found) == 1 and rank(found[0], name) == EXACT:
            return found[0]
        if found:
            names = "、".join(str(one) for one in found[:NAMED])
            raise forms.ValidationError(gettext("Which one is “%(name)s”: %(names)s?") % {"name": name, "names": names})
        raise forms.ValidationError(gettext("No department is called “%s”. Choose one of the list.") % name)


class TaskForm(DeskForm):
    department = DepartmentField(
        label=_("Department"), required=False, widget=forms.TextInput(attrs={"list": "departments", "autocomplete": "off"})
    )
    mode = forms.ChoiceField(label=_("Part"), choices=Assignment.Mode.choices, initial=Assignment.Mode.CO)
    scope = forms.CharField(label=_("What is asked"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if "department" in entered and not entered["department"] and entered.get("scope"):
            self.add_error("department", gettext("Enter the department."))
        return entered


TaskFormSet = forms.formset_factory(TaskForm, extra=3, max_num=40)


class MergeForm(DeskForm):
    number = forms.CharField(label=_("Number of another case"), max_length=20, required=False)

    def clean_number(self) -> str:
        return bare_number(self.cleaned_data["number"])

    @property
    def error_text(self) -> str:
        return " ".join(str(message) for messages in self.errors.values() for message in messages)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        single = super().clean
        return [single(file, initial) for file in data] if isinstance(data, list | tuple) else [f for f in [single(data, initial)] if f]


class RegisterForm(DeskForm):
    """A new case. Names of proposers that nobody knows yet are asked about, one field for each, before anyone is added."""

    session = forms.ModelChoiceField(Session.objects.none(), label=_("Session"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=ProposalKind.choices)
    case_no = forms.CharField(label=_("Number"), max_length=20, help_text=_("Zeros are part of it: 0027."))
    title = forms.CharField(label=_("Title"), max_length=200)
    proposers = forms.CharField(
        label=_("Proposers"),
        widget=forms.TextInput(attrs={"list": "proposers", "autocomplete": "off"}),
        help_text=_("Persons or groups, the lead first, separated by 、."),
    )
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 20}), required=False)
    category = forms.CharField(
        label=_("Category"), max_length=50, required=False, help_text=_("The field it belongs to, such as education or traffic.")
    )
    is_priority = forms.BooleanField(label=_("Priority case"), required=False)
    origin = forms.ChoiceField(label=_("Origin"), choices=Proposal.Origin.choices)
    attachments = ManyFilesField(label=_("Attachments"), required=False, help_text=_("Several files can be chosen at once."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["session"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Session.objects.all()
        # The choices made for names that were unknown come back under the names themselves.
        self.unknown = [key.removeprefix("new:") for key in self.data if key.startswith("new:")]
        for name in self.unknown:
            self._ask_about(name)

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields for the names that are not known yet."""
        return [self[f"new:{name}"] for name in self.unknown]

    @property
    def facts(self) -> list[forms.BoundField]:
        """What is neither the text, nor a file, nor a question."""
        return [field for field in self if field.name not in ("body", "attachments") and not field.name.startswith("new:")]

    def _ask_about(self, name: str) -> None:
        choices = [("", gettext("choose, or correct the name above")), ("person", gettext("a person")), *Group.Kind.choices]
        self.fields[f"new:{name}"] = forms.ChoiceField(label=name, choices=choices, required=False)

    def clean_case_no(self) -> str:
        number = bare_number(self.cleaned_data["case_no"])
        if not number:
            raise forms.ValidationError(gettext("Enter the number, such as 0027."))
        return number

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        session, kind = entered.get("session"), entered.get("kind")
        if session and kind and (session.organ == Session.Organ.CPPCC) != (kind == ProposalKind.CPPCC_PROPOSAL):
            self.add_error("kind", gettext("A congress takes suggestions, a CPPCC committee takes proposals; %s does not fit.") % session)
        elif session and "proposers" in entered:
            self._match(entered["proposers"], session)
        return entered

    def _match(self, text: str, session: Session) -> None:
        """Finds the proposers by their names; `found` holds a person, a group, or the name of one who is to be added."""
        role = Person.Role.MEMBER if session.organ == Session.Organ.CPPCC else Person.Role.DEPUTY
        self.role = role
        self.found: list[Person | Group | str] = []
        open_names = []
        names = proposer_names(text)
        if not names:
            self.add_error("proposers", gettext("A case needs at least one proposer."))
        longest = Person._meta.get_field("name").max_length or 0
        if too_long := [name for name in names if len(split_label(name)[0]) > longest and not Group.objects.filter(name=name).exists()]:
            self.add_error("proposers", gettext("“%s” is too long for a name; names are separated by 、.") % too_long[0])
            return
        if len(set(names)) < len(names):
            self.add_error("proposers", gettext("A proposer is named twice."))
            return
        for name in names:
            persons = find_persons(name, role)
            group = Group.objects.filter(name=name).first()
            if len(persons) > 1:
                them = "、".join(full_label(person) for person in persons)
                self.add_error(
                    "proposers", gettext("Several are called “%(name)s”: %(them)s. Write which one.") % {"name": name, "them": them}
                )
            elif persons or group:
                self.found.append(persons[0] if persons else group)  # type: ignore[arg-type]  # one of them is there
            else:
                self.found.append(name)
                if not self.data.get(f"new:{name}"):
                    open_names.append(name)
        for name in [name for name in self.unknown if name not in self.found]:
            self.unknown.remove(name)
            del self.fields[f"new:{name}"]
        for name in open_names:
            if name not in self.unknown:
                self.unknown.append(name)
                self._ask_about(name)
        if open_names:
            self.add_error("proposers", gettext("Not known yet: %s. Correct the name, or say below who it is.") % "、".join(open_names))

    def save_proposers(self) -> list[Person | Group]:
        """Those found, and those added as was chosen, in the order entered."""
        return [self._add(who) if isinstance(who, str) else who for who in self.found]

    def _add(self, name: str) -> Person | Group:
        chosen = self.data[f"new:{name}"]
        if chosen == "person":
            plain, delegation = split_label(name)
            return Person.objects.create(name=plain, delegation=delegation, role=self.role)
        return Group.objects.create(name=name, kind=chosen)

    @property
    def uploads(self) -> "Sequence[UploadedFile[Any]]":
        uploads: Sequence[UploadedFile[Any]] = self.cleaned_data["attachments"]
        return uploads


def bare_number(text: str) -> str:
    """0027 of 第 0027 号."""
    return re.sub(r"^第|号$", "", re.sub(r"\s", "", text))


def proposer_names(text: str) -> list[str]:
    """The names in a line, in order: 顾晚舟、叶青梧（第三代表团）."""
    return [name for part in SEPARATORS.split(text) if (name := part.strip())]


def full_label(person: Person) -> str:
    return f"{person.name}（{person.delegation}）" if person.delegation else person.name


def split_label(label: str) -> tuple[str, str]:
    """(name, delegation) of 叶青梧（第三代表团）; the delegation is empty where none is given."""
    match = re.fullmatch(r"(.+?)[（(](.+)[）)]", label)
    return (match[1].strip(), match[2].strip()) if match else (label, "")


def find_persons(label: str, role: str) -> list[Person]:
    """The persons of this capacity that a label may mean."""
    name, delegation = split_label(label)
    persons = Person.objects.filter(role=role, name=name)
    return list(persons.filter(delegation=delegation) if delegation else persons)
