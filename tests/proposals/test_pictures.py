"""Pictures that are uploaded: which are taken, which are refused with words, and what is kept of them."""

import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, PngImagePlugin

from proposals import pictures
from proposals.errors import InvalidInput, NotReady
from proposals.pictures import MOST_BYTES, MOST_PIXELS
from tests.factories import picture


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(side: int) -> bytes:
    """A PNG of side × side points that is a few bytes long until it is unpacked."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100_000, 9)) + chunk(b"IEND", b"")


def moving(kind: str) -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue", "green")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def of_kind(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (20, 20)).save(out, kind)
    return out.getvalue()


def sixteen_bits() -> bytes:
    out = BytesIO()
    Image.new("I;16", (20, 20), 30_000).save(out, "PNG")
    return out.getvalue()


BAD = {
    "nothing": b"",
    "a text with the name of a picture": "这是一段文字".encode(),
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "a PNG cut short": picture(size=(200, 200), color=None).read()[:-40],
    "a JPEG cut short": picture(size=(300, 300), kind="JPEG").read()[:-60],
    "a head alone": b"\x89PNG\r\n\x1a\n",
    "a PNG with a damaged part": picture(size=(200, 200)).read().replace(b"IDAT", b"IDAX"),
    "a bomb": huge_png(100_000),
    "more than Pillow warns of": huge_png(12_000),
    "one point too wide": picture("1", (MOST_PIXELS + 1, 1)).read(),
    "too many bytes": picture().read() + b"\0" * MOST_BYTES,
    "a moving PNG": moving("PNG"),
    "a GIF": of_kind("GIF"),
    "a BMP": of_kind("BMP"),
    "a TIFF": of_kind("TIFF"),
    "a PDF": of_kind("PDF"),
    "16 bits": sixteen_bits(),
}


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_printed_is_refused_in_words(name: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        pictures.clean(BytesIO(BAD[name]), longest=100)
    assert str(refusal.value).endswith("。")


@pytest.mark.parametrize(
    ("mode", "kind", "expected"),
    [
        ("RGB", "PNG", "RGB"), ("RGBA", "PNG", "RGBA"), ("L", "PNG", "RGB"), ("LA", "PNG", "RGBA"),
        ("P", "PNG", "RGB"), ("1", "PNG", "RGB"),
        ("RGB", "JPEG", "RGB"), ("L", "JPEG", "RGB"), ("CMYK", "JPEG", "RGB"),
    ],
)  # fmt: skip
def test_what_is_taken_becomes_a_plain_png(mode: str, kind: str, expected: str) -> None:
    image = opened(pictures.clean(picture(mode, kind=kind), longest=100))
    assert (image.format, image.mode, image.size, image.info) == ("PNG", expected, (60, 40), {})


def test_the_same_upload_gives_the_same_bytes_and_nothing_of_its_metadata() -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "陆知行")
    noted = pictures.clean(picture(pnginfo=said, dpi=(300, 300)), longest=100)
    assert noted == pictures.clean(picture(), longest=100) == pictures.clean(picture(), longest=100)
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    photo = pictures.clean(picture(kind="JPEG", exif=exif, comment=b"secret place"), longest=100)
    assert photo == pictures.clean(picture(kind="JPEG"), longest=100)


def test_a_photograph_stands_the_right_way_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    assert opened(pictures.clean(picture(size=(60, 40), kind="JPEG", exif=exif), longest=100)).size == (40, 60)


@pytest.mark.parametrize(
    ("size", "expected"), [((60, 40), (60, 40)), ((400, 100), (100, 25)), ((100, 400), (25, 100)), ((4000, 4000), (100, 100))]
)
def test_no_side_is_longer_than_asked(size: tuple[int, int], expected: tuple[int, int]) -> None:
    made = pictures.clean(picture("1", size), longest=100)
    assert pictures.size(made) == opened(made).size == expected


@pytest.mark.parametrize(
    ("mode", "color", "taken"), [("RGBA", None, True), ("LA", None, True), ("RGBA", (9, 9, 9, 255), False), ("RGB", None, False)]
)
def test_a_seal_needs_a_transparent_ground(mode: str, color: object, taken: bool) -> None:
    upload = picture(mode, color=color)
    if taken:
        assert opened(pictures.clean(upload, longest=100, transparent=True)).mode == "RGBA"
    else:
        with pytest.raises(InvalidInput):
            pictures.clean(upload, longest=100, transparent=True)


def test_a_picture_is_kept_once_under_its_digest() -> None:
    png = pictures.clean(picture(), longest=100)
    digest = pictures.keep(png)
    assert digest == hashlib.sha256(png).hexdigest() == pictures.keep(png)
    assert pictures.load(digest) == png
    assert default_storage.listdir(f"pictures/{digest[:2]}") == ([], [f"{digest}.png"])


def test_half_a_file_is_replaced() -> None:
    png = pictures.clean(picture(), longest=100)
    digest = pictures.keep(png)
    name = f"pictures/{digest[:2]}/{digest}.png"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(png[:20]))
    with pytest.raises(NotReady):
        pictures.load(digest)
    assert pictures.keep(png) == digest
    assert pictures.load(digest) == png


def test_what_is_lost_is_said_and_none_is_none() -> None:
    assert pictures.load("") == b""
    with pytest.raises(NotReady, match="0000"):
        pictures.load("0" * 64)
