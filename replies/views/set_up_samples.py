"""Samples of what the first set-up decides: what rules say, when an answer would be due, how a letter looks."""

import base64
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from proposals import rule_words
from proposals.deadlines import due_date
from proposals.errors import CaseError
from proposals.models import CalendarYear, Department, RuleSet
from replies import rendering
from replies.inspection.pictures import page_picture
from replies.letters import sample_letter

PICTURE_WIDTH = 900  # pixels
# Of the limits of a rule set, those that a bureau asks about first.
SHOWN = ("receipt", "objection", "opinion", "answer")


def rules_in_short(rule_sets: Iterable[RuleSet]) -> list[dict[str, Any]]:
    """What the rule sets say, with the day on which the answer to a case assigned today would be due. One query."""
    rule_sets = list(rule_sets)
    today, days = timezone.localdate(), CalendarYear.objects.calendar() if rule_sets else None
    found = []
    for one in rule_sets:
        limits = [(name, limit) for name in SHOWN if (limit := one.limit(name))]
        answer = one.limit("answer")
        found.append(
            {
                "set": one,
                "limits": [
                    (rule_words.LIMITS[name], f"{limit.count} {rule_words.UNITS[limit.unit]}", "" if limit.assumed else limit.article)
                    for name, limit in limits
                ],
                "chain": " → ".join(str(rule_words.STEPS[step]) for step in one.chain),
                "due": due_date(answer, today, days=days) if answer else None,
            }
        )
    return found


def letterhead(department: Department) -> dict[str, str]:
    """`picture`, page 1 of a sample letter as a data: address, or `refusal`, why it cannot be drawn."""
    try:
        printed = rendering.render(sample_letter(department, timezone.localdate(), {}))
    except (rendering.RenderError, CaseError) as error:
        return {"refusal": str(error)}
    png = page_picture(printed.pdf, 1, PICTURE_WIDTH)
    return {"picture": f"data:image/png;base64,{base64.b64encode(png).decode()}"}
