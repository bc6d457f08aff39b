"""Promises and notes of supervision in every state, made as people make them."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from proposals.actions import cases, supervision
from proposals.models import CaseArchive, Commitment, CommitmentNote, LookBack, Proposal, Supervision
from replies.actions import commitments, publishing
from replies.models import Publication, Reply
from tests import steps
from tests.factories import World

SENTENCE = "可在2026年9月前改作托育点。"  # of the text that the factories write
CHOSEN = supervision.Sponsorship("沈听澜", "市人大常委会副主任", "市人大常委会主任会议", date(2026, 3, 2))


def promise(world: World, state: str = "promised", *, reply: Reply | None = None, **given: Any) -> Commitment:
    """A promise of a reply that was sent, in this state."""
    reply = reply or world.reply("dispatched", co=False)
    given = {"sentence": SENTENCE, "owner": "学前教育科", "due_on": timezone.localdate() + timedelta(days=90)} | given
    made = commitments.enter_commitment(reply, by=world.lead.drafter, **given)
    if state in ("kept", "confirmed"):
        steps.COMMITMENT["keep"](made, world.lead.drafter, "已改造完成")
    if state == "confirmed":
        steps.COMMITMENT["confirm"](made, world.coordinator, "")
    if state == "changed":
        steps.COMMITMENT["change"](made, world.lead.drafter, "该地块规划调整")
    return made


def priority(world: World, **fields: Any) -> Proposal:
    case = world.handled(co=False, **fields)
    supervision.choose_priority(case, CHOSEN, by=world.coordinator)
    return case


def note(world: World, state: str = "asked", *, case: Proposal | None = None) -> Supervision:
    case = case or priority(world)
    due_on = timezone.localdate() + timedelta(days=10)
    made = supervision.supervise(case, world.lead.department, by=world.coordinator, question="选址进展如何？", due_on=due_on)
    if state != "asked":
        steps.SUPERVISION["answer"](made, world.lead.drafter, "")
    if state == "settled":
        steps.SUPERVISION["accept"](made, world.coordinator, "")
    return made


def close(world: World, case: Proposal) -> Proposal:
    """Closed, with nothing left to publish."""
    case.refresh_from_db()
    cases.close_case(case, by=world.coordinator)
    for one in Publication.objects.filter(reply__assignment__proposal=case, state__in=["to_check", "checked"]):
        publishing.not_publish(one, by=world.lead.document_administrator, reason="不宜公开")
    case.refresh_from_db()
    return case


def rows(world: World, case: Proposal) -> None:
    """A row of every model of this area, put there by hand."""
    task, today = world.lead_of(case), timezone.localdate()
    made = Commitment.objects.create(assignment=task, sentence=SENTENCE, owner="学前教育科", due_on=today, made_by=world.lead.drafter)
    told = CommitmentNote.objects.create(commitment=made, on=today, text="已选址", written_by=world.lead.drafter)
    LookBack.objects.create(commitment=made, year=today.year, asked_on=today, due_on=today, note=told)
    asked = {"question": "选址进展如何？", "due_on": today, "asked_by": world.coordinator}
    Supervision.objects.create(proposal=case, department=world.lead.department, **asked)
    digests = {"sha256": "0" * 64, "chain_head": "0" * 64, "chain_length": 1}
    CaseArchive.objects.create(proposal=case, file="archives/0.zip", size=1, files=1, made_by=world.coordinator, **digests)
