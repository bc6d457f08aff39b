"""The yearly report of an assigning body as a letter in its own form: sentences made of the figures by rule, tables, its own paragraphs.

Every number stands with what it is a part of; what has no cases is not said. All of it is Chinese, whatever language its reader has
chosen: it is the document itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import translation

from proposals.models import Department, ProposalKind, User
from proposals.session_labels import to_chinese
from replies import rendering
from replies.letters import framed
from replies.models import ReportDraft
from replies.rendering.letter import Attachment
from replies.statistics.choice import Choice
from replies.statistics.definition import Ground
from replies.statistics.dimensions import DIMENSIONS
from replies.statistics.measures import BY_CODE, MEASURES
from replies.statistics.tables import NONE, Figure, Scheme, Table, schemes, tables
from replies.statistics.units import TASK
from replies.structure import Block, Element, parse_body
from replies.structure import Table as TypedTable

CHINESE = translation.override("zh-hans")
# What the table of the departments shows beside the tasks.
SHOWN = ("answered", "on_time", "face", "adopted")
OWN_HEADING = "下一步工作"
ATTACHED = "各承办单位办理情况"
MODES = "按办理方式和类别分列"


@dataclass(frozen=True)
class Counted:
    """All that the report says, counted once."""

    year: int
    day: date
    body: Department
    by_department: Table
    by_mode: Table
    by_kind: Table
    results: list[Scheme]
    cases: dict[str, int]  # kind → cases
    regions: tuple[str, ...]

    def __getitem__(self, code: str) -> Figure:
        return self.by_department.figure(code)


@CHINESE
def count(body: Department, year: int, user: User, day: date) -> Counted:
    """What the person sees of the tasks that the body assigned in the year, as they stand on `day`."""
    choice = Choice(body=body.pk, assigned_from=date(year, 1, 1), assigned_to=date(year, 12, 31))
    rows = TASK.rows(user).filter(choice.condition(""))
    cases: Counter[str] = Counter()
    regions = set()
    kind, region = "proposal__kind", "proposal__session__region"
    for one in rows.values(kind, region).annotate(n=Count("proposal", distinct=True)):
        cases[one[kind]] += one["n"]
        regions.add(one[region])
    ground = Ground(day)
    parted = [DIMENSIONS[code] for code in ("department", "mode", "kind")]
    departments, modes, by_kind = tables(MEASURES, choice, user, day, parted, ground)
    return Counted(year, day, body, departments, modes, by_kind, schemes(choice, user, ground.rule_sets), cases, tuple(sorted(regions)))


@CHINESE
def report_letter(counted: Counted, draft: ReportDraft | None = None) -> rendering.Letter:
    """Nothing is sealed or numbered: number and seal are put on the document when it is issued."""
    layout = counted.body.layout() | {"seal": "", "stamp": "", "sealing": Department.Sealing.SEAL.value}
    addressee = draft.addressee.strip() if draft else ""
    letter = rendering.Letter(
        title=title(counted),
        addressee=f"{addressee.rstrip('：:')}：" if addressee else "",
        body=tuple(_body(counted, draft.paragraphs if draft else "")),
        issued_on=counted.day,
        attachments=tuple(_attachments(counted)),
    )
    return framed(letter, layout)


def title(counted: Counted) -> str:
    """关于2026年市人大代表建议办理情况的报告."""
    region = counted.regions[0] if len(counted.regions) == 1 else ""
    names = [f"{region}{word}" for kind, word in WORDS.items() if counted.cases.get(kind)] or ["代表建议和政协提案"]
    return f"关于{counted.year}年{'和'.join(names)}办理情况的报告"


WORDS = {ProposalKind.SUGGESTION.value: "人大代表建议", ProposalKind.CPPCC_PROPOSAL.value: "政协提案"}


def _body(counted: Counted, own: str) -> Iterator[Element]:
    yield Block(0, f"现将{counted.year}年交办的{_kinds(counted)}办理情况报告如下：")
    sections = [
        ("基本情况", _basics(counted)),
        ("办理进度", _progress(counted)),
        ("沟通情况", _contacts(counted)),
        ("办理结果", _results(counted)),
        ("评价和承诺事项", _afterwards(counted)),
        ("退办、延期和催办", _orderliness(counted)),
    ]
    number = 0
    for heading, sentences in sections:
        said = [sentence for sentence in sentences if sentence]
        if said:
            number += 1
            yield Block(1, f"{to_chinese(number)}、{heading}")
            yield Block(0, "".join(said))
    paragraphs = parse_body(own)
    if paragraphs:
        yield Block(1, f"{to_chinese(number + 1)}、{OWN_HEADING}")
        yield from paragraphs


def _kinds(counted: Counted) -> str:
    return "和".join(word for kind, word in WORDS.items() if counted.cases.get(kind)) or "代表建议和政协提案"


def _basics(counted: Counted) -> Iterator[str]:
    cases, tasks, co = sum(counted.cases.values()), counted["answered"].of, counted["opinion_given"].of
    units = sum(1 for row in counted.by_department.rows if row.figures[0].of)
    if not cases:
        yield f"{counted.year}年没有交办的{_kinds(counted)}。"
        return
    parts = [f"{word}{counted.cases[kind]}件" for kind, word in WORDS.items() if counted.cases.get(kind)]
    by_kind = f"，其中{'、'.join(parts)}" if len(parts) > 1 else ""
    shared = f"，另有会办任务{co}件" if co else ""
    yield f"{counted.year}年共交办{cases}件{by_kind}，由{units}个单位承担答复任务{tasks}件{shared}。"
    modes = [(row.label, row.figures[0].of) for row in counted.by_mode.rows if row.figures[0].of]
    if len(modes) > 1:
        yield f"答复任务中，{'、'.join(f'{label}{n}件' for label, n in modes)}。"


def _progress(counted: Counted) -> Iterator[str]:
    day = f"{counted.day.year}年{counted.day.month}月{counted.day.day}日"
    yield said(counted["answered"], f"截至{day}，{{of}}件答复任务中已答复{{hit}}件，办复率{{percent}}。")
    yield said(counted["on_time"], "已经答复或者已过期限的{of}件中，按期答复{hit}件，按期答复率{percent}。")
    yield said(counted["closed"], "已经办结{hit}件，占答复任务{of}件的{percent}。")
    yield said(counted["opinion"], "已经提出或者已过期限的{of}件会办意见中，按期提出{hit}件，按期率{percent}。")
    yield said(counted["published"], "已经公开或者已过公开期限的答复{of}件中，按期公开{hit}件，按期公开率{percent}。")


def _contacts(counted: Counted) -> Iterator[str]:
    yield said(counted["face"], "首次答复已经签发的{of}件中，签发以前当面沟通或者走访的{hit}件，面商率{percent}。")
    yield said(counted["contacted"], "以各种方式沟通过的{hit}件，占已签发{of}件的{percent}。")


def _results(counted: Counted) -> Iterator[str]:
    yield said(counted["adopted"], "签发的答复写明办理结果的{of}件中，属于解决或者采纳的{hit}件，采纳率{percent}。")
    several = len(counted.results) > 1
    for scheme in counted.results:
        by = f"按“{'、'.join(scheme.names)}”的分类，" if several else ""
        classes = "；".join(f"{one.outcome.label}（{one.outcome.meaning}）{one.count}件，占{one.percent}" for one in scheme.shares)
        yield f"{by}{scheme.total}件答复的办理结果是：{classes}。"


def _afterwards(counted: Counted) -> Iterator[str]:
    """First and final rates apart; whether 基本满意 counts is said with each."""
    yield said(counted["first_satisfied"], "收回提出人对首次答复评价的{of}件中，评为满意的{hit}件，首次满意率{percent}；")
    yield said(counted["first_content"], "满意和基本满意合计{hit}件，占{of}件的{percent}。")
    yield said(counted["satisfied"], "按最终评价，{of}件中评为满意的{hit}件，满意率{percent}；")
    yield said(counted["content"], "满意和基本满意合计{hit}件，占{of}件的{percent}。")
    yield said(counted["kept"], "已经到期或者已经落实的承诺事项{of}项中，已落实{hit}项，落实率{percent}。")


def _orderliness(counted: Counted) -> Iterator[str]:
    yield said(counted["returned"], "承办单位提出退办申请{of}次，获准改办{hit}次，占{percent}。")
    yield said(counted["extended"], "承办单位提出延期申请{of}次，获准延期{hit}次，占{percent}。")
    if counted["urged"].hit:
        yield said(counted["urged"], "答复任务{of}件中，被催办过的{hit}件，占{percent}。")
    if counted["overdue"].hit:
        yield said(counted["overdue"], "至今逾期未答复的{hit}件，占答复任务{of}件的{percent}。")


def said(figure: Figure, sentence: str) -> str:
    """The sentence with its numbers; nothing where there is nothing to be a part of."""
    return sentence.format(hit=figure.hit, of=figure.of, percent=figure.percent) if figure.of else ""


def _attachments(counted: Counted) -> Iterator[Attachment]:
    if not counted["answered"].of:
        return
    head: tuple[str, ...] = ("承办单位", "答复任务", *(str(BY_CODE[code].name) for code in SHOWN))
    answering = [row for row in counted.by_department.rows if row.figures[0].of]
    rows = [head, *(_line(row.label, row.figures) for row in (*answering, counted.by_department.total))]
    yield Attachment(ATTACHED, (TypedTable(tuple(rows)),))
    parts = [row for row in (*counted.by_mode.rows, *counted.by_kind.rows) if row.figures[0].of]
    if len(parts) > 2:  # one mode and one kind say nothing that the text does not
        head = ("类别", "答复任务", "办复率", "按期答复率")
        lines = [(row.label, f"{row.figures[0].of}", *(figure.percent for figure in row.figures[:2])) for row in parts]
        yield Attachment(MODES, (TypedTable((head, *lines)),))


def _line(label: str, figures: Iterable[Figure]) -> tuple[str, ...]:
    by_code = {figure.measure.code: figure for figure in figures}
    shown = (_with_parts(by_code[code]) for code in SHOWN)
    return (label, f"{by_code['answered'].of}", *shown)


def _with_parts(figure: Figure) -> str:
    """92.5% 37/40: the blank lets a narrow column break there."""
    return f"{figure.percent} {figure.hit}/{figure.of}" if figure.of else NONE
