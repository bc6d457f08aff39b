"""Rows of the publication, made behind the application's back: for the table of visibility and that of constraints."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils import timezone

from replies.models import Publication, PublicText, Reply
from tests.factories import World


def row(reply: Reply) -> Publication:
    """The publication of the reply with a text, whatever state the reply is in."""
    publication = Publication.objects.filter(reply=reply).first() or Publication.objects.create(reply=reply)
    version = reply.signed_version
    if not publication.texts.exists():
        PublicText.objects.create(
            publication=publication, number=1, mode="full", title="题目", body="正文", source=version, author=version.author
        )
    return publication


def _update(**fields: Any) -> Callable[[World, Reply], object]:
    def change(world: World, reply: Reply) -> int:
        return models.QuerySet(Publication).filter(pk=row(reply).pk).update(**fields)

    return change


def _twice(world: World, reply: Reply) -> None:
    text = row(reply).newest
    text.pk = None
    PublicText._base_manager.bulk_create([text])


VIOLATIONS: dict[str, Callable[[World, Reply], object]] = {
    "published_text_at_and_by": _update(state="published", published_at=timezone.now()),
    "publication_withdrawn_at": _update(state="withdrawn"),
    "public_withdrawal_has_reason": _update(withdrawn_at=timezone.now()),
    "public_text_number_once": _twice,
}
