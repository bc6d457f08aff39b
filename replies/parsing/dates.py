"""Dates as offices print them, and what page conversion leaves of them."""

import re
import unicodedata
from datetime import date

from .vocabulary import CHINESE_DATE, DIGITAL_DATE, tight

ZERO = str.maketrans(dict.fromkeys("〇○零OoΟ", "0") | {digit: str(value) for value, digit in enumerate("一二三四五六七八九", 1)})
DAMAGED = re.compile(r"((?:19|20)\d\d)(\d{2,4})")
AROUND = re.compile(r"^(?:成文|落款)?日期[:：]\s*|(?<=日)\s*[（(][^（）()]{2,12}[)）]$")
BARE = re.compile(r"[（(]?[二一〇○零九OoΟ0-9年月日号./\-－—一二三四五六七八十\s]{2,24}[）)]?(?:印发)?")


def find_date(text: str) -> str | None:
    """The first whole date in the text as YYYY-MM-DD; None where there is none or the calendar knows no such day."""
    text = unicodedata.normalize("NFKC", tight(text[:200]))
    if found := DIGITAL_DATE.search(text):
        return iso(found[1], found[2], found[3])
    if found := CHINESE_DATE.search(text):
        return iso(found[1].translate(ZERO), str(chinese_number(found[2])), str(chinese_number(found[3])))
    return None


def recovered_date(text: str) -> str | None:
    """A date whose 年月日 were lost (2018828), where the digits can be read in one way only."""
    found = DAMAGED.fullmatch(unicodedata.normalize("NFKC", tight(text)))
    if not found:
        return None
    year, rest = found.groups()
    if len(rest) == 4:
        return iso(year, rest[:2], rest[2:])
    readings = {iso(year, rest[:cut], rest[cut:]) for cut in range(1, len(rest)) if rest[0] != "0" and rest[cut] != "0"} - {None}
    return readings.pop() if len(readings) == 1 else None


def is_date_line(line: str) -> bool:
    """Whether the line is a date and nothing else but a label or a note in brackets; whole or damaged."""
    line = AROUND.sub("", line)
    return len(line) <= 40 and bool(BARE.fullmatch(line)) and bool(find_date(line) or recovered_date(line))


def iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat() if 1949 <= int(year) <= 2100 else None
    except ValueError:
        return None


def chinese_number(text: str) -> int:
    """十 → 10, 二十一 → 21, 三 → 3, 12 → 12; 0 for nonsense, which no calendar knows."""
    if "十" in text:
        tens, _, ones = text.partition("十")
        digits = (tens or "1").translate(ZERO) + (ones or "0").translate(ZERO)
    else:
        digits = text.translate(ZERO)
    return int(digits) if digits.isascii() and digits.isdigit() else 0
