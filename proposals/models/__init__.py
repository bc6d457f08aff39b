from proposals.models.cases import (
    Assignment,
    Proposal,
    ProposalAttachment,
    Proposer,
)
from proposals.models.clocks import CalendarYear, Clock
from proposals.models.co_handling import Contact, CoOpinion, OpinionSubmission
from proposals.models.events import ChainHead, Checkpoint, Event
from proposals.models.intake import FilingDecision, TitlePair
from proposals.models.master import Group, Person, ProposalKind, RuleSet, Session
from proposals.models.merging import MergeGroup, MergeMember
from proposals.models.notices import Mail, MailPreference, Notice, SentReminder
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
    "FilingDecision",
    "Group",
    "Mail",
    "MailPreference",
    "MergeGroup",
    "MergeMember",
    "Notice",
    "Objection",
    "OpinionSubmission",
    "Person",
    "Proposal",
    "ProposalAttachment",
    "ProposalKind",
    "Proposer",
    "RoleGrant",
    "RuleSet",
    "SentReminder",
    "Session",
    "TitlePair",
    "User",
]
