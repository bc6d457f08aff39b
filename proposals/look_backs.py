"""回头看: from a day of the year on, by the rules of the place, departments are asked what became of their promises that are open.

One row per promise and year, written with its notices under the lock of the case: whoever runs this again, at the same time or after a
run that was killed, finds what is still missing and nothing else. A run that was missed is made up for until the year ends.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from proposals import workflow
from proposals.ladder import HANDLER
from proposals.models import CalendarYear, Commitment, LookBack, Notice, RuleSet
from proposals.notifying import Directory
from proposals.states import CaseState, CommitmentState


def ask_look_backs(today: date | None = None) -> int:
    """Asks for what was not asked for yet this year; the number of promises. Nothing is sent on a day off."""
    today = today or timezone.localdate()
    if not CalendarYear.objects.calendar().is_worked(today):
        return 0
    following = [rules.pk for rules in RuleSet.objects.all() if _asks(rules, today)]
    asked = LookBack._base_manager.filter(year=today.year).values("commitment")
    waiting = Commitment._base_manager.filter(state=CommitmentState.PROMISED, assignment__proposal__rule_set__in=following)
    waiting = waiting.exclude(assignment__proposal__state=CaseState.ARCHIVED).exclude(pk__in=asked).order_by("assignment__proposal", "pk")
    waiting = waiting.select_related("assignment__proposal", "assignment__department")
    directory = Directory()
    return sum(_ask(commitment, today, directory) for commitment in waiting)


def _asks(rules: RuleSet, today: date) -> bool:
    month, day = map(int, rules.policy("look_back").value.split("-"))
    return rules.policy("commitments").value == "followed" and today >= date(today.year, month, day)


@transaction.atomic
def _ask(commitment: Commitment, today: date, directory: Directory) -> bool:
    task = commitment.assignment
    case = workflow.lock(commitment)
    asked = LookBack._base_manager.filter(commitment=commitment, year=today.year).exists()
    if asked or commitment.state != CommitmentState.PROMISED or case.state == CaseState.ARCHIVED:
        return False
    due_on = date(today.year, 12, 31)
    row = LookBack.objects.create(commitment=commitment, year=today.year, asked_on=today, due_on=due_on)
    people, vacant = directory.people(HANDLER, case, task, "answer")
    common = {"proposal": case, "assignment": task, "look_back": row, "due_on": due_on, "made_on": today, "stands_in_for": vacant}
    Notice.objects.bulk_create([Notice(recipient=person, by_mail=directory.by_mail(person), **common) for person in people])
    article = case.rule_set.policy("look_back").article
    data = {"department": task.department.short_name, "year": today.year, **({"article": article} if article else {})}
    workflow.record(case, commitment, "look_back", by=None, data=data)
    return True
