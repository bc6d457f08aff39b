"""The ladder of reminders: who is told of a date, by the permission that he or she holds, from the desk upward."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.permissions import Relation


@dataclass(frozen=True)
class Rung:
    """Whom a reminder goes to: those who hold the permission, in the department whose task it is or as the relation says."""

    label: Promise
    permission: str
    relation: Relation = Relation.OWN


# From the desk upward, by the names of `policies.RECIPIENTS`: where nobody stands on a rung, the next one up is told.
LADDER: dict[str, Rung] = {
    "handler": Rung(_("the handler"), "reply.draft"),
    "office": Rung(_("the office"), "reply.review"),
    "leader": Rung(_("the leader in charge"), "reply.approve"),
    "main_leader": Rung(_("the main leader"), "reply.sign"),
    "coordinator": Rung(_("the coordinator"), "case.assign", Relation.ASSIGNING),
    "administrator": Rung(_("the system administrator"), "master.edit", Relation.ANY),
    # No rung of an office: where no proposer has an account, the coordinator is told.
    "proposer": Rung(_("the proposer"), "read.own_proposals", Relation.ANY),
}
HANDLER, COORDINATOR, PROPOSER = "handler", "coordinator", "proposer"
UPWARD = tuple(rung for rung in LADDER if rung != PROPOSER)
