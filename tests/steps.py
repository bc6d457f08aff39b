"""Every step of every machine that a person takes, called as the pages call it: (object, by, reason)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proposals import transitions as case_transitions
from proposals.actions import cases, co_handling, commitments, disagreements, intake, receipts, requests, supervision, unassigning
from proposals.views import history
from replies import transitions
from replies.actions import archiving, printing, publishing, rounds
from tests.factories import Office, hand_over

# `by` is Any: that None is refused is part of what is tested.
Step = Callable[[Any, Any, str], object]

CASE: dict[str, Step] = {
    "file": lambda case, by, reason: intake.decide_filing(case, intake.Filing("filed"), by=by),
    "refuse": lambda case, by, reason: case_transitions.refuse_filing(case, by=by, reason=reason, ground="personal"),
    "convert": lambda case, by, reason: intake.decide_filing(case, intake.Filing("converted", note=reason), by=by),
    "assign": lambda case, by, reason: case_transitions.assign(case, by=by, departments=[]),
    "unassign": lambda case, by, reason: unassigning.take_assignment_back(case, by=by),
    "import": lambda case, by, reason: case_transitions.import_case(case, by=by),
    "close": lambda case, by, reason: cases.close_case(case, by=by),
    "withdraw": lambda case, by, reason: cases.withdraw_case(case, by=by, reason=reason),
    "rework": lambda case, by, reason: _rework(case, by, reason),
    "archive": lambda case, by, reason: archiving.archive_case(case, by=by, tell=history.sentences),
}


def _rework(case: Any, by: Any, reason: str) -> None:
    """Of the department that answered first; where none has, the step of the case alone, which is refused."""
    answered = case.assignments.filter(state="done", replies__isnull=False).order_by("pk").first()
    if answered is None:
        case_transitions.rework(case, by=by, reason=reason, department="")
    else:
        rounds.begin_round(answered, "dissatisfied", by=by, reason=reason)


ASSIGNMENT: dict[str, Step] = {
    "accept": lambda assignment, by, reason: cases.accept_assignment(assignment, by=by),
    "put_back": lambda assignment, by, reason: receipts.take_receipt_back(assignment, by=by),
    "import": lambda assignment, by, reason: case_transitions.import_assignment(assignment, by=by),
}
OPINION: dict[str, Step] = {
    "submit": lambda opinion, by, reason: co_handling.submit_opinion(opinion, "场地可用。", by=by),
    "send_back": lambda opinion, by, reason: co_handling.send_back_opinion(opinion, by=by, reason=reason),
    "adopt": lambda opinion, by, reason: co_handling.adopt_opinion(opinion, by=by),
}
OBJECTION: dict[str, Step] = {
    "accept": lambda objection, by, reason: requests.accept_objection(
        objection, by=by, tasks=[cases.Task(Office().department, objection.assignment.mode, objection.assignment.scope)]
    ),
    "refuse": lambda objection, by, reason: requests.refuse_objection(objection, by=by, reason=reason),
    "take_back": lambda objection, by, reason: requests.take_objection_back(objection, by=by),
}
EXTENSION: dict[str, Step] = {
    "allow": lambda asked, by, reason: requests.allow_extension(asked, by=by),
    "refuse": lambda asked, by, reason: requests.refuse_extension(asked, by=by, reason=reason),
    "take_back": lambda asked, by, reason: requests.take_extension_back(asked, by=by),
}
REPLY: dict[str, Step] = {
    "submit": lambda reply, by, reason: transitions.submit(reply, by=by),
    "co_sign": lambda reply, by, reason: transitions.co_sign(reply, by=by),
    "pass_on": lambda reply, by, reason: transitions.agree(reply, "pass_on", by=by),
    "approve": lambda reply, by, reason: transitions.agree(reply, "approve", by=by),
    "sign": lambda reply, by, reason: transitions.agree(reply, "sign", by=by),
    "send_back": lambda reply, by, reason: transitions.send_back(reply, by=by, reason=reason),
    "take_back": lambda reply, by, reason: transitions.take_back(reply, by=by, reason=reason),
    "import": lambda reply, by, reason: transitions.import_signed(reply, by=by, issued_on=date(2026, 3, 1), number="", data={}),
    "number": lambda reply, by, reason: printing.number_reply(reply, by=by),
    "dispatch": lambda reply, by, reason: hand_over(reply, by=by, words="邮寄"),
}
COMMITMENT: dict[str, Step] = {
    "keep": lambda promise, by, reason: commitments.report_kept(promise, by=by, text=reason, on=timezone.localdate(), upload=proof()),
    "change": lambda promise, by, reason: commitments.report_changed(promise, by=by, reason=reason, upload=proof()),
    "confirm": lambda promise, by, reason: commitments.confirm_kept(promise, by=by, word="代表表示认可"),
    "reject": lambda promise, by, reason: commitments.reject_kept(promise, by=by, reason=reason),
}
SUPERVISION: dict[str, Step] = {
    "answer": lambda note, by, reason: supervision.answer_supervision(note, by=by, text="已完成选址。", upload=proof()),
    "accept": lambda note, by, reason: supervision.accept_answer(note, by=by),
    "ask_again": lambda note, by, reason: supervision.ask_again(note, by=by, reason=reason, due_on=timezone.localdate()),
}


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("验收报告.pdf", b"%PDF-1.7")


PUBLICATION: dict[str, Step] = {
    "check": lambda publication, by, reason: publishing.finish_check(publication, by=by),
    "reopen": lambda publication, by, reason: publishing.reopen(publication, by=by),
    "publish": lambda publication, by, reason: publishing.publish(publication, by=by),
    "correct": lambda publication, by, reason: publishing.correct(publication, by=by, reason=reason),
    "withdraw": lambda publication, by, reason: publishing.withdraw(publication, by=by, reason=reason),
    "take_down": lambda publication, by, reason: publishing.withdraw(publication, by=by, reason=reason, event="take_down"),
    "not_publish": lambda publication, by, reason: publishing.not_publish(publication, by=by, reason=reason),
    "take_up": lambda publication, by, reason: publishing.take_up(publication, by=by, reason=reason),
}
DISAGREEMENT: dict[str, Step] = {
    "settle": lambda one, by, reason: disagreements.settle_disagreement(one, by=by, decision=reason),
    "let_go_on": lambda one, by, reason: disagreements.let_lead_go_on(one, by=by),
    "take_back": lambda one, by, reason: disagreements.take_disagreement_back(one, by=by),
}
