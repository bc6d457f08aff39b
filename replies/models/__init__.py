from replies.models.certificates import DepartmentCertificate
from replies.models.comments import Comment, Look
from replies.models.deliveries import Delivery
from replies.models.documents import BatchMember, DocumentNumber, LostFile, NumberCounter, OfficialDocument, RenderBatch, RenderJob
from replies.models.drafts import Reply, ReviewStep
from replies.models.feedback import Rating, RatingLink, Settlement, Verdict
from replies.models.figures import ReplyFigure
from replies.models.provenance import TakenParagraph
from replies.models.publication import Publication, PublicText
from replies.models.review_desk import ReturnReason
from replies.models.scores import ReportDraft, ScoreEntry, ScoreScheme
from replies.models.versions import ReplyVersion
from replies.models.volumes import Volume
from replies.models.working_copies import Presence, WorkingCopy

__all__ = [
    "BatchMember",
    "Comment",
    "Delivery",
    "DepartmentCertificate",
    "DocumentNumber",
    "Look",
    "LostFile",
    "NumberCounter",
    "OfficialDocument",
    "Presence",
    "PublicText",
    "Publication",
    "Rating",
    "RatingLink",
    "RenderBatch",
    "RenderJob",
    "Reply",
    "ReplyFigure",
    "ReplyVersion",
    "ReportDraft",
    "ReturnReason",
    "ReviewStep",
    "ScoreEntry",
    "ScoreScheme",
    "Settlement",
    "TakenParagraph",
    "Verdict",
    "Volume",
    "WorkingCopy",
]
