"""What is said of a draft while it is written: what the server would refuse, what should be mended, what is good to know.

Must (必须改) is what holds the draft back: the requirements of the very row of the table by which it is sent for review. Nothing else is.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.models import User
from replies import disclosure, preflight
from replies.disclosure import Kind
from replies.models import Reply, ReplyVersion
from replies.parsing.dates import chinese_number
from replies.promises import candidates
from replies.rendering import Report
from replies.states import REPLY
from replies.structure import LEVELS, Block, Element, Figure, parse_lines

# What a requirement is about: the field of the form where it is mended.
FIELDS = {
    "missing_text": "body",
    "missing_outcome": "outcome",
    "missing_publication": "publication",
    "unsettled_comments": "settle",
}
# What nobody publishes; asked of a text that is going to be public.
PERSONAL = frozenset({Kind.IDENTITY, Kind.BANK, Kind.MOBILE, Kind.MAIL, Kind.PLATE, Kind.HOME})
MOST_PROMISES, LONGEST_QUOTE = 5, 24


class Weight(StrEnum):
    MUST = "must"
    SHOULD = "should"
    NOTE = "note"


@dataclass(frozen=True)
class Found:
    """One thing, in words. `field` is that of the form where it stands, `line` its line there, from 1; 0: of the whole."""

    weight: Weight
    code: str
    text: str
    field: str = ""
    line: int = 0


@dataclass(frozen=True)
class Draft:
    """What is on the screen: the reply with what is decided on it, the unsaved text as typed and read, comments settled there."""

    reply: Reply
    version: ReplyVersion
    typed: str
    settled: Collection[int] = ()
    lacking: str | None = None  # which contacts are, where the page has asked already
    lines: list[tuple[Element, int]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", parse_lines(self.typed))

    def line_of(self, words: str) -> int:
        """The line in which these words stand first."""
        return next((number for number, line in enumerate(self.typed.splitlines(), 1) if words in line), 0)


def check(draft: Draft, *, by: User, report: Report | None = None) -> list[Found]:
    """Everything found, the gravest first, in each weight in the order of the text. `report`: of the page, where one could be made."""
    return _sorted([*_required(draft, by), *_talk(draft), *_of_text(draft, report)])


def check_text(draft: Draft) -> list[Found]:
    """What is found in the text alone: of a draft that was sent for review, when it met all that is required. No query."""
    return _sorted(_of_text(draft, None))


def _sorted(found: Iterable[Found]) -> list[Found]:
    weights = list(Weight)
    return sorted(found, key=lambda one: (weights.index(one.weight), one.line))


def _of_text(draft: Draft, report: Report | None) -> Iterator[Found]:
    yield from _text(draft)
    yield from _order(draft.lines)
    yield from _printed(draft, report)
    yield from _personal(draft)
    yield from _promised(draft)


def refused(reason: str, field_name: str = "") -> Found:
    """What could not even be saved."""
    return Found(Weight.MUST, "refused", reason, field_name)


def _required(draft: Draft, by: User) -> Iterator[Found]:
    row = next(row for row in REPLY.transitions if row.event == "submit")
    for name in row.requires:
        if name == "missing_text":
            told = draft.reply.missing_figures(draft.version)
        elif name == "unsettled_comments":
            told = draft.reply.unsettled(but=draft.settled)
        else:
            told = getattr(draft.reply, name)(by)
        if told:
            yield Found(Weight.MUST, name, told, FIELDS.get(name, ""), _first_missing(draft) if name == "missing_text" else 0)


def _first_missing(draft: Draft) -> int:
    there = {one.name for one in draft.reply.figures.all()}
    return next((line for element, line in draft.lines if isinstance(element, Figure) and element.name not in there), 0)


def _text(draft: Draft) -> Iterator[Found]:
    for one in preflight.text_findings(draft.version):
        yield Found(Weight.SHOULD, one.code, one.text, one.code)


def _talk(draft: Draft) -> Iterator[Found]:
    if not draft.reply.contact_exception and (lacking := draft.reply.contacts_lacking() if draft.lacking is None else draft.lacking):
        yield Found(Weight.SHOULD, "talk", _("%s It is asked for before the signature.") % lacking)


def _order(lines: list[tuple[Element, int]]) -> Iterator[Found]:
    """Headings count from one at each level, and anew under each heading above them (GB/T 9704-2012, 7.3.3)."""
    last = [0] * (len(LEVELS) + 1)
    for element, line in lines:
        if not isinstance(element, Block) or not element.level:
            continue
        level = element.level
        match = LEVELS[level - 1][1].match(element.text)
        number = chinese_number(match[0].strip("、（）().．")) if match else 0
        if number != last[level] + 1:
            words = _("Heading “%(heading)s” does not follow: the one before it at this level has the number %(before)s.")
            none = _("Heading “%(heading)s” does not begin with the number one.")
            given = {"heading": element.text[:LONGEST_QUOTE], "before": last[level]}
            yield Found(Weight.SHOULD, "order", (words if last[level] else none) % given, "body", line)
        last[level:] = [number, *[0] * (len(LEVELS) - level)]


def _printed(draft: Draft, report: Report | None) -> Iterator[Found]:
    if report is None:
        return
    for char in report.missing:
        yield Found(Weight.SHOULD, "glyph", _("No font has “%s”; 〓 is printed for it.") % char, "body", draft.line_of(char))
    for warning in report.warnings:
        yield Found(Weight.SHOULD, "layout", warning)
    for remark in report.remarks:
        yield Found(Weight.NOTE, "remark", remark)


def _personal(draft: Draft) -> Iterator[Found]:
    if draft.reply.publication not in (Reply.Publication.FULL, Reply.Publication.SUMMARY):
        return
    for one in disclosure.find({"body": draft.typed}):
        if one.kind in PERSONAL:
            text = _("“%s” looks like personal data; it has to be taken out before the reply is published.") % one.text[:LONGEST_QUOTE]
            yield Found(Weight.NOTE, "personal", text, "body", one.line + 1)


def _promised(draft: Draft) -> Iterator[Found]:
    dated = [one for one in candidates(draft.version.body, timezone.localdate()) if one.due_on]
    for one in dated[:MOST_PROMISES]:
        sentence = one.sentence.rstrip("；，。")
        said = sentence if len(sentence) <= LONGEST_QUOTE else f"{sentence[:LONGEST_QUOTE]}…"
        text = _("Promise: “%s” can be entered in the list of promises once the letter is sent.") % said
        yield Found(Weight.NOTE, "promise", text, "body", draft.line_of(one.sentence))
