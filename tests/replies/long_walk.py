"""A walk through the whole process under the rules of one place: everyone, in any order, over weeks of a clock that moves.

One step is either one of a machine's (`tests/steps.py`) or a deed that belongs to none (writing, speaking with the proposer, asking for
more time, rating, promising, …), tried as somebody whose it is or as anybody. It happens or is refused with an error of the tree.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from proposals import workflow
from proposals.errors import CaseError
from proposals.models import (
    Assignment,
    Commitment,
    CoOpinion,
    Disagreement,
    ExtensionRequest,
    Objection,
    Proposal,
    RuleSet,
    Supervision,
    User,
)
from proposals.models.stateful import Stateful
from proposals.workflow import SYSTEM, Transition
from replies.models import Publication, Reply
from tests import factories, steps
from tests.factories import World
from tests.replies.long_walk_deeds import Deeds, NothingToDo

MACHINES: dict[type[Stateful], dict[str, steps.Step]] = {
    Proposal: {name: step for name, step in steps.CASE.items() if name not in ("assign", "import")},
    Assignment: {"accept": steps.ASSIGNMENT["accept"]},
    CoOpinion: steps.OPINION,
    Objection: steps.OBJECTION,
    ExtensionRequest: steps.EXTENSION,
    Disagreement: steps.DISAGREEMENT,
    Reply: {name: step for name, step in steps.REPLY.items() if name != "import"},
    Publication: steps.PUBLICATION,
    Commitment: steps.COMMITMENT,
    Supervision: steps.SUPERVISION,
}
# What ends a case or leads nowhere, taken seldom, or no walk would come far.
SELDOM = {"withdraw", "refuse", "convert", "take_back", "send_back", "not_publish", "take_down", "archive", "rework", "raise"}
# How the rows of a machine lead to their case.
PATHS: dict[type[Stateful], str] = {
    Assignment: "proposal",
    CoOpinion: "assignment__proposal",
    Objection: "assignment__proposal",
    ExtensionRequest: "assignment__proposal",
    Disagreement: "raised_for__proposal",
    Reply: "assignment__proposal",
    Publication: "reply__assignment__proposal",
    Commitment: "assignment__proposal",
    Supervision: "proposal",
}


class LongWalk(Deeds):
    """`taken` counts the steps that happened, by machine and event or by the name of the deed; `refused` those that did not."""

    def __init__(self, code: str, seed: int, clock: Callable[[timedelta], None]) -> None:
        self.dice = random.Random(f"{code} {seed}")
        self.move_clock = clock
        self.world = World()
        rules = factories.rule_set(code)
        council = rules.kind == "cppcc_proposal"
        chosen = {"organ": "cppcc", "proposal_rules": rules} if council else {"suggestion_rules": rules}
        self.sitting = factories.session(**chosen)
        self.kind = rules.kind
        self.rules: RuleSet = rules
        self.people = [self.world.person, factories.deputy(user=factories.user("proposer")), factories.deputy()]
        self.actors = self.world.actors()
        self._staff = {}
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.touched: Proposal | None = None

    def step(self) -> bool:
        """One thing that somebody does, or tries to; whether it was done."""
        deeds = (
            (58, self.machine_step),
            (4, self.register),
            (6, self.assign),
            (9, self.write),
            (3, self.speak),
            (2, self.ask_for_time),
            (1, self.object),
            (1, self.disagree),
            (1, self.comment),
            (4, self.settle_comments),
            (4, self.printer),
            (4, self.rate),
            (1, self.promise),
            (1, self.supervise),
            (2, self.settle_findings),
            (1, self.rework_by_rule),
            (1, self.answer_again),
            (1, self.urge),
            (1, self.delegate),
            (3, self.days_pass),
        )
        while True:
            deed = self.dice.choices([one for _weight, one in deeds], [weight for weight, _one in deeds])[0]
            self.touched = None
            try:
                with transaction.atomic():
                    self.taken[deed()] += 1
            except NothingToDo:
                continue
            except CaseError:
                self.refused[deed.__name__] += 1
                return False
            return True

    # The machines

    def machine_step(self) -> str:
        case = self.one(Proposal.objects.all())
        rows: list[Stateful] = [case]
        for model in MACHINES:
            if model is not Proposal:
                rows += list(model._base_manager.filter(**{f"{PATHS[model]}": case}).order_by("pk"))
        if self.dice.random() < 0.85:
            row, way, person = self.open_step(rows)
        else:
            row = self.dice.choice(rows)
            way = self.dice.choice([way for way in row.machine.transitions if way.event in MACHINES[type(row)]])
            person = self.anyone()
        reason = self.dice.choice(["请按意见修改", "情况有变", "请按意见修改", ""])
        able = workflow.can_move(row, way.event, by=person)
        before = row.case.chain_length
        try:
            with transaction.atomic():
                MACHINES[type(row)][way.event](row, person, reason)
                self._staff = {} if isinstance(row, Objection) else self._staff
        except CaseError:
            assert Proposal.objects.get(pk=row.case.pk).chain_length == before
            raise
        assert able, f"{person} took {way.event} of {row} and should not have been able to"
        return f"{row.machine.name}.{way.event}"

    def open_step(self, rows: list[Stateful]) -> tuple[Stateful, Transition, User]:
        """What somebody can do now, as the pages would offer it."""
        for row in self.dice.sample(rows, len(rows)):
            here = [way for way in row.machine.transitions if way.source == row.state and way.event in MACHINES[type(row)]]
            for way in self.dice.sample(here, len(here)):
                if way.permission == SYSTEM or (way.event in SELDOM and self.dice.random() > 0.06):
                    continue
                person = self.somebody(way.permission, row)
                if workflow.can_move(row, way.event, by=person):
                    return row, way, person
        raise NothingToDo
