"""What is seen on a printed page: its pixels by colour, and the boxes of its pictures, as PDFium shows them. Millimetres."""

import pypdfium2
import pypdfium2.raw as pdfium_raw
from PIL import Image, ImageChops

MM = 25.4 / 72
PIXELS_PER_MM = 10
Box = tuple[float, float, float, float]  # left, top, right, bottom
# A colour by what each of its parts, red, green and blue, has to be: at least so much, or at most (when negative).
Color = tuple[int, int, int]
RED: Color = (150, -120, -120)
DARK: Color = (-128, -128, -128)


def picture_of(pdf: bytes, page: int, scale: float = PIXELS_PER_MM, within: Box = (0, 0, 210, 297)) -> Image.Image:
    """A part of a page (from 0) as it is shown, `scale` pixels to a millimetre."""
    left, top, right, bottom = within
    cut = tuple(side / MM for side in (left, 297 - bottom, 210 - right, top))
    return pypdfium2.PdfDocument(pdf)[page].render(scale=scale * MM, crop=cut).to_pil().convert("RGB")


def ink(pdf: bytes, page: int, color: Color, within: Box = (0, 0, 210, 297)) -> Box:
    """The box of the pixels of a colour in a part of a page."""
    left, top, right, bottom = (round(side * PIXELS_PER_MM) for side in within)
    part = picture_of(pdf, page).crop((left, top, right, bottom))
    fits = [[255 * (value >= limit if limit > 0 else value <= -limit) for value in range(256)] for limit in color]
    masks = [band.point(table) for band, table in zip(part.split(), fits, strict=True)]
    found = ImageChops.darker(ImageChops.darker(masks[0], masks[1]), masks[2]).getbbox()
    assert found, "nothing of this colour is seen"
    x, y, end, foot = found
    return (left + x) / PIXELS_PER_MM, (top + y) / PIXELS_PER_MM, (left + end) / PIXELS_PER_MM, (top + foot) / PIXELS_PER_MM


def pictures(pdf: bytes) -> list[tuple[int, Box]]:
    """(page from 1, box) of every picture."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), 1):
        height = page.get_height()
        for entry in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE]):
            left, bottom, right, top = entry.get_bounds()
            found.append((number, (left * MM, (height - top) * MM, right * MM, (height - bottom) * MM)))
    return found
