"""What belongs to a case: the rows of every model that leads to it by foreign keys, and the files that they hold.

Nothing has to be entered here for a new model: it is found by its foreign keys. What is left out stands in LEFT_OUT with the reason.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from proposals import pictures
from proposals.models import Department, Group, Person, Proposal, RuleSet, Session, User
from replies.models import ReplyFigure

APPS = ("proposals", "replies")
# Model → why its rows do not go into the archive.
LEFT_OUT: Mapping[str, str] = {
    "proposals.CaseArchive": "names the archive itself",
    "proposals.Event": "goes in with its digests, as history/events.jsonl",
    "proposals.Notice": "what one person was told, and whether it was read",
    "proposals.SentReminder": "keeps the program from reminding twice",
    "proposals.TitlePair": "an index for finding like titles",
    "replies.BatchMember": "which replies were printed in one go",
    "replies.Look": "what a reviewer has looked at",
    "replies.RatingLink": "keys by which proposers rate",
    "replies.RenderJob": "how often the printer tried",
}
# Where the files of a model lie; those of others lie in a folder of the model's name.
FOLDERS: Mapping[str, str] = {
    "proposals.ProposalAttachment": "提案附件",
    "proposals.OpinionAttachment": "会办意见附件",
    "proposals.CommitmentNote": "承诺事项佐证",
    "proposals.SupervisionAnswer": "督办答复附件",
    "replies.OfficialDocument": "答复正件",
    "replies.ReplyFigure": "答复插图",
    "replies.Rating": "反馈表",
}
NAMED = (User, Department, Person, Group, Session, RuleSet)
DIGESTS, NAMES = ("{}_sha256", "sha256"), ("{}_name", "download_name", "name")


@dataclass(frozen=True)
class StoredFile:
    """A file of a row: the folder and name it gets, its content in pieces, and the digest (SHA-256, hex) it must have, if any is known."""

    folder: str
    name: str
    stored: Any  # a FieldFile, or the bytes themselves
    sha256: str


@cache
def paths() -> dict[type[models.Model], str]:
    """Model → the lookup that leads from its rows to their case, the shortest that every row has; in the order of the models' names."""
    found: dict[type[models.Model], str] = {Proposal: "pk"}
    ours = sorted((model for app in APPS for model in apps.get_app_config(app).get_models()), key=lambda model: model._meta.label)
    while True:
        further = {model: path for model in ours if model not in found and (path := _path(model, found))}
        if not further:
            return {model: found[model] for model in ours if model in found and model._meta.label not in LEFT_OUT}
        found |= further


def _path(model: type[models.Model], found: Mapping[type[models.Model], str]) -> str:
    for field in model._meta.concrete_fields:
        onward = found.get(field.related_model) if isinstance(field, models.ForeignKey) and not field.null else None
        if onward:
            return field.name if onward == "pk" else f"{field.name}__{onward}"
    return ""


def rows_of(case: Proposal) -> Iterator[tuple[type[models.Model], "models.QuerySet[Any]"]]:
    """(model, its rows of the case in the order of their ids), for every model that has any place in a case."""
    for model, path in paths().items():
        named = [field.name for field in model._meta.concrete_fields if field.related_model in NAMED]
        yield model, models.QuerySet(model).filter(**{path: case.pk}).select_related(*named).order_by("pk")


def fields_of(row: models.Model) -> dict[str, Any]:
    """A row as JSON can hold it; people, departments, the session and the rules by id and by name."""
    told: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, models.FileField):
            value = value.name if value else ""
        elif field.related_model in NAMED and value is not None:
            value = {"id": value, "name": str(getattr(row, field.name))}
        told[field.attname] = value
    return told


def files_of(row: models.Model) -> Iterator[StoredFile]:
    folder = FOLDERS.get(row._meta.label, row._meta.label)
    if isinstance(row, ReplyFigure):
        yield StoredFile(folder, f"{row.pk}-{row.name}.png", pictures.load(row.sha256), row.sha256)
    for field in row._meta.concrete_fields:
        if isinstance(field, models.FileField) and (stored := getattr(row, field.attname)):
            name = _first(row, NAMES, field.name) or stored.name.rpartition("/")[2]
            yield StoredFile(folder, f"{row.pk}-{name}", stored, _first(row, DIGESTS, field.name))


def _first(row: models.Model, patterns: tuple[str, ...], field: str) -> str:
    return next((str(value) for pattern in patterns if (value := getattr(row, pattern.format(field), ""))), "")
