"""Whether a font really has the characters that are drawn with it."""

import ctypes
from functools import cached_property
from typing import Any

from pypdfium2 import raw

# A plane for private use, of which no font of a letter has the last character: PDFium answers with the font's .notdef.
NOWHERE = 0x10FFFD
NAME_BYTES = 256
# Two boxes of ink are the same within this part of an em, as rounding goes.
SAME = 0.02
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")


class Outlines:
    """One font of a page: its name without the tag of a subset, and the outline it draws for what it has not."""

    def __init__(self, font: Any) -> None:
        self._font = font
        self._known: dict[str, bool] = {}
        buffer = ctypes.create_string_buffer(NAME_BYTES)
        raw.FPDFFont_GetBaseFontName(font, buffer, NAME_BYTES)
        full = buffer.value.decode("utf-8", "replace")
        tag, _plus, rest = full.partition("+")
        self.name = rest if len(tag) == 6 and rest else full
        self.embedded = raw.FPDFFont_GetIsEmbedded(font) == 1

    def missing(self, char: str, ink: tuple[float, float, float, float], size: float) -> bool:
        """Whether nothing, or the box for what is not there, is drawn for a visible character.

        `ink` is left, bottom, right, top over the origin, and `size` the size of the type, both in points.
        """
        if char in INVISIBLE:
            return False
        if char == "\0":
            return True
        if char not in self._known:
            self._known[char] = self._missing(char, ink, size)
        return self._known[char]

    def _missing(self, char: str, ink: tuple[float, float, float, float], size: float) -> bool:
        if ink[2] - ink[0] <= 0 and ink[3] - ink[1] <= 0:
            return True
        if not self.embedded or not self._absent or size <= 0:
            return False
        if any(abs(drawn / size - absent) > SAME for drawn, absent in zip(ink, self._absent_box, strict=True)):
            return False
        return _outline(self._font, ord(char)) == self._absent

    @cached_property
    def _absent(self) -> tuple[tuple[float, float], ...]:
        return _outline(self._font, NOWHERE)

    @cached_property
    def _absent_box(self) -> tuple[float, float, float, float]:
        xs, ys = [point[0] for point in self._absent], [point[1] for point in self._absent]
        return min(xs), min(ys), max(xs), max(ys)


def _outline(font: Any, code: int) -> tuple[tuple[float, float], ...]:
    """The corners of the glyph of a character, in em."""
    path = raw.FPDFFont_GetGlyphPath(font, code, 1.0)
    if not path:
        return ()
    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for place in range(raw.FPDFGlyphPath_CountGlyphSegments(path)):
        raw.FPDFPathSegment_GetPoint(raw.FPDFGlyphPath_GetGlyphPathSegment(path, place), x, y)
        points.append((round(x.value, 4), round(y.value, 4)))
    return tuple(points)
