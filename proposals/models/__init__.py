from proposals.models.cases import (
    Assignment,
    Contact,
    CoOpinion,
    OpinionSubmission,
    Proposal,
    ProposalAttachment,
    Proposer,
)
from proposals.models.clocks import CalendarYear, Clock
from proposals.models.events import ChainHead, Checkpoint, Event
from proposals.models.master import Group, Person, ProposalKind, RuleSet, Session
from proposals.models.organization import Department, RoleGrant, User
from proposals.models.requests import ExtensionRequest, Objection

__all__ = [
    "Assignment",
    "CalendarYear",
    "ChainHead",
    "Checkpoint",
    "Clock",
    "CoOpinion",
    "Contact",
    "Department",
    "Event",
    "ExtensionRequest",
    "Group",
    "Objection",
    "OpinionSubmission",
    "Person",
    "Proposal",
    "ProposalAttachment",
    "ProposalKind",
    "Proposer",
    "RoleGrant",
    "RuleSet",
    "Session",
    "User",
]
