"""The four letters that every engine prints, in as many versions as there are rounds."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

from replies.parsing import parse_reply
from replies.rendering import Letter
from replies.rendering.letter import chinese_date
from replies.structure import Block, parse_body
from tests.replies.rendering.samples import body, letter

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
SENTENCE = re.compile(r"[^。]*。|[^。]+$")


def letters() -> tuple[str, list[Letter]]:
    """("seeds", four published replies of six pages each) or, where there are none, ("samples", four invented ones as long)."""
    from replies.letters import letter_from_parsed  # imports models, so Django must be set up

    files = sorted(SEEDS.glob("00[0134]_*.txt"))
    if len(files) == 4:
        return "seeds", [letter_from_parsed(parse_reply(file.read_text(encoding="utf-8"))) for file in files]
    return "samples", [letter(body=tuple(parse_body(body(26, seed)))) for seed in range(4)]


def varied(one: Letter, number: int) -> Letter:
    """The letter with other figures, its sentences in another order: as long, with the same characters, and no paragraph the same.

    An engine that remembers the paragraphs of the last document, as typst does, would else be measured on what it remembers.
    """

    def shifted(text: str) -> str:
        return re.sub(r"[1-9]", lambda digit: str((int(digit[0]) + number - 1) % 9 + 1), text)

    def turned(block: Block) -> Block:
        heading, rest = block.heading, block.text[len(block.heading) :]
        sentences = SENTENCE.findall(rest)
        turn = number % len(sentences) if sentences else 0
        return replace(block, text=heading + shifted("".join(sentences[turn:] + sentences[:turn])))

    blocks = tuple(turned(block) if isinstance(block, Block) and block.level < 3 else block for block in one.body)
    return replace(one, title=shifted(one.title), body=blocks)


def paragraphs(one: Letter) -> list[tuple[str, str]]:
    """(kind, text) of all that is printed but the title: "to", "h1" to "h4", "p", "signature", "date", "note"."""
    found = [("to", one.addressee)] if one.addressee else []
    for block in one.body:
        found += [(f"h{block.level}" if block.level and block.heading == block.text else "p", block.text)]
    found += [("signature", text) for text in one.signature.splitlines()]
    found += [("date", chinese_date(one.issued_on))] if one.issued_on else []
    return found + [("note", text) for text in (*(f"（{part}）" for part in (one.notes, one.contact) if part), *one.copies)]


def lost(one: Letter, printed: str) -> str:
    """Characters of the letter that the text of its pages lacks: nobody is compared on a page that is not the whole letter."""
    wanted = one.title + one.class_mark + "".join(text for _kind, text in paragraphs(one))
    left = Counter(_plain(wanted)) - Counter(_plain(printed))
    return "".join(left.elements())


def _plain(text: str) -> Sequence[str]:
    # PDFium gives U+FFFE for a hyphen that ends a line.
    return [char for char in normalize("NFKC", text.replace("\ufffe", "-")) if not char.isspace() and char not in "()"]
