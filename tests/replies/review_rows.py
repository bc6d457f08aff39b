"""Rows of comments, looks and deliveries that the database refuses, for `test_constraints`; and one of each for `test_visibility`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from replies.models import Comment, Delivery, Look, Reply, ReturnReason
from tests.factories import World

NOW = timezone.now()
TODAY = timezone.localdate()


def comment(reply: Reply, **fields: Any) -> Comment:
    given = {"version": reply.latest, "paragraph": 1, "quote": "甲", "text": "乙", "author": reply.versions.get(number=1).author}
    made: Comment = Comment.objects.create(reply=reply, **given | fields)
    return made


def look(reply: Reply) -> Look:
    made: Look = Look.objects.create(reply=reply, version=reply.latest, person=reply.versions.get(number=1).author)
    return made


def delivery(reply: Reply, **fields: Any) -> Delivery:
    given = {"way": "in_person", "delivered_on": TODAY, "recorded_by": reply.versions.get(number=1).author}
    made: Delivery = Delivery.objects.create(reply=reply, proposer=reply.addressed()[0], **given | fields)
    return made


def returned_because(reply: Reply, text: str = "没有逐条回答") -> ReturnReason:
    made: ReturnReason = ReturnReason.objects.create(rule_set=reply.case.rule_set, text=text)
    return made


def full(reply: Reply) -> None:
    comment(reply)
    look(reply)
    if reply.state != "dispatched":
        delivery(reply)


def _receipt(reply: Reply, **fields: Any) -> Delivery:
    by = reply.versions.get(number=1).author
    given = {"received_on": TODAY, "received_by": "本人", "receipt_recorded_by": by, "receipt_recorded_at": NOW}
    return delivery(reply, **given | fields)


def _update(**fields: Any) -> Callable[[World, Reply], object]:
    return lambda world, reply: models.QuerySet(Reply).filter(pk=reply.pk).update(**fields)


VIOLATIONS: dict[str, Callable[[World, Reply], object]] = {
    "comment_on_a_paragraph": lambda world, reply: comment(reply, paragraph=0),
    "comment_not_empty": lambda world, reply: comment(reply, text=""),
    "comment_settled_at_and_by": lambda world, reply: comment(reply, settlement="changed", settled_at=NOW),
    "comment_not_taken_with_a_word": lambda world, reply: comment(
        reply, settlement="not_taken", settled_at=NOW, settled_by=world.lead.drafter
    ),
    "return_reason_once": lambda world, reply: [returned_because(reply) for _twice in range(2)],
    "return_reason_not_empty": lambda world, reply: returned_because(reply, text=""),
    "look_once": lambda world, reply: [look(reply) for _twice in range(2)],
    "delivered_once": lambda world, reply: [delivery(reply) for _twice in range(2)],
    "another_way_in_words": lambda world, reply: delivery(reply, way="other"),
    "receipt_whole_and_after_delivery": lambda world, reply: _receipt(reply, received_on=TODAY - timedelta(days=1)),
    "reason_not_to_publish": _update(publication_reason="涉密"),
    "reply_dispatched_and_delivered": _update(delivered_on=TODAY),
}
