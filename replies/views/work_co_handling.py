"""How a disagreement shows on “my work”."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.models import Disagreement
from replies.views.work_kinds import Group, Kind

EXCERPT = 60


def _disagreement(one: Disagreement) -> str:
    wanted = " ".join(one.wanted.split())
    said = {
        "one": one.raised_for.department.short_name,
        "other": one.against.department.short_name,
        "wanted": wanted if len(wanted) <= EXCERPT else wanted[:EXCERPT] + "…",
    }
    told = gettext("%(one)s does not agree with %(other)s and wants: “%(wanted)s”") % said
    return told + (gettext(" The draft waits for the decision.") if one.about_text and not one.goes_on else "")


KINDS: dict[str, Kind] = {
    "disagreement": Kind(
        Group(_("Settle disagreements"), _("Two departments of a case do not agree; both read the decision"), _("Settle")),
        "",
        _disagreement,
        "disagreement_detail",
    ),
}
