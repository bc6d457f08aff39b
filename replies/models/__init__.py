from replies.models.certificates import DepartmentCertificate
from replies.models.documents import BatchMember, DocumentNumber, LostFile, NumberCounter, OfficialDocument, RenderBatch, RenderJob
from replies.models.drafts import Reply, ReviewStep
from replies.models.figures import ReplyFigure
from replies.models.versions import ReplyVersion
from replies.models.volumes import Volume

__all__ = [
    "BatchMember",
    "DepartmentCertificate",
    "DocumentNumber",
    "LostFile",
    "NumberCounter",
    "OfficialDocument",
    "RenderBatch",
    "RenderJob",
    "Reply",
    "ReplyFigure",
    "ReplyVersion",
    "ReviewStep",
    "Volume",
]
