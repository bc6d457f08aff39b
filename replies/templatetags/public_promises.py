"""Where a promise stands, in the words of those who wait for it."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.models import Commitment
from proposals.states import CommitmentState
from proposals.templatetags.desk import LOOKS

register = template.Library()


@register.filter
def overdue(commitment: Commitment) -> bool:
    """Whether its day is over and nobody has reported it as done."""
    return commitment.state == CommitmentState.PROMISED and commitment.due_on < timezone.localdate()


@register.inclusion_tag("_components/state.html")
def promise_state(commitment: Commitment) -> dict[str, Any]:
    symbol, style = LOOKS[commitment.state]
    words = {
        CommitmentState.PROMISED: _("under way"),
        CommitmentState.KEPT: _("reported as done, being looked at"),
        CommitmentState.CONFIRMED: _("done"),
        CommitmentState.CHANGED: _("circumstances changed; explained in writing"),
    }
    return {"symbol": symbol, "style": style, "word": words[CommitmentState(commitment.state)]}
