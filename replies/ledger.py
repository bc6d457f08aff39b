"""The ledger of promises (台账): what is still open over all sessions, by its light, department and session."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.forms import DeskForm
from proposals.models import Commitment, Department, Session
from proposals.reminding import NEAR_DAYS
from proposals.states import COMMITMENT_OPEN, CommitmentState

OPEN, EVERY = "open", "all"
STATES = [(OPEN, _("Still to be kept")), *CommitmentState.choices, (EVERY, _("all"))]
LIGHTS = [("late", _("Overdue")), ("soon", _("Due soon")), ("ok", _("Later"))]


def ledger(user: Any) -> QuerySet[Commitment]:
    """The promises that the person sees, each with `carried_over`: whether a later term of the same body has begun since."""
    later = Session.objects.filter(
        organ=OuterRef("assignment__proposal__session__organ"),
        region=OuterRef("assignment__proposal__session__region"),
        term__gt=OuterRef("assignment__proposal__session__term"),
    )
    rows: QuerySet[Commitment] = Commitment.objects.visible_to(user).annotate(carried_over=Exists(later))
    return rows.select_related("assignment__department", "assignment__proposal__session").order_by("due_on", "pk")


class LedgerFilter(django_filters.FilterSet):
    """`state` is open ones where nothing is chosen."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="by_state", empty_label=None)
    light = django_filters.ChoiceFilter(label=_("Due"), choices=LIGHTS, method="by_light", empty_label=_("any time"))
    session = django_filters.ModelChoiceFilter(
        label=_("Session"), field_name="assignment__proposal__session", queryset=Session.objects.all(), empty_label=_("all")
    )
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), field_name="assignment__department", queryset=Department.objects.all(), empty_label=_("all")
    )

    class Meta:
        model = Commitment
        fields: list[str] = []
        form = DeskForm

    def by_state(self, rows: QuerySet[Commitment], _name: str, value: str) -> QuerySet[Commitment]:
        if value == EVERY:
            return rows
        return rows.filter(state__in=COMMITMENT_OPEN) if value == OPEN else rows.filter(state=value)

    def by_light(self, rows: QuerySet[Commitment], _name: str, value: str) -> QuerySet[Commitment]:
        today = timezone.localdate()
        near = today + timedelta(days=NEAR_DAYS)
        conditions = {"late": {"due_on__lt": today}, "soon": {"due_on__gte": today, "due_on__lte": near}, "ok": {"due_on__gt": near}}
        return rows.filter(**conditions[value])
