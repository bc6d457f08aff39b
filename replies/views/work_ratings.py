"""How bad ratings and meetings show on “my work”."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from replies.views.work_kinds import Group, Kind


def _sentence(reply: Any) -> str:
    said = {"department": reply.department.short_name, "count": reply.dissatisfied, "round": reply.round}
    return gettext("%(count)s dissatisfied with answer %(round)s of %(department)s.") % said


KINDS = {
    "rework": Kind(
        Group(
            _("Ratings to decide on"),
            _("Somebody is dissatisfied: is the case handled again?"),
            _("Decide on the rating"),
        ),
        "",
        _sentence,
        "rating_settle",
    ),
    "meet": Kind(
        Group(
            _("Meetings to hold"),
            _("The second answer did not satisfy either; record the meeting when it was held."),
            _("Record the meeting"),
        ),
        "",
        _sentence,
        "rating_meeting",
    ),
}
