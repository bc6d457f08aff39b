from proposals.models.archives import CaseArchive
from proposals.models.assigning import DeskShare, OpenOnDesk, SkippedCase
from proposals.models.cases import (
    Assignment,
    Proposal,
    ProposalAttachment,
    Proposer,
)
from proposals.models.clocks import CalendarYear, Clock
from proposals.models.co_handling import Contact, CoOpinion, OpinionSubmission, SendingBack
from proposals.models.delegation import Delegation
from proposals.models.disagreements import Disagreement
from proposals.models.events import ChainHead, Checkpoint, Event
from proposals.models.follow_up import Commitment, CommitmentNote, LookBack, Supervision, SupervisionAnswer
from proposals.models.intake import FilingDecision, TitlePair
from proposals.models.listing import DepartmentListing, Listing, Tally
from proposals.models.master import Group, Person, ProposalKind, RuleSet, Session
from proposals.models.merging import MergeGroup, MergeMember
from proposals.models.notices import Mail, MailPreference, Notice, SentReminder
from proposals.models.opinion_files import OpinionAttachment
from proposals.models.organization import Department, RoleGrant, User
from proposals.models.requests import ExtensionRequest, Objection
from proposals.models.saved_views import SavedView
from proposals.models.set_up import FirstSetUp

__all__ = [
    "Assignment",
    "CalendarYear",
    "CaseArchive",
    "ChainHead",
    "Checkpoint",
    "Clock",
    "CoOpinion",
    "Commitment",
    "CommitmentNote",
    "Contact",
    "Delegation",
    "Department",
    "DepartmentListing",
    "DeskShare",
    "Disagreement",
    "Event",
    "ExtensionRequest",
    "FilingDecision",
    "FirstSetUp",
    "Group",
    "Listing",
    "LookBack",
    "Mail",
    "MailPreference",
    "MergeGroup",
    "MergeMember",
    "Notice",
    "Objection",
    "OpenOnDesk",
    "OpinionAttachment",
    "OpinionSubmission",
    "Person",
    "Proposal",
    "ProposalAttachment",
    "ProposalKind",
    "Proposer",
    "RoleGrant",
    "RuleSet",
    "SavedView",
    "SendingBack",
    "SentReminder",
    "Session",
    "SkippedCase",
    "Supervision",
    "SupervisionAnswer",
    "Tally",
    "TitlePair",
    "User",
]
