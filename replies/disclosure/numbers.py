"""Numbers that belong to a person: telephones, identity and bank cards, number plates, addresses for mail.

Amounts, years, case numbers and document numbers look much the same; each pattern says by length, check digit or what stands beside it
why it is none of these.
"""

import re
from collections.abc import Iterator
from datetime import date

# What follows an amount. Eleven digits before one of these count something.
MEASURE = "[万亿千百元家个件户人次名吨亩米公平年月日号%％‰℃]"
SEPARATOR = "[-\u2010\u2011\u2013—－ \xa0]?"
MOBILE = re.compile(rf"(?<![0-9A-Za-z.])(?:\+?86{SEPARATOR})?1[3-9]\d{SEPARATOR}\d{{4}}{SEPARATOR}\d{{4}}(?![0-9A-Za-z]|{MEASURE}|\.\d)")
AREA = r"0(?:10|2[0-57-9]|[3-9]\d{2})"
LANDLINE = re.compile(
    rf"(?<![0-9A-Za-z.])(?:[（(]{AREA}[)）]\s?|{AREA}(?:\s?[-—－]\s?|\s)?)[2-9]\d{{6,7}}"
    rf"(?:\s?[-—－]\s?\d{{1,5}})?(?![0-9A-Za-z*]|{MEASURE}|\.\d)"
)
CALLED = re.compile(r"(?:电\s*话|手\s*机|传\s*真|座\s*机|短\s*号)\s*(?:号码)?\s*[:：为是]?\s*(\d[\d\-—－、 ]{3,24}\d)(?![\d*]|[-—－]\*)")
# Numbers that are there for everybody: emergency calls, 12345 and its like, 95 and 96 services, 400 and 800.
FOR_ALL = re.compile(r"1\d{2}|1[02]\d{3}|9[56]\d{3,4}|[48]00\d{7}")
IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{9}[0-9Xx](?![0-9A-Za-z])")
NAMED_IDENTITY = re.compile(r"身份证(?:件)?(?:号码?)?\s*[:：为是]?\s*([1-9][\d]{13,16}[0-9Xx])(?![0-9A-Za-z])")
CARD = re.compile(r"(?<![0-9A-Za-z.])[3-6]\d{3}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,4})?(?![0-9A-Za-z]|" + MEASURE + ")")
ACCOUNT = re.compile(r"(?:账\s*号|帐\s*号|卡\s*号|账户|帐户)\s*[:：为是]?\s*(\d[\d -]{8,28}\d)(?!\d)")
PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?"
    "(?=[A-HJ-NP-Z]*[0-9])[A-HJ-NP-Z0-9]{5,6}(?![0-9A-Za-z])"
)
MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
WIDE = {ord("０") + n: ord("0") + n for n in range(10)} | {ord("－"): "-", ord("＠"): "@", ord("＋"): "+"}

Span = tuple[int, int]


def digits(text: str) -> str:
    return "".join(character for character in text.translate(WIDE) if character.isdigit())


def mobiles(line: str) -> Iterator[Span]:
    return (found.span() for found in MOBILE.finditer(line))


def landlines(line: str) -> Iterator[Span]:
    """With an area code, or after a word that says what it is. Numbers that are there for everybody are none."""
    yield from (found.span() for found in LANDLINE.finditer(line))
    yield from (found.span(1) for found in CALLED.finditer(line) if not FOR_ALL.fullmatch(digits(found[1])))


def identity_cards(line: str) -> Iterator[Span]:
    yield from (found.span() for found in IDENTITY.finditer(line) if is_identity(found[0]))
    yield from (found.span(1) for found in NAMED_IDENTITY.finditer(line))


def bank_cards(line: str) -> Iterator[Span]:
    yield from (found.span() for found in CARD.finditer(line) if 15 <= len(digits(found[0])) <= 19 and is_luhn(digits(found[0])))
    yield from (found.span(1) for found in ACCOUNT.finditer(line))


def plates(line: str) -> Iterator[Span]:
    return (found.span() for found in PLATE.finditer(line))


def mails(line: str) -> Iterator[Span]:
    return (found.span() for found in MAIL.finditer(line))


def is_identity(number: str) -> bool:
    """18 characters with a day of birth and the check character of GB 11643-1999 (ISO 7064, MOD 11-2)."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def is_luhn(number: str) -> bool:
    """The check digit of ISO/IEC 7812-1."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
