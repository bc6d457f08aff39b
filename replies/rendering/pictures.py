"""Pictures that go onto a page: read, checked, never trusted."""

import warnings
from hashlib import sha256
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image

from replies.rendering.errors import RenderError

FORMATS = ("PNG", "JPEG")
MOST_PIXELS = 50_000_000


def opened(data: bytes) -> tuple[Image.Image, str]:
    """A PNG or JPEG and its digest. Raises RenderError for anything else, for half a picture and for one that is too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise RenderError(_("A picture is larger than it can be printed: %(size)s.") % {"size": f"{image.width} × {image.height}"})
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RenderError(_("A picture cannot be read: it must be a whole PNG or JPEG file.")) from error
    return image, sha256(data).hexdigest()


def shape(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG in points, read from its beginning. Raises RenderError for what is neither."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            return image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise RenderError(_("A picture cannot be read: it must be a whole PNG or JPEG file.")) from error
