"""Reading the days off and the worked weekends of a year as people write them: lines of days, or a table with a row for each day."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
# 2027-01-01, 2027/1/1, 2027年1月1日, and without the year 1-1, 1月1日.
A_DAY = r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?"
LINE = re.compile(rf"{A_DAY}(?:\s*(?:—|–|至|到|~|～|-)+\s*{A_DAY})?[\s,，:：]+(\S.*)")
KINDS = {"off": "off", "休": "off", "放假": "off", "worked": "worked", "班": "worked", "上班": "worked"}
LONGEST_SPAN = 31
LONGEST_NAME = 30


@dataclass
class Days:
    """Day → holiday, and the lines that could not be read: (code, line)."""

    days: dict[date, str] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)

    def add(self, first: date, last: date, name: str, line: str) -> None:
        if not DAY * 0 <= last - first < LONGEST_SPAN * DAY:
            self.faults.append(("span", line))
            return
        for n in range((last - first).days + 1):
            if first + n * DAY in self.days:
                self.faults.append(("twice", line))
                return
            self.days[first + n * DAY] = name[:LONGEST_NAME]


def read_lines(text: str, year: int) -> Days:
    """Lines such as “1月1日—1月3日 元旦”. A day without a year is one of `year`."""
    found = Days()
    for line in filter(None, (line.strip() for line in text.splitlines())):
        match = LINE.fullmatch(line)
        first = _day(match.groups()[:3], year) if match else None
        last = _day(match.groups()[3:6], year) if match and match[5] else first
        if match is None or first is None or last is None:
            found.faults.append(("unreadable", line))
        else:
            found.add(first, last, match[7].strip(), line)
    return found


def read_table(text: str, year: int) -> tuple[Days, Days]:
    """(days off, worked weekends) of a table of date, kind and name, a row for each day; a heading is passed over."""
    off, worked = Days(), Days()
    for n, row in enumerate(csv.reader(io.StringIO(text.lstrip("\ufeff")))):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (n == 0 and not cells[0][:1].isdigit()):
            continue
        match = re.fullmatch(A_DAY, cells[0])
        day = _day(match.groups(), year) if match else None
        kind = KINDS.get(cells[1].lower()) if len(cells) > 2 else None
        if day is None or kind is None or not cells[2]:
            off.faults.append(("unreadable", ",".join(cells)))
        else:
            (off if kind == "off" else worked).add(day, day, cells[2], ",".join(cells))
    return off, worked


def write_lines(days: Mapping[date, str]) -> str:
    """The inverse of `read_lines`: neighbouring days of one name in one line."""
    return "\n".join(_line(*span) for span in _spans(days))


def _line(first: date, last: date, name: str) -> str:
    begins, ends = (f"{day.month}月{day.day}日" for day in (first, last))
    return f"{begins} {name}" if first == last else f"{begins}—{ends} {name}"


def _spans(days: Mapping[date, str]) -> Iterator[tuple[date, date, str]]:
    first = last = None
    for day in sorted(days):
        if first and last and day - last == DAY and days[day] == days[first]:
            last = day
            continue
        if first and last:
            yield first, last, days[first]
        first = last = day
    if first and last:
        yield first, last, days[first]


def _day(parts: tuple[str | None, ...], year: int) -> date | None:
    try:
        return date(int(parts[0] or year), int(parts[1] or 0), int(parts[2] or 0))
    except ValueError:
        return None
