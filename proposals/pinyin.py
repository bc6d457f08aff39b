"""Readings of hanzi, for finding names by typing: 市教育局 by shijiaoyuju, jiaoyu or jyj.

They are those of pypinyin, which knows words as well as hanzi: 银行 is yinhang, 重庆 chongqing. It is loaded when a name is first read,
since its dictionary takes a quarter of a second.
"""

from functools import lru_cache
from unicodedata import normalize

# As many names as a place has departments and people at its desks.
REMEMBERED = 10_000


def full(name: str) -> str:
    """shijiaoyuju of 市教育局. Letters and figures stay, in lower case; ü is written v."""
    return "".join(_syllables(name))


def initials(name: str) -> str:
    """sjyj of 市教育局."""
    return "".join(one[:1] for one in _syllables(name))


def spellings(name: str) -> list[str]:
    """How a name is typed in letters: sjyj and shijiaoyuju of 市教育局."""
    return [initials(name), full(name)]


@lru_cache(REMEMBERED)
def spellings_of_person(name: str) -> tuple[str, ...]:
    """As `spellings`, with every reading that the first hanzi has: as surnames, 单 is read shan and 曾 zeng, but not only as surnames."""
    from pypinyin import Style, pinyin

    rest = _syllables(name)[1:]
    first = [plain for one in pinyin(name[:1], style=Style.NORMAL, heteronym=True, errors=_kept) for read in one if (plain := _ascii(read))]
    read = [_syllables(name), *([one, *rest] for one in first)]
    return tuple(dict.fromkeys(made for one in read for made in ("".join(syllable[:1] for syllable in one), "".join(one))))


@lru_cache(REMEMBERED)
def _syllables(name: str) -> tuple[str, ...]:
    """The reading of each hanzi, and each letter or figure for itself."""
    from pypinyin import lazy_pinyin

    return tuple(plain for read in lazy_pinyin(name, errors=_kept) for one in read.split() if (plain := _ascii(one)))


def _kept(others: str) -> str:
    """What stays of characters that have no reading, each for itself."""
    return " ".join(one.lower() for one in others if one.isascii() and one.isalnum())


def _ascii(syllable: str) -> str:
    """Of the few syllables that are written with a mark, such as ê, the letter."""
    return "".join(one for one in normalize("NFD", syllable) if one.isascii() and one.isalnum())
