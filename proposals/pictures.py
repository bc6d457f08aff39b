"""Pictures that are printed: seals, stamps, figures. An upload is checked, drawn anew without metadata, and kept by its digest."""

import hashlib
from io import BytesIO
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from proposals.errors import InvalidInput, NotReady

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 4000  # along a side
# Of 8 bits for each colour; others (16 bits, floating point) come out of no camera and no drawing program unasked.
MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr")
OPAQUE = 255


def clean(upload: IO[bytes], *, longest: int, transparent: bool = False) -> bytes:
    """A PNG of the picture uploaded (PNG or JPEG): no metadata, no side longer than `longest` pixels; the same upload, the same bytes.

    Raises InvalidInput for what is no picture, broken, moving or too large, and, where `transparent` is asked, for one without a
    transparent ground. The size is read from the head of the file, before anything is unpacked.
    """
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InvalidInput(_("The picture is larger than 2 MB; please save it smaller."))
    try:
        with Image.open(BytesIO(content), formats=["PNG", "JPEG"]) as opened:
            _check(opened)
            # A photograph says beside its points which side is up.
            image = _plain(ImageOps.exif_transpose(opened))
    except InvalidInput:
        raise
    except Image.DecompressionBombError as error:
        raise InvalidInput(_too_many()) from error
    except Exception as error:
        # Pillow's decoders raise whatever their damage makes of them (OSError, SyntaxError, ValueError, EOFError, struct.error …).
        raise InvalidInput(_("This is not a whole PNG or JPEG picture.")) from error
    if transparent and (image.mode != "RGBA" or image.getchannel("A").getextrema()[0] == OPAQUE):
        raise InvalidInput(
            _("The ground of this picture is not transparent; it would cover the text. Please save it as PNG with transparency.")
        )
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _check(image: Image.Image) -> None:
    if max(image.size) > MOST_PIXELS:
        raise InvalidInput(_too_many())
    if getattr(image, "n_frames", 1) > 1:
        raise InvalidInput(_("This picture moves; a printed one cannot."))
    if image.mode not in MODES:
        raise InvalidInput(_("Pictures of this kind are not taken; please save it as PNG with 8 bits a colour."))


def _too_many() -> str:
    return _("The picture has more than %s points along a side; please save it smaller.") % MOST_PIXELS


def _plain(image: Image.Image) -> Image.Image:
    """The points alone, as RGB, or as RGBA where some are transparent."""
    clear = "A" in image.mode or "transparency" in image.info
    made = image.convert("RGBA" if clear else "RGB")
    if clear and made.getchannel("A").getextrema()[0] == OPAQUE:
        made = made.convert("RGB")
    made.info = {}
    return made


def size(png: bytes) -> tuple[int, int]:
    """(width, height) in points of a picture that `clean` made."""
    with Image.open(BytesIO(png)) as image:
        return image.size


def keep(png: bytes) -> str:
    """Stores a picture under its SHA-256 (hex) and returns that; the same picture is stored once."""
    digest = hashlib.sha256(png).hexdigest()
    name = _name(digest)
    if default_storage.exists(name):
        if _read(name) == png:
            return digest
        default_storage.delete(name)  # half a file, of a process that died while it wrote
    default_storage.save(name, ContentFile(png))
    return digest


def load(digest: str) -> bytes:
    """The picture of this digest, b"" for none. Raises NotReady where the storage has lost it or holds another one."""
    if not digest:
        return b""
    try:
        png = _read(_name(digest))
    except FileNotFoundError:
        png = b""
    if hashlib.sha256(png).hexdigest() != digest:
        raise NotReady(_("A picture is missing in the storage (%s). Please ask the system administrator to restore it.") % digest[:12])
    return png


def _read(name: str) -> bytes:
    file: Any
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content


def _name(digest: str) -> str:
    return f"pictures/{digest[:2]}/{digest}.png"
