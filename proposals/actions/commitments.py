"""承诺事项: what a department reports on a promise, and what the assigning body holds of it. Promises are entered from a reply, see
`replies.actions.commitments`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions, transitions, workflow
from proposals.actions.cases import measured
from proposals.errors import InvalidInput, NotReady, ReasonMissing, WrongState
from proposals.models import Commitment, CommitmentNote, LookBack, User

Kind = CommitmentNote.Kind


def evidence(upload: "UploadedFile[Any] | None") -> dict[str, Any]:
    """The fields of `Evidence` for a file, none for none; raises InvalidInput for one that is empty or too large."""
    if upload is None:
        return {}
    return {name if name == "file" else f"file_{name}": value for name, value in measured(upload).items()}


def check_report(commitment: Commitment, *, by: User) -> str:
    """The role as which the person may report on a promise; raises NotAllowed, NotReady or WrongState."""
    role = permissions.check(by, "commitment.report", commitment)
    if ended := commitment.case_ended(by):
        raise NotReady(ended)
    if not commitment.open:
        raise WrongState(_("What became of this promise is settled; there is nothing more to report."))
    return role


@transaction.atomic
def report_progress(
    commitment: Commitment, *, by: User, text: str, on: date | None = None, upload: "UploadedFile[Any] | None" = None
) -> CommitmentNote:
    """How far it has come. The first report while one is asked for (回头看) answers that."""
    case = workflow.lock(commitment)
    role = check_report(commitment, by=by)
    asked = LookBack._base_manager.filter(commitment=commitment, note=None).order_by("year").first()
    note = _note(commitment, Kind.LOOK_BACK if asked else Kind.PROGRESS, by=by, text=text, on=on, upload=upload)
    if asked:
        asked.note = note
        asked.save(update_fields=["note"])
    workflow.record(case, commitment, "report", by=by, acting_as=role, reason=note.text, data=_data(commitment, note))
    return note


@transaction.atomic
def report_kept(commitment: Commitment, *, by: User, text: str, on: date, upload: "UploadedFile[Any] | None") -> None:
    """What was promised is done: said with a file that proves it, and then to be confirmed."""
    workflow.lock(commitment)
    workflow.check_move(commitment, "keep", by=by)
    if upload is None:
        raise InvalidInput(_("Add a file that shows it: an acceptance report, a notice, a photograph."))
    _note(commitment, Kind.KEPT, by=by, text=text, on=on, upload=upload)
    transitions.keep_commitment(commitment, by=by, on=on)


@transaction.atomic
def report_changed(commitment: Commitment, *, by: User, reason: str, upload: "UploadedFile[Any] | None") -> None:
    """It cannot be kept as promised since circumstances changed: the department's signed report goes with it (上海22)."""
    workflow.lock(commitment)
    workflow.check_move(commitment, "change", by=by, reason=reason)
    if upload is None:
        raise InvalidInput(_("Add the written report that the leader in charge has signed."))
    _note(commitment, Kind.CHANGED, by=by, text=reason, on=None, upload=upload)
    transitions.change_commitment(commitment, by=by, reason=reason)


@transaction.atomic
def confirm_kept(commitment: Commitment, *, by: User, word: str = "") -> None:
    transitions.confirm_commitment(commitment, by=by, word=word)


@transaction.atomic
def reject_kept(commitment: Commitment, *, by: User, reason: str) -> None:
    """The promise stands again; the department reads why."""
    transitions.reject_commitment(commitment, by=by, reason=reason)


@transaction.atomic
def enter(commitment: Commitment, *, by: User, permission: str) -> Commitment:
    """Stores a promise that a person took from a signed text; raises what is missing of it."""
    case = workflow.lock(commitment.assignment)
    role = permissions.check(by, permission, commitment.assignment)
    if ended := commitment.case_ended(by):
        raise NotReady(ended)
    rule = case.rule_set.policy("commitments")
    if rule.value != "followed":
        raise NotReady(" ".join(part for part in (_("The rules of this place keep no ledger of promises."), rule.article) if part))
    if Commitment._base_manager.filter(assignment=commitment.assignment, sentence=commitment.sentence).exists():
        raise InvalidInput(_("This sentence is in the ledger already."))
    commitment.article = commitment.article or rule.article
    commitment.save()
    data = {"sentence": commitment.sentence, "owner": commitment.owner, "until": commitment.due_on.isoformat()}
    workflow.record(case, commitment, "promise", by=by, acting_as=role, target=commitment.state, data=data)
    return commitment


def _note(commitment: Commitment, kind: str, *, by: User, text: str, on: date | None, upload: "UploadedFile[Any] | None") -> CommitmentNote:
    day = on or timezone.localdate()
    if not text.strip():
        raise ReasonMissing(_("Please write what was done."))
    if day > timezone.localdate():
        raise InvalidInput(_("A report tells what has been; %s is still to come.") % day)
    return CommitmentNote.objects.create(commitment=commitment, kind=kind, on=day, text=text.strip(), written_by=by, **evidence(upload))


def _data(commitment: Commitment, note: CommitmentNote) -> Mapping[str, str]:
    return {"sentence": commitment.sentence, "kind": note.kind}
