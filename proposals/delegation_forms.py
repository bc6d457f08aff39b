"""The form of a delegation (代办): who is away, who stands in, from when to when, and why."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from proposals import permissions
from proposals.forms import DateInput, DeskForm
from proposals.models import Delegation, User


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """A person with what tells apart two of one name: the department, the office, the roles."""

    def label_from_instance(self, obj: Any) -> str:
        words = [obj.department.short_name, obj.office, "、".join(obj.role_names)]
        return f"{obj.display_name}（{'，'.join(word for word in words if word)}）"


class DelegationForm(DeskForm):
    """Whoever names a deputy for himself chooses among the colleagues; a system administrator chooses the person who is away as well."""

    principal = PersonField(User.objects.none(), label=_("Who is away"), empty_label=_("Choose"))
    deputy = PersonField(User.objects.none(), label=_("Who stands in"), empty_label=_("Choose"))
    begins_on = forms.DateField(label=_("First day"), widget=DateInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput())
    reason = forms.CharField(label=_("Reason"), max_length=Delegation._meta.get_field("reason").max_length)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff: QuerySet[User] = User.objects.filter(is_active=True, department__isnull=False)
        staff = staff.order_by("department__short_name", "display_name", "pk")
        others = permissions.holds(by, "delegation.make_for_others")
        if others:
            self.fields["principal"].queryset = staff.filter(role_grants__isnull=False).distinct()  # type: ignore[attr-defined]
        else:
            del self.fields["principal"]
            staff = staff.filter(department=by.department).exclude(pk=by.pk)
        self.fields["deputy"].queryset = staff  # type: ignore[attr-defined]
