"""What is printed: the letter as plain data, and its cleaning."""

import datetime
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from django.utils.translation import gettext as _

from replies.rendering import limits
from replies.rendering.errors import RenderError
from replies.structure import Element, rewritten

Form = Literal["plain", "file", "letter"]
# How it is signed: with a seal on paper (加盖印章), without one, or with the stamp of the signer (签发人签名章); 7.3.5.
Sealing = Literal["seal", "none", "stamp"]

# Cc controls, Cf invisible marks (bidirectional overrides, soft hyphens, byte order marks), Cs halves of a surrogate pair.
UNPRINTABLE = {"Cc", "Cf", "Cs"}
# Variation selectors ask for another drawing of the character before them, which the faces do not have.
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
BLANKS = re.compile(r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f]")
# The parts of a letter that have one line of their own, whatever was typed.
ONE_LINE = (
    "addressee", "class_mark", "contact", "notes", "document_number", "printed_by", "copy_number", "secrecy", "urgency", "signer_office",
)  # fmt: skip


@dataclass(frozen=True)
class Attachment:
    """附件: begins on a page of its own (7.3.7)."""

    title: str
    body: tuple[Element, ...]


@dataclass(frozen=True)
class Verification:
    """Where the public can ask whether a file is what was issued, and the number to ask by."""

    url: str
    code: str


@dataclass(frozen=True)
class Letter:
    """Everything that is printed. Plain text, no markup: whatever it holds is printed as it is."""

    title: str  # an explicit newline is a wished break
    addressee: str
    body: tuple[Element, ...]
    signature: str = ""  # 署名; one unit to a line
    issued_on: datetime.date | None = None
    class_mark: str = ""  # A to D, top right of page 1
    contact: str = ""
    notes: str = ""  # 附注
    copies: tuple[str, ...] = ()  # 抄送
    form: Form = "plain"
    masthead: str = ""  # the organ's name; of several that issue together, one to a line
    says_document: bool = True  # the file form adds 文件 to the name
    masthead_size: float | None = None  # pt, at most as wide as the type area; None: by the form
    document_number: str = ""
    printed_by: str = ""  # 印发机关, file form
    printed_on: datetime.date | None = None
    copy_number: str = ""  # 份号
    secrecy: str = ""  # 密级和保密期限
    urgency: str = ""  # 紧急程度
    approvers: tuple[str, ...] = ()  # 签发人, of a document that goes upward
    attachments: tuple[Attachment, ...] = ()
    sealing: Sealing = "seal"
    seal_picture: bytes = b""  # PNG, of the first unit of the signature
    other_seals: tuple[bytes, ...] = ()  # of the units after it, in their order
    seal_size: float = 42.0  # mm
    signer_office: str = ""  # the office before a signer's stamp
    stamp_picture: bytes = b""  # PNG
    two_page_numbers: bool = True  # whether a letter of two pages has a page number on the second (10.1 leaves it open)
    figures: tuple[tuple[str, bytes], ...] = ()  # name in the body → PNG or JPEG
    verification: Verification | None = None


def chinese_date(day: datetime.date) -> str:
    """Arabic numerals, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=1 << 16)
def _unprintable(char: str) -> bool:
    return char != "\n" and (unicodedata.category(char) in UNPRINTABLE or SELECTORS.match(char) is not None)


def cleaned(letter: Letter) -> tuple[Letter, list[str]]:
    """The letter without characters that cannot be printed, and a warning naming them.

    Raises RenderError when nothing is left of the title or of the body, and when there is more than can be printed.
    """
    limits.check(letter)
    removed: set[str] = set()

    def line(text: str) -> str:
        return " ".join(lines(text).split("\n")).strip(" \u3000")

    def lines(text: str) -> str:
        text = BLANKS.sub(" ", BREAKS.sub("\n", text))
        bad = set(filter(_unprintable, set(text)))
        removed.update(bad)
        text = "".join(char for char in text if char not in bad) if bad else text
        return "\n".join(kept for row in text.split("\n") if (kept := row.strip(" \u3000")))

    def every(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(kept for text in texts if (kept := line(text)))

    attached = tuple(Attachment(line(one.title), rewritten(one.body, line)) for one in letter.attachments)
    verified = letter.verification
    single: dict[str, Any] = {name: line(getattr(letter, name)) for name in ONE_LINE}
    clean = replace(
        letter,
        title=lines(letter.title),
        body=rewritten(letter.body, line),
        **single,
        signature=lines(letter.signature),
        masthead=lines(letter.masthead),
        copies=every(letter.copies),
        approvers=every(letter.approvers),
        attachments=tuple(one for one in attached if one.title or one.body),
        verification=Verification(line(verified.url), line(verified.code)) if verified else None,
    )
    if not clean.body:
        raise RenderError(_("The reply has no body: there is nothing to print."))
    if not clean.title:
        raise RenderError(_("The reply has no title."))
    if unnamed := next((place for place, one in enumerate(clean.attachments, 1) if not one.title), None):
        raise RenderError(_("Attachment %(place)s has no name; the list of attachments would name nothing.") % {"place": unnamed})
    if clean.form not in ("plain", "file", "letter"):
        raise RenderError(_("There is no form of document called %(form)s.") % {"form": clean.form})
    if clean.form != "plain" and not clean.masthead:
        raise RenderError(_("The %(form)s form needs the name of the organ for its head.") % {"form": clean.form})
    codes = "、".join(f"U+{ord(char):04X}" for char in sorted(removed))
    return clean, [_("Characters that cannot be printed were left out: %(codes)s") % {"codes": codes}] if codes else []
