from replies.models.documents import DocumentNumber, NumberCounter, OfficialDocument, RenderBatch, RenderJob
from replies.models.drafts import Reply, ReplyVersion, ReviewStep

__all__ = [
    "DocumentNumber",
    "NumberCounter",
    "OfficialDocument",
    "RenderBatch",
    "RenderJob",
    "Reply",
    "ReplyVersion",
    "ReviewStep",
]
