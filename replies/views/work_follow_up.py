"""How promises and supervision show on “my work”."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.models import Commitment, LookBack, Supervision
from replies.views.work_kinds import Group, Kind

EXCERPT = 80


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= EXCERPT else words[:EXCERPT] + "…"


def _promise(commitment: Commitment) -> str:
    return gettext("%(owner)s: “%(sentence)s”") % {"owner": commitment.owner, "sentence": _excerpt(commitment.sentence)}


def _kept(commitment: Commitment) -> str:
    said = {"department": commitment.assignment.department.short_name, "sentence": _excerpt(commitment.sentence)}
    return gettext("%(department)s reports it as kept: “%(sentence)s”") % said


def _look_back(row: LookBack) -> str:
    said = {"year": row.year, "sentence": _excerpt(row.commitment.sentence)}
    return gettext("How far has it come in %(year)s: “%(sentence)s”") % said


def _supervision(note: Supervision) -> str:
    return gettext("%(body)s asks: “%(question)s”") % {"body": note.proposal.assigning_body or "", "question": _excerpt(note.question)}


def _answered(note: Supervision) -> str:
    said: dict[str, Any] = {"department": note.department.short_name, "question": _excerpt(note.question)}
    return gettext("%(department)s has answered: “%(question)s”") % said


KINDS: dict[str, Kind] = {
    "supervision": Kind(
        Group(_("Answer supervision"), _("The assigning body asks about a priority case"), _("Write the account")),
        _("account due"), _supervision, "supervision_detail",
    ),
    "judge_supervision": Kind(
        Group(_("Judge accounts"), _("Accept, or ask again with a reason"), _("Judge")), "", _answered, "supervision_detail"
    ),
    "fulfil": Kind(
        Group(_("Keep promises"), _("Promised in a reply; due within a month or over"), _("Report")),
        _("promise due"), _promise, "commitment_detail",
    ),
    "look_back": Kind(
        Group(_("Yearly reports on promises"), _("回头看: how far what was promised has come"), _("Report")),
        _("yearly report due"), _look_back, "look_back",
    ),
    "confirm_kept": Kind(
        Group(_("Confirm promises as kept"), _("With the proposer’s word where it was asked"), _("Judge")), "", _kept, "commitment_detail"
    ),
}  # fmt: skip
