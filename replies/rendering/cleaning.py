"""Texts of documents that are no letters: one line each, without what cannot be printed."""

import unicodedata

from replies.rendering.letter import BLANKS, BREAKS, SELECTORS, UNPRINTABLE


def one_line(text: str) -> str:
    """The text on one line, without controls, invisible marks and blanks at its ends."""
    spaced = BLANKS.sub(" ", BREAKS.sub(" ", text).replace("\n", " "))
    kept = [char for char in spaced if unicodedata.category(char) not in UNPRINTABLE and not SELECTORS.match(char)]
    return "".join(kept).strip(" \u3000")
