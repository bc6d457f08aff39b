"""What a rule set comes to, before it is saved: each of its limits counted from a day, and page 1 of a letter of invented text.

The dates come from `proposals.deadlines` and the page from the renderer, as those of a real case do.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from proposals import rule_words
from proposals.deadlines import Deadline, due_date, latest_extension
from proposals.models import Department, Group, Person, ProposalKind, Proposer, RuleSet
from proposals.rules import LIMITS, parse_extensions, parse_limits
from proposals.work_calendar import WorkCalendar
from replies import wording
from replies.letters import framed
from replies.rendering import Letter
from replies.structure import parse_body

# Who proposed the case of the sample.
ONE, JOINT, GROUP = "one", "joint", "group"
# Invented, like everything in the sample: people, organs, bureau and text.
TITLE = "关于增加社区托位的"
TEXT = "今年我市改造社区用房12处，增加托位480个，收费由街道公示。感谢对托育工作的关心和支持。"
REGION, ELECTED_BY = "云澜市", "云溪区"
CO_HANDLER = "市样例局"
BUREAU = "云澜市示例局"


@dataclass(frozen=True)
class SampleDue:
    """One limit counted from the chosen day; `put_off` is the last day to which it may be put off, where the rules know one."""

    name: str
    deadline: Deadline
    put_off: date | None

    @property
    def label(self) -> str:
        return str(rule_words.LIMITS[self.name])


def sample_dues(rules: RuleSet, day: date, days: WorkCalendar) -> Iterator[SampleDue]:
    """Every limit of the rules, as if what it runs from were on this day."""
    limits, extensions = parse_limits(rules.limits), parse_extensions(rules.extensions)
    for name in LIMITS:
        if name in limits:
            made = due_date(limits[name], day, days=days)
            extension = extensions.get(name)
            yield SampleDue(name, made, latest_extension(made, extension, days=days) if extension else None)


def sample_reply(rules: RuleSet, day: date, *, who: str, outcome: str) -> Letter:
    """The letter of an invented bureau to invented proposers; `outcome` is the code of a handling result, the first where it is none."""
    is_suggestion = rules.kind == ProposalKind.SUGGESTION
    word, role = ("建议", Person.Role.DEPUTY) if is_suggestion else ("提案", Person.Role.MEMBER)
    department = Department(full_name=BUREAU, short_name="市示例局", kind=Department.Kind.GOVERNMENT, form=Department.Form.LETTER)
    people = [Person(name=name, role=role, elected_by=ELECTED_BY) for name in ("顾晚舟", "叶青梧")[: 2 if who == JOINT else 1]]
    if who == GROUP:
        proposers = [Proposer(group=Group(name="云澜市示例联合会", kind=Group.Kind.ORGANIZATION), order=0, is_lead=True)]
    else:
        proposers = [Proposer(person=person, order=n, is_lead=n == 0) for n, person in enumerate(people)]
    consulted = f"经会同{CO_HANDLER}研究"
    opening = wording.opened(rules, proposers, {"title": f"{TITLE}{word}", "consulted": consulted, "case": "第0001号"})
    # Of a region for which the rules name organs of its own, where they do.
    region = next((copy.region for copy in rules.copy_rules if copy.region), REGION)
    organs = [organ for organ, _copy in wording.copied(rules, department, region, people)]
    chosen = rules.outcome(outcome) or rules.outcome_scheme[0]
    letter = Letter(
        title=f"对{region}示例会议第0001号{word}的答复",
        addressee=wording.addressed(rules, proposers),
        body=tuple(parse_body(f"{opening}\n{TEXT}")),
        issued_on=day,
        copies=(*organs, CO_HANDLER),
        document_number=f"云示{word[0]}〔{day.year}〕1号",
    )
    return replace(framed(letter, department.layout() | {"class_mark": chosen.mark}), masthead=BUREAU)
