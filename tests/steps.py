"""Every step of every machine that a person takes, called as the pages call it: (object, by, reason)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from proposals import transitions as case_transitions
from proposals.actions import cases, co_handling, intake, requests
from replies import transitions
from replies.actions import printing
from tests.factories import Office

# `by` is Any: that None is refused is part of what is tested.
Step = Callable[[Any, Any, str], object]

CASE: dict[str, Step] = {
    "file": lambda case, by, reason: intake.decide_filing(case, intake.Filing("filed"), by=by),
    "refuse": lambda case, by, reason: case_transitions.refuse_filing(case, by=by, reason=reason, ground="personal"),
    "convert": lambda case, by, reason: intake.decide_filing(case, intake.Filing("converted", note=reason), by=by),
    "assign": lambda case, by, reason: case_transitions.assign(case, by=by, departments=[]),
    "import": lambda case, by, reason: case_transitions.import_case(case, by=by),
    "close": lambda case, by, reason: cases.close_case(case, by=by),
    "withdraw": lambda case, by, reason: cases.withdraw_case(case, by=by, reason=reason),
}
ASSIGNMENT: dict[str, Step] = {
    "accept": lambda assignment, by, reason: cases.accept_assignment(assignment, by=by),
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
    "dispatch": lambda reply, by, reason: printing.dispatch_reply(reply, by=by, delivery="邮寄"),
}
