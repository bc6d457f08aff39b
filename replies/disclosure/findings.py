"""The findings of a text, in order, none over another; what was decided to stay is found no more."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from replies.disclosure import names, numbers, remains
from replies.disclosure.summary import DRAFT_MARK
from replies.structure import FIGURE

EXCERPT = 18


class Kind(StrEnum):
    """What was found. Where two lie over one another the first of these counts."""

    DRAFT = "draft"
    SECRECY = "secrecy"
    CHROME = "chrome"
    PRIVATE = "private"  # a number of the proposer's that the case holds
    IDENTITY = "identity"
    BANK = "bank"
    MOBILE = "mobile"
    LANDLINE = "landline"
    MAIL = "mail"
    PLATE = "plate"
    HOME = "home"
    HANDLER = "handler"
    PERSON = "person"
    INNER = "inner"
    URGENCY = "urgency"
    FIGURE = "figure"


class Choice(StrEnum):
    MASK = "mask"
    REMOVE = "remove"
    KEEP = "keep"


_ALL = (Choice.MASK, Choice.REMOVE, Choice.KEEP)
CHOICES: Mapping[Kind, tuple[Choice, ...]] = dict.fromkeys(Kind, _ALL) | {
    # A mark of secrecy is lifted by whoever set it, not taken off here: it is none after all, or the letter stays unpublished.
    Kind.SECRECY: (Choice.KEEP,),
    Kind.DRAFT: (Choice.REMOVE,),
    Kind.PRIVATE: (Choice.MASK, Choice.REMOVE),
    Kind.IDENTITY: (Choice.MASK, Choice.REMOVE),
    Kind.BANK: (Choice.MASK, Choice.REMOVE),
    **dict.fromkeys((Kind.CHROME, Kind.INNER, Kind.URGENCY, Kind.FIGURE), (Choice.REMOVE, Choice.KEEP)),
}


# Numbers of a person. They have no place in what stands beside the text on the public page, where nobody decides about them either.
NUMBERS = frozenset({Kind.PRIVATE, Kind.IDENTITY, Kind.BANK, Kind.MOBILE, Kind.LANDLINE, Kind.MAIL, Kind.PLATE})


@dataclass(frozen=True)
class Known:
    """What is known beside the text: numbers that everybody may call and numbers that nobody may read, people by their names."""

    office_phones: Collection[str] = ()
    private_phones: Collection[str] = ()
    staff: Collection[str] = ()
    proposers: Collection[str] = ()


@dataclass(frozen=True)
class Decision:
    """What was decided about every place where this stands; a reason for what is kept."""

    kind: str
    text: str
    choice: str
    reason: str = ""


@dataclass(frozen=True)
class Finding:
    """`place` is a field of the text, `line` and the columns count from 0 in it."""

    kind: Kind
    place: str
    line: int
    start: int
    end: int
    text: str
    before: str = ""
    after: str = ""

    @property
    def mask(self) -> str:
        """What is put in its place."""
        return masked(self.kind, self.text)


@dataclass(frozen=True)
class Topic:
    """The places of one thing found; they are decided about together."""

    kind: Kind
    text: str
    places: tuple[Finding, ...]

    @property
    def mask(self) -> str:
        return self.places[0].mask

    @property
    def choices(self) -> tuple[Choice, ...]:
        return CHOICES[self.kind]


def find(parts: Mapping[str, str], known: Known = Known(), decided: Iterable[Decision] = ()) -> list[Finding]:
    """Everything that is still to be decided about, in the order of the text. `parts`: place → text of one or more lines."""
    kept = {(one.kind, one.text) for one in decided if one.choice == Choice.KEEP}
    return [
        found
        for place, text in parts.items()
        for number, line in enumerate(text.split("\n"))
        for found in _in_line(place, number, line, known, kept)
    ]


def topics(findings: Iterable[Finding]) -> list[Topic]:
    gathered: dict[tuple[Kind, str], list[Finding]] = {}
    for found in findings:
        gathered.setdefault((found.kind, found.text), []).append(found)
    return [Topic(kind, text, tuple(places)) for (kind, text), places in gathered.items()]


def masked(kind: Kind, text: str) -> str:
    """A telephone keeps so much that its owner knows it again; of the other numbers nothing stays."""
    if kind in (Kind.MOBILE, Kind.LANDLINE, Kind.PRIVATE):
        shown = text.translate(numbers.WIDE)
        ends = [place for place, character in enumerate(shown) if character.isdigit()]
        hidden = set(ends[3:-4] if kind == Kind.MOBILE else ends[-4:])
        return "".join("*" if place in hidden else character for place, character in enumerate(shown))
    if kind == Kind.HANDLER:
        label, colon, name = re.split("([:：])", text, maxsplit=1) if re.search("[:：]", text) else ("", "", text)
        return f"{label}{colon}{names.masked(name.strip())}"
    if kind == Kind.PERSON:
        return names.masked(text)
    omitted = {Kind.IDENTITY: "身份证号码", Kind.BANK: "账号", Kind.MAIL: "电子邮箱", Kind.PLATE: "车牌号", Kind.HOME: "住址"}
    return f"（{omitted[kind]}略）" if kind in omitted else ""


def _in_line(place: str, number: int, line: str, known: Known, kept: Collection[tuple[str, str]]) -> list[Finding]:
    plain = line.translate(numbers.WIDE)
    taken: list[Finding] = []
    for kind, look in _looks(known).items():
        for start, end in look(plain):
            text = line[start:end]
            free = all(end <= other.start or start >= other.end for other in taken)
            if text.strip() and free and (kind, text) not in kept:
                taken.append(
                    Finding(kind, place, number, start, end, text, line[max(0, start - EXCERPT) : start], line[end : end + EXCERPT])
                )
    return sorted(taken, key=lambda found: found.start)


def _looks(known: Known) -> dict[Kind, Callable[[str], Iterable[tuple[int, int]]]]:
    """In the order of `Kind`."""
    public = {numbers.digits(phone) for phone in known.office_phones}

    def telephones(look: Callable[[str], Iterable[tuple[int, int]]]) -> Callable[[str], Iterator[tuple[int, int]]]:
        return lambda line: (span for span in look(line) if not any(_same(line[slice(*span)], phone) for phone in public))

    return {
        Kind.DRAFT: lambda line: (found.span() for found in re.finditer(re.escape(DRAFT_MARK), line)),
        Kind.SECRECY: remains.secrecy,
        Kind.CHROME: remains.page_chrome,
        Kind.PRIVATE: lambda line: _numbers_in(line, known.private_phones),
        Kind.IDENTITY: numbers.identity_cards,
        Kind.BANK: numbers.bank_cards,
        Kind.MOBILE: telephones(numbers.mobiles),
        Kind.LANDLINE: telephones(numbers.landlines),
        Kind.MAIL: numbers.mails,
        Kind.PLATE: numbers.plates,
        Kind.HOME: names.homes,
        Kind.HANDLER: lambda line: names.handlers(line, known.staff),
        Kind.PERSON: lambda line: names.third_persons(line, known.proposers),
        Kind.INNER: remains.inner_marks,
        Kind.URGENCY: remains.urgency,
        Kind.FIGURE: lambda line: (found.span() for found in [FIGURE.fullmatch(line.strip())] if found),
    }


def _same(text: str, phone: str) -> bool:
    """Whether both are one telephone; with or without the area code."""
    found = numbers.digits(text)
    return bool(phone) and min(len(found), len(phone)) >= 7 and (found.endswith(phone) or phone.endswith(found))


def _numbers_in(line: str, phones: Iterable[str]) -> Iterator[tuple[int, int]]:
    for phone in phones:
        wanted = numbers.digits(phone)
        if len(wanted) >= 7:
            pattern = r"(?<!\d)" + numbers.SEPARATOR.join(wanted) + r"(?!\d)"
            yield from (found.span() for found in re.finditer(pattern, line))
