"""What is wrong with a printed letter, measured on its PDF against GB/T 9704-2012. An empty list is a good page."""

from collections.abc import Iterator

from replies.rendering import Letter, Rendered
from replies.structure import split_run_in
from tests.replies.rendering.measure import Line, Page, read

TOP, LEFT, RIGHT, BOTTOM = 37.0, 28.0, 184.0, 262.0
ROW, CELL = 225 / 22, 156 / 28
NEVER_FIRST = set("，。、；：？！）〕】》〉」』”’％%")
NEVER_LAST = set("（〔【《〈「『“‘")


def faults(letter: Letter, printed: Rendered) -> list[str]:
    pages = read(printed.pdf)
    found = list(_of_pages(pages, letter))
    found += _of_body(pages, letter)
    return found


def _of_pages(pages: list[Page], letter: Letter) -> Iterator[str]:
    for number, page in enumerate(pages, 1):
        if abs(page.width - 210) > 0.1 or abs(page.height - 297) > 0.1:
            yield f"page {number} is not A4"
        rows = [(line.y - TOP) / ROW for line in page.body if line.text != letter.document_number]
        yield from (f"page {number}: a line off the grid at row {row:.2f}" for row in rows if abs(row % 1 - 0.71) > 0.02)
        if len(rows) > 22:
            yield f"page {number} has {len(rows)} lines"
        if any(not glyph.char for glyph in page.glyphs):
            yield f"page {number} has a glyph without a character"
        folio = [line for line in page.lines if line.y > BOTTOM and f"— {number} —" in line.text]
        if letter.form == "letter" and number == 1:
            if folio:
                yield "a letter's page 1 has a number"
        elif len(folio) != 1:
            yield f"page {number} has no page number"
        elif abs((RIGHT - folio[0].right if number % 2 else folio[0].left - LEFT) - 4.94) > 0.3:
            yield f"page {number}: its number is at the wrong place"


def _of_body(pages: list[Page], letter: Letter) -> Iterator[str]:
    """Follows the text from line to line, so that a missing, doubled or misplaced character is found."""
    lines = [(number, place, line) for number, page in enumerate(pages, 1) for place, line in enumerate(page.body)]
    first = next((place for place, (_page, _row, line) in enumerate(lines) if line.text.strip() == letter.addressee[:28].strip()), None)
    if first is None:
        yield "the addressee is not found"
        return
    if abs(lines[first][2].left - LEFT) > 0.3:
        yield "the addressee is not flush left"
    place = first + 1
    last_page = lines[first][0]
    for number, block in enumerate(letter.body):
        rest = block.text
        begun = place
        while rest and place < len(lines):
            page, _row, line = lines[place]
            text = line.text.rstrip()
            if not rest.startswith(text):
                yield f"paragraph {number} breaks off before {rest[:20]}"
                return
            rest = rest[len(text) :].lstrip(" ")
            yield from _of_line(line, indented=place == begun, last=not rest)
            place, last_page = place + 1, page
        heading, run_in = split_run_in(block)
        if heading and not run_in and number + 1 < len(letter.body) and lines[place][0] != last_page:
            yield f"the heading {block.text} stands at the foot of page {last_page}"
    if letter.signature and not any(letter.signature[:10] in line.text for page, _row, line in lines[place:] if page == last_page):
        yield "the signature is parted from the body"


def _of_line(line: Line, *, indented: bool, last: bool) -> Iterator[str]:
    start = LEFT + (2 * CELL if indented else 0)
    if abs(line.left - start) > 0.3:
        yield f"a line begins {line.left - start:+.2f} mm off: {line.text}"
    if line.right > RIGHT + 0.3 or (not last and line.right < RIGHT - 0.3):
        yield f"a line ends {line.right - RIGHT:+.2f} mm off: {line.text}"
    if line.text[0] in NEVER_FIRST and not indented:
        yield f"a line begins with a closing mark: {line.text}"
    if line.text[-1] in NEVER_LAST and not last:
        yield f"a line ends with an opening mark: {line.text}"
