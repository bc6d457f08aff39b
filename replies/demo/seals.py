"""The seals of the invented organs: plainly samples, drawn and not copied from anything."""

import io
from functools import cache
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFont

from replies.rendering.fonts import Role, library

RED = (215, 0, 15, 235)


@cache
def seal(name: str, points: int = 600) -> bytes:
    """A round seal of an invented organ: a red ring, the name along its inside; PNG on a transparent ground."""
    image = Image.new("RGBA", (points, points))
    draw = ImageDraw.Draw(image)
    draw.ellipse((0, 0, points - 1, points - 1), outline=RED, width=points // 40)
    size = points // 9
    face = library().roles[Role.TITLE]
    font = ImageFont.truetype(str(face.path), size, index=face.number)
    reach = min(1.2 * pi, len(name) * 1.15 * size / (points * 0.4))
    for place, char in enumerate(name):
        angle = (place / max(len(name) - 1, 1) - 0.5) * reach
        glyph = Image.new("RGBA", (2 * size, 2 * size))
        ImageDraw.Draw(glyph).text((size, size), char, font=font, fill=RED, anchor="mm")
        turned = glyph.rotate(-angle * 180 / pi, resample=Image.Resampling.BICUBIC)
        centre = points / 2 + sin(angle) * points * 0.38, points / 2 - cos(angle) * points * 0.38
        image.alpha_composite(turned, (round(centre[0] - size), round(centre[1] - size)))
    draw.text((points / 2, points * 0.86), "样章", font=font, fill=RED, anchor="mm")
    return png(image)


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
