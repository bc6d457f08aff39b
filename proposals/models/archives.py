"""The archive of a case: one file with everything that belongs to it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models.cases import Proposal
from proposals.models.organization import User
from proposals.querysets import ArchiveQuerySet


class CaseArchive(models.Model):
    """The one ZIP of an archived case. `chain_length` and `chain_head` are those of the record inside it, which ends just before."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="archive", verbose_name=_("case"))
    file = models.FileField(_("file"), upload_to="archives/")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    files = models.PositiveIntegerField(_("files"))
    chain_length = models.PositiveIntegerField(_("events"))
    chain_head = models.CharField(_("head of the record"), max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("archived by"))
    made_at = models.DateTimeField(_("archived at"), default=timezone.now, editable=False)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("archive of a case")
        verbose_name_plural = _("archives of cases")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.sha256[:12]}"

    @property
    def download_name(self) -> str:
        case = self.proposal
        return f"{case.session.label}第{case.case_no}号{case.kind_word}档案.zip"
