"""Pictures of pages, for lists and previews."""

import io

from PIL import Image

from replies.inspection.opening import opened

# A page that is a long strip is drawn narrower rather than filling the memory.
TALLEST = 4


def page_picture(pdf: bytes, number: int, width: int, *, colors: int = 0) -> bytes:
    """A PNG, `width` pixels wide, of page `number` (from 1); of so many `colors`, where it must be small and made quickly.

    Raises Unreadable for what is no readable PDF, IndexError for a page it does not have, ValueError for a width below 1.
    """
    if width < 1:
        raise ValueError(f"a picture {width} pixels wide")
    with opened(pdf) as document:
        if not 1 <= number <= len(document):
            raise IndexError(f"no page {number} among {len(document)}")
        page = document[number - 1]
        wide, high = page.get_size()
        bitmap = page.render(scale=min(width / wide, TALLEST * width / high))
        made = io.BytesIO()
        picture = bitmap.to_pil()
        if colors:
            picture.quantize(colors, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(made, "PNG", compress_level=3)
        else:
            picture.save(made, "PNG")
    return made.getvalue()
