"""Advice for who assigns a case: which departments answered or co-handled the like cases of three years, which words of the text speak for
them, and what became of those cases. Nothing is chosen by it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from proposals.likeness import subject
from proposals.models import Assignment, Department, Proposal, User
from proposals.states import AssignmentState
from proposals.suggesting import Like, tasks_of_like_cases

YEARS_BACK = 3
# So many like cases are counted, so many of them shown.
LIKE, SHOWN = 40, 5
ADVISED = 3
# A shorter word than this says little, unless it is what a department is called after.
SHORTEST = 3
WORDS = 2
# 教育 of 市教育局: what a department is called after, without its rank.
RANK = re.compile(r"^[省市区县州]|(?:委员会|办公室|管理局|服务中心|中心|集团|总队|支队|局|委|厅|办|处|院|会|部)$")


@dataclass(frozen=True)
class Advice:
    """A department that had `count` of the `total` like cases, the most like of which is `example`; `words` of the text speak for it."""

    department: Department
    count: int = 0
    total: int = 0
    example: Proposal | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Past:
    """A like case of an earlier time, and who had it."""

    case: Proposal
    tasks: list[Assignment]

    @property
    def lead(self) -> str:
        return "、".join(task.department.short_name for task in self.tasks if task.answers)

    @property
    def returned(self) -> str:
        """Who gave it back (退办)."""
        return "、".join(task.department.short_name for task in self.tasks if task.state == "returned")


@dataclass(frozen=True)
class Advised:
    lead: list[Advice] = field(default_factory=list)
    co: list[Advice] = field(default_factory=list)
    past: list[Past] = field(default_factory=list)

    @property
    def words(self) -> set[str]:
        return {word for one in (*self.lead, *self.co) for word in one.words}


def advise(case: Proposal, by: User, departments: Collection[Department]) -> Advised:
    """For a case to assign, among these departments. Two queries, whatever the number of cases."""
    since = timezone.now() - timedelta(days=365 * YEARS_BACK)
    found = tasks_of_like_cases(case, by, since=since, most=LIKE)
    likes, had = [like for like, _tasks in found], {like.case.pk: tasks for like, tasks in found}
    known = {department.pk for department in departments}
    text = f"{case.title}\n{case.body}"
    tasks = {pk: [task for task in theirs if task.department_id in known] for pk, theirs in had.items()}
    lead = _advice(text, likes, {pk: [task for task in theirs if task.answers] for pk, theirs in tasks.items()})
    in_hand = [AssignmentState.TO_SIGN, AssignmentState.ACCEPTED, AssignmentState.DONE]
    helping = {pk: [task for task in theirs if not task.answers and task.state in in_hand] for pk, theirs in tasks.items()}
    co = _advice(text, likes, helping)
    named = [Advice(one, words=words) for one in departments if (words := _called(one, text))]
    named.sort(key=lambda one: min(text.index(word) for word in one.words))
    lead = (lead or named)[:ADVISED]
    led = {lead[0].department.pk} if lead else set()
    mentioned = {one.department.pk for one in co}
    co = [one for one in [*co, *(one for one in named if one.department.pk not in mentioned)] if one.department.pk not in led]
    return Advised(lead, co[:ADVISED], [Past(like.case, had[like.case.pk]) for like in likes[:SHOWN]])


def _advice(text: str, likes: Iterable[Like], tasks: dict[int, list[Assignment]]) -> list[Advice]:
    had: dict[Department, list[Like]] = defaultdict(list)
    for like in likes:
        for department in dict.fromkeys(task.department for task in tasks.get(like.case.pk, ())):
            had[department].append(like)
    total = len({like.case.pk for theirs in had.values() for like in theirs})
    ranked = sorted(had.items(), key=lambda entry: (-len(entry[1]), -entry[1][0].degree, entry[0].pk))
    return [
        Advice(department, len(theirs), total, theirs[0].case, _words(text, department, [like.case.title for like in theirs]))
        for department, theirs in ranked
    ]


def _words(text: str, department: Department, titles: Iterable[str]) -> tuple[str, ...]:
    """What the text has in common with the titles of the department's cases, the longest first, and what it is called after."""
    found = {word for title in titles for word in shared(subject(title), text)}
    longest: list[str] = []
    for word in sorted(found, key=lambda word: (-len(word), word)):
        if not any(word in other for other in longest):
            longest.append(word)
    return tuple(dict.fromkeys([*longest[:WORDS], *_called(department, text)]))


def shared(title: str, text: str) -> list[str]:
    """The runs of a title, each as long as it can be, that stand in the text too."""
    found, start = [], 0
    while start < len(title):
        end = start
        while end < len(title) and title[start : end + 1] in text:
            end += 1
        if end - start >= SHORTEST:
            found.append(title[start:end])
        start = max(end, start + 1)
    return found


def _called(department: Department, text: str) -> tuple[str, ...]:
    """The words of its own name that stand in the text: 自然资源 or 规划 of 市自然资源和规划局."""
    name = RANK.sub("", RANK.sub("", department.short_name))
    return tuple(word for word in re.split("[和与、及]", name) if len(word) > 1 and word in text)


def marked(text: str, words: Collection[str]) -> list[list[tuple[str, bool]]]:
    """The paragraphs of a text as pieces, each with whether it is one of the words."""
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not pattern:
        return [[(line, False)] for line in lines]
    return [[(piece, n % 2 == 1) for n, piece in enumerate(re.split(f"({pattern})", line)) if piece] for line in lines]
