"""Pictures of pages, for lists and previews."""

import io

from replies.inspection.opening import opened

# A page that is a long strip is drawn narrower rather than filling the memory.
TALLEST = 4


def page_picture(pdf: bytes, number: int, width: int) -> bytes:
    """A PNG, `width` pixels wide, of page `number` (from 1).

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
        bitmap.to_pil().save(made, "PNG")
    return made.getvalue()
