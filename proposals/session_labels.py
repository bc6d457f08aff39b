"""The names of sessions: 市十七届人大五次会议, 市政协十四届四次会议, and the many ways in which published replies write them."""

import re
from dataclasses import dataclass

DIGITS = "零一二三四五六七八九"
_NUMERAL = r"[\d〇零一二三四五六七八九十]+"
_CONGRESS = r"(?:人民代表大会|人大)"
_CPPCC = r"(?:中国人民政治协商会议|人民政协|政治协商会议|政协)"
# What is left of a label when the organ's name is taken out; the region stands before the term, or after it (十三届全国人大…).
_REST = re.compile(
    rf"(?P<before>\w*?)第?(?P<term>{_NUMERAL})届(?:委员会)?(?P<after>[^\W次]*?)(?:委员会)?(?:第?(?P<meeting>{_NUMERAL})次(?:全体)?(?:会议|全会)?)?"
)
NATIONAL = "全国"


@dataclass(frozen=True)
class SessionLabel:
    """Organ is "congress" or "cppcc"; `meeting` is None where only the term is named."""

    organ: str
    region: str
    term: int
    meeting: int | None


def to_chinese(number: int) -> str:
    """1 to 99 in Chinese numerals; more, which no organ has reached, in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 1 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones or not tens else "")


def from_chinese(text: str) -> int:
    """十七, 17, １７, 二十 or 〇 to a number; raises ValueError."""
    if text.isdecimal():
        return int(text)
    text = text.replace("〇", "零")
    if "十" in text:
        tens, ones = text.split("十", 1)
        return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)
    return int("".join(str(DIGITS.index(character)) for character in text))


def format_label(label: SessionLabel) -> str:
    """The standard label: 市十七届人大五次会议, 市政协十四届四次会议."""
    meeting = f"{to_chinese(label.meeting)}次会议" if label.meeting else ""
    term = f"{to_chinese(label.term)}届"
    if label.organ == "cppcc":
        return f"{label.region}政协{term}{meeting}"
    return f"{term}{NATIONAL}人大{meeting}" if label.region == NATIONAL else f"{label.region}{term}人大{meeting}"


def parse_label(text: str) -> SessionLabel:
    """Reads a label in any of its forms; raises ValueError with what is wanted."""
    text = re.sub(r"\s+", "", text)
    organs = [organ for organ, name in (("congress", _CONGRESS), ("cppcc", _CPPCC)) if re.search(name, text)]
    match = _REST.fullmatch(re.sub(f"{_CONGRESS}|{_CPPCC}", "", text, count=1)) if len(organs) == 1 else None
    try:
        if match:
            meeting = from_chinese(match["meeting"]) if match["meeting"] else None
            return SessionLabel(organs[0], match["before"] + match["after"], from_chinese(match["term"]), meeting)
    except ValueError:  # 1七
        pass
    raise ValueError(f"“{text}” is not the name of a session; write it like 市十七届人大五次会议 or 市政协十四届四次会议.")
