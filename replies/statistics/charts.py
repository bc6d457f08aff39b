"""Charts as inline SVG: classes of the theme, no style, no script. Each has a title and a description, every bar is a link with its words.

Lengths are in units of the view box, which the page scales to its column; what a chart shows stands in a table on the same page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, WIDE = 560, 1180
ROW, BAR = 34, 18
LABEL, VALUE = 160, 110  # room for the name before a bar and for the figures behind it
COLUMN, COLUMN_BAR, HIGH = 70, 46, 155
BELOW, ABOVE = 24, 31  # room under and over the columns
GAP = 2
NARROW = 40  # where a number no longer stands inside its part
LONGEST_LABEL = 11  # characters


@dataclass(frozen=True)
class Bar:
    """`part` of `value` is drawn full: what is late, or what is reached. `said` is all of it in words."""

    label: str
    value: float
    href: str
    said: str
    shown: str
    part: float = 0
    style: str = "b3"


def bars(title: str, description: str, rows: Sequence[Bar], *, full: str = "bl", most: float = 0) -> SafeString:
    """Lying bars, one under another; `full` is the manner of their parts, `most` the value that fills the width."""
    scale = (WIDTH - LABEL - VALUE) / (most or max((row.value for row in rows), default=0) or 1)
    drawn = format_html_join(
        "",
        '<a href="{}" aria-label="{}"><text x="0" y="{}">{}</text><rect class="b3" x="{}" y="{}" width="{}" height="{}"/>'
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/><text class="lbl2" x="{}" y="{}">{}</text></a>',
        (
            (
                *(row.href, row.said, n * ROW + 18, _short(row.label)),
                *(LABEL, n * ROW + 4, _long(row.value * scale), BAR),
                *(full, LABEL, n * ROW + 4, _long(row.part * scale), BAR),
                *(_long(LABEL + row.value * scale + 8), n * ROW + 18, row.shown),
            )
            for n, row in enumerate(rows)
        ),
    )
    return _drawing(title, description, WIDTH, max(len(rows), 1) * ROW + 4, drawn)


def columns(title: str, description: str, rows: Sequence[Bar], *, most: float = 0) -> SafeString:
    """Standing columns in the order of time."""
    scale = HIGH / (most or max((row.value for row in rows), default=0) or 1)
    width, foot = max(WIDTH, len(rows) * COLUMN), HIGH + ABOVE
    axis = format_html('<line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/>', width, foot, foot)
    drawn = format_html_join(
        "",
        '<a href="{}" aria-label="{}"><rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text><text class="lbl2" x="{}" y="{}" text-anchor="middle">{}</text></a>',
        (
            (
                *(row.href, row.said, row.style, n * COLUMN + 8, _long(foot - row.value * scale), COLUMN_BAR, _long(row.value * scale)),
                *(n * COLUMN + 8 + COLUMN_BAR // 2, _long(foot - row.value * scale - 6), row.shown),
                *(n * COLUMN + 8 + COLUMN_BAR // 2, foot + 18, row.label),
            )
            for n, row in enumerate(rows)
        ),
    )
    return _drawing(title, description, width, foot + BELOW, axis + drawn)


# A part's fill and the ink on it, from the first part to the last.
SHADES = (("bx", ""), ("b3", ""), ("b2", "inv2"), ("b1", "inv"))


def share_bar(title: str, description: str, parts: Sequence[Bar]) -> SafeString:
    """One bar over the whole width, parted by value; a part of nothing is left out, one with a style of its own keeps that."""
    plain = [part for part in parts if part.style == Bar.style]
    shades = {part.label: SHADES[n % len(SHADES)] for n, part in enumerate(plain)}
    shown = [(part, shades.get(part.label, (part.style, ""))) for part in parts if part.value]
    total = sum(part.value for part, _shade in shown) or 1
    room = WIDE - len(shown) * NARROW - (len(shown) - 1) * GAP
    drawn, left = [], 0.0
    for part, (fill, ink) in shown:
        width = NARROW + room * part.value / total
        drawn.append(
            format_html(
                '<a href="{}" aria-label="{}"><text class="lbl2" x="{}" y="20">{}</text>'
                '<rect class="{}" x="{}" y="30" width="{}" height="34"/>'
                '<text class="{}" x="{}" y="52">{}</text></a>',
                *(part.href, part.said, _long(left), part.label, fill, _long(left), _long(width)),
                *(ink, _long(left + 8), part.shown),
            )
        )
        left += width + GAP
    return _drawing(title, description, WIDE, 72, format_html_join("", "{}", ((one,) for one in drawn)), wide=True)


def _drawing(title: str, description: str, width: float, height: float, inside: SafeString, *, wide: bool = False) -> SafeString:
    return format_html(
        '<svg class="chart{}" viewBox="0 0 {} {}" role="group" aria-label="{}"><title>{}</title><desc>{}</desc>{}</svg>',
        *(" chart-wide" if wide else "", width, height, f"{title}：{description}", title, description, inside),
    )


def _long(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
