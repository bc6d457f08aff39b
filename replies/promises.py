"""Sentences of a reply that may be promises, with the date by which they read. Pure; only a person makes a promise of one.

What counts as one: a verb of the future (将, 拟, 计划, 力争, 争取 …), a day that is still ahead of the letter, or a place under a heading
such as 下一步工作. A day is read as the last of what is named: 2027年6月 is 30 June, 2027年底 is 31 December, 年内 the end of the year
in which the letter was signed, and 11月底前, which names no year, is read in that year too.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from replies.parsing.dates import chinese_number
from replies.structure import Block, parse_body

SENTENCE = re.compile(r"[^。；！？!?\n]+[。；！？!?”’」』）)]*")
INTENT = re.compile(
    r"将(?!军|领|士|来的|近)|拟(?!定了|订了)|计划(?:在|于|到|用|投|新|建|今|明)|力争|争取|预计|确保|下一步|下步|今后|继续|"
    r"(?:年底|月底|季度末|年内|月|日|年)(?:之?前)(?:完成|建成|投用|实现|出台|启动|改|解决|开工|竣工)"
)
# A text under such a heading is of the future as a whole.
AHEAD = re.compile(r"下一步|下步|今后|工作(?:打算|计划|安排)|努力方向")
# What speaks of the past although a word of the above is in it.
PAST = re.compile(r"截至|已(?:经)?(?:完成|建成|投用|出台|实现|解决)")
YEAR = r"(?P<year>20\d\d|二[〇○零]\S{2}|今|明|本|当|后)年"
QUARTERS = {"一": 3, "1": 3, "二": 6, "2": 6, "三": 9, "3": 9, "四": 12, "4": 12}
PLANS = {"十四五": 2025, "十五五": 2030, "十六五": 2035}
PATTERNS = (
    re.compile(rf"{YEAR}(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日"),
    re.compile(rf"{YEAR}(?P<month>\d{{1,2}})月"),
    re.compile(rf"{YEAR}第?(?P<quarter>[一二三四1-4])季度"),
    re.compile(rf"{YEAR}(?P<half>上半年)"),
    re.compile(rf"{YEAR}(?:年?[底末内终]|下半年|全年|度?之?[内前])?"),
    # Of a month alone only what is an end is read: much else that happens in some month is no promise.
    re.compile(r"(?<![\d年])(?<!截至)(?P<month>\d{1,2})月(?:[底末]|(?P<day>\d{1,2})日之?前|之?前)"),
)
SHORT = re.compile(r"(?<![\d〇○零一二三四五六七八九今明本当后])年[底内末]|岁末")
MONTH = re.compile(r"(?<![一二三四五六七八九十])(十[一二]?|[一二三四五六七八九])(?=月)")
DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
SHORTEST, LONGEST = 6, 400


@dataclass(frozen=True)
class Candidate:
    """One sentence as it stands in the text, and the day that it reads as its end; None where it names none."""

    sentence: str
    due_on: date | None


def candidates(body: str, signed_on: date) -> list[Candidate]:
    """The sentences of a text that may promise something, in order, each once."""
    found = dict.fromkeys(Candidate(sentence, due) for sentence, due in _promising(body, signed_on))
    return list(found)


def due_date(sentence: str, signed_on: date) -> date | None:
    """The last day that the sentence names and that is not before the letter; None where there is none."""
    text = MONTH.sub(lambda month: str(chinese_number(month[1])), unicodedata.normalize("NFKC", sentence))
    days = [day for day in _days(text, signed_on) if day >= signed_on]
    return max(days, default=None)


def _promising(body: str, signed_on: date) -> Iterator[tuple[str, date | None]]:
    ahead, depth = False, 0
    for element in parse_body(body):
        if not isinstance(element, Block):
            continue
        if element.level and (not ahead or element.level <= depth):
            ahead, depth = bool(AHEAD.search(element.heading)), element.level
        text = element.text.removeprefix(element.heading) if element.level else element.text
        for match in SENTENCE.finditer(text):
            sentence = match[0].strip()
            if not SHORTEST <= len(sentence) <= LONGEST:
                continue
            due = due_date(sentence, signed_on)
            later = due is not None and due > signed_on
            if later or ((ahead or INTENT.search(sentence)) and not PAST.search(sentence) and not _is_courtesy(sentence)):
                yield sentence, due


def _is_courtesy(sentence: str) -> bool:
    return "感谢" in sentence or "现答复如下" in sentence or "欢迎" in sentence


def _days(text: str, signed_on: date) -> Iterator[date]:
    for name, year in PLANS.items():
        if re.search(rf"“?{name}”?(?:期?末|期间|规划期)", text):
            yield date(year, 12, 31)
    if SHORT.search(text):
        yield date(signed_on.year, 12, 31)
    taken: set[int] = set()
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            if match.start() in taken:
                continue
            taken.add(match.start())
            if day := _day(match, signed_on):
                yield day


def _day(match: "re.Match[str]", signed_on: date) -> date | None:
    parts = match.groupdict()
    year = _year(parts.get("year") or "本", signed_on)
    month = int(parts.get("month") or 0)
    if parts.get("quarter"):
        month = QUARTERS[parts["quarter"]]
    if parts.get("half"):
        month = 6
    month = month or 12
    if not (1 <= month <= 12 and 2000 <= year <= 2099):
        return None
    last = monthrange(year, month)[1]
    day = int(parts.get("day") or last)
    return date(year, month, day) if 1 <= day <= last else None


def _year(word: str, signed_on: date) -> int:
    relative = {"今": 0, "本": 0, "当": 0, "明": 1, "后": 2}
    if word in relative:
        return signed_on.year + relative[word]
    digits = word.translate(DIGITS)
    return int(digits) if digits.isdigit() else 0
