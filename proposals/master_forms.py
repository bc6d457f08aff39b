"""Forms of the master data: departments, people with their roles, sessions, and those who propose."""

from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals import permissions
from proposals.forms import DateInput, DeskForm
from proposals.models import Department, Group, Person, ProposalKind, RuleSet, Session, User
from proposals.permissions import ROLES, Role


class MasterForm(DeskForm, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """`seen` is what the row said when the page was made: whoever saves over another's change is told of it first."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, seen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen

    def see(self, seen: str) -> None:
        """What was entered is shown again, over what the row says now."""
        sent: Any = self.data
        sent = sent.copy()
        sent["seen"] = seen
        self.data = sent

    @property
    def entered(self) -> dict[str, Any]:
        """The columns of the row alone."""
        columns = {field.name for field in self._meta.model._meta.fields}
        return {name: value for name, value in self.cleaned_data.items() if name in columns}


class DepartmentForm(MasterForm):
    class Meta:
        model = Department
        fields = (
            "full_name", "short_name", "kind", "contact_name", "contact_phone", "address",
            "suggestion_word", "proposal_word", "search_keys",
        )  # fmt: skip
        help_texts = {
            "full_name": _("As it is printed: at the head, in the signature, on envelopes."),
            "short_name": _("As lists and the pages of assignment call it: 市教育局."),
            "kind": _("An assigning body registers and assigns cases; the others answer them."),
            "contact_phone": _("Printed after the contact office, so that the proposer can ask."),
            "suggestion_word": _("Before the year in the number of an answer to a suggestion: 云教建〔2026〕1号."),
            "proposal_word": _("The same for the answers to CPPCC proposals: 云教提."),
        }


class UserForm(MasterForm):
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = User
        fields = ("display_name", "username", "department", "office")
        labels = {"display_name": _("Person"), "username": _("Account name")}
        help_texts = {
            "username": _("For signing in: letters, digits, and . _ - @ +."),
            "department": _("Empty for those who keep or read the whole system, and for proposers."),
            "office": _("The office within the department, or the post: 学前教育科."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.code, str(role.name)) for role in ROLES.values()]  # type: ignore[attr-defined]  # of a ChoiceField
        department = self.fields["department"]
        assert isinstance(department, forms.ModelChoiceField)
        kept = Q(active=True) | Q(pk=self.instance.department_id)
        department.queryset = Department.objects.filter(kept).exclude(kind=Department.Kind.UNSTATED)
        department.empty_label = gettext("none")
        if self.instance.pk:
            self.fields["roles"].initial = sorted(self.instance.role_codes)

    @property
    def role_rows(self) -> Iterator[tuple[Any, Role]]:
        """Each box with its role, whose description is shown beside it."""
        return zip(self["roles"], ROLES.values(), strict=True)


class SessionForm(MasterForm):
    class Meta:
        model = Session
        fields = ("organ", "region", "term", "meeting", "opened_on", "suggestion_rules", "proposal_rules")
        widgets = {"opened_on": DateInput(), "organ": forms.RadioSelect()}
        help_texts = {
            "region": _("As the label of the session begins: 云澜市, 市, 宁陕县."),
            "term": _("In figures: 17 of 市十七届人大五次会议."),
            "meeting": _("In figures: 5 of 市十七届人大五次会议."),
            "opened_on": _("Some limits and the year of the documents go by it."),
            "suggestion_rules": _("A session of a congress needs these."),
            "proposal_rules": _("A session of a CPPCC committee needs these."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organ = self.fields["organ"]
        assert isinstance(organ, forms.ChoiceField)
        organ.choices = Session.Organ.choices
        for name, kind in (("suggestion_rules", ProposalKind.SUGGESTION), ("proposal_rules", ProposalKind.CPPCC_PROPOSAL)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = RuleSet.objects.filter(kind=kind)
            field.empty_label = gettext("none")

    def clean(self) -> dict[str, Any]:
        entered: dict[str, Any] = super().clean() or {}
        needed = {Session.Organ.CONGRESS: "suggestion_rules", Session.Organ.CPPCC: "proposal_rules"}.get(entered.get("organ", ""))
        if needed and needed not in self.errors and not entered.get(needed):
            self.add_error(needed, gettext("Choose the rules by which its cases are handled."))
        if entered.get("term") == 0:
            self.add_error("term", gettext("Terms are counted from 1."))
        return entered


class AccountField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.display_name}（{obj.username}）"


class AccountsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.display_name}（{obj.username}）"


def accounts_of_proposers(kept: Collection[int | None] = ()) -> Any:
    """Those who can sign in and see the own proposals; and those that are chosen already."""
    roles = permissions.carriers("read.own_proposals")
    able = Q(is_active=True, pk__in=User.objects.filter(role_grants__role__in=roles).values("pk"))
    return User.objects.filter(able | Q(pk__in=[pk for pk in kept if pk])).order_by("display_name")


class PersonForm(MasterForm):
    user = AccountField(
        User.objects.none(),
        label=_("account"),
        required=False,
        empty_label=_("none"),
        help_text=_("With it the deputy or member signs in and sees where the proposals stand. Give the account the role first."),
    )

    class Meta:
        model = Person
        fields = ("name", "role", "delegation", "phone", "elected_by", "user")
        labels = {"name": _("Person")}
        widgets = {"role": forms.RadioSelect()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = Person.Role.choices  # type: ignore[attr-defined]  # of a ChoiceField
        self.fields["user"].queryset = accounts_of_proposers([self.instance.user_id])  # type: ignore[attr-defined]


class GroupForm(MasterForm):
    members = AccountsField(
        User.objects.none(),
        label=_("accounts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever has one of them sees the proposals of the group."),
    )

    class Meta:
        model = Group
        fields = ("name", "kind", "members")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = self.instance.members.values_list("pk", flat=True) if self.instance.pk else []
        self.fields["members"].queryset = accounts_of_proposers(list(there))  # type: ignore[attr-defined]


class RosterForm(DeskForm):
    """A list as a file, or pasted from a spreadsheet."""

    file = forms.FileField(
        label=_("The spreadsheet"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        help_text=_("xlsx or CSV, as Excel and WPS save them."),
    )
    pasted = forms.CharField(
        label=_("Or paste the rows"),
        required=False,
        max_length=400_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Copied from a spreadsheet, with or without the head; without it in the order of the template."),
    )

    def clean(self) -> dict[str, Any]:
        entered: dict[str, Any] = super().clean() or {}
        if not self.errors and not entered.get("file") and not (entered.get("pasted") or "").strip():
            raise forms.ValidationError(gettext("Choose a file, or paste the rows."))
        return entered
