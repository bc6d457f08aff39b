"""Reads a file of a published reply to text, and says in plain words why it cannot."""

from pathlib import Path

# Far above any published reply; a larger file is something else.
LARGEST = 64 * 1024 * 1024
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
ENCODINGS = ("utf-8", "gb18030")
SIGNATURES = {
    b"%PDF": "PDF 文件",
    b"PK\x03\x04": "压缩文件（docx、xlsx、zip 等）",
    b"\xd0\xcf\x11\xe0": "旧版 Office 文件（doc、xls、wps 等）",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
}
SAMPLE = 65_536
# Text has next to no control characters; a damaged byte or two in a page is still text.
LARGEST_SHARE_OF_CONTROLS = 0.01
LARGEST_SHARE_OF_DAMAGE = 0.005
# GB 18030 reads nearly any bytes, as rare characters. Chinese text is mostly common ones, ASCII or punctuation.
LARGEST_SHARE_OF_RARE = 0.3


class ReadingError(Exception):
    """The file holds no text to read. The message says what is wrong and what to do."""


def read_text(path: str | Path) -> str:
    """The text of a file in UTF-8, GB 18030 (GBK, GB 2312), or UTF-16 and UTF-32 with a byte order mark.

    Raises ReadingError for a missing, unreadable, empty, binary or far too large file, and for a directory.
    """
    return decode(read_bytes(path))


def read_bytes(path: str | Path) -> bytes:
    """What a file holds. Raises ReadingError for a missing, unreadable or far too large file, and for a directory."""
    path = Path(path)
    try:
        if path.is_dir():
            raise ReadingError("这是一个目录。请给出其中的文件，例如 目录/*.txt")
        if path.exists() and not path.is_file():
            raise ReadingError("这不是普通文件（是设备或管道）。请先存成文件再试")
        if path.stat().st_size > LARGEST:
            raise ReadingError(f"文件超过 {LARGEST // 1024 // 1024} MB，不会是一件答复。请检查文件名")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ReadingError("没有这个文件。请检查文件名和路径") from error
    except PermissionError as error:
        raise ReadingError("没有读取权限。请修改文件权限，或换有权限的用户运行") from error
    except (OSError, ValueError) as error:
        raise ReadingError(f"无法读取（{error}）。请检查文件和路径") from error


def decode(data: bytes) -> str:
    """The text in the bytes; ReadingError for none or for what is no text."""
    if not data.strip():
        raise ReadingError("文件是空的。请确认下载或转换是否成功")
    for signature, name in SIGNATURES.items():
        if data.startswith(signature):
            raise ReadingError(f"这是{name}，不是纯文本。请先另存为 .txt 再试")
    text = decode_marked(data) or decode_plain(data)
    if not text.strip("\ufeff \t\r\n\u3000\xa0"):
        raise ReadingError("文件里只有空白。请确认下载或转换是否成功")
    return text


def decode_marked(data: bytes) -> str | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding).removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                raise ReadingError(f"文件按 {encoding} 标记，但内容已损坏。请重新保存为 UTF-8 文本") from error
    return None


def decode_plain(data: bytes) -> str:
    """UTF-8, else GB 18030, else UTF-8 with a few damaged bytes, which become U+FFFD."""
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if looks_like_text(text[:SAMPLE], encoding):
            return text
    mended = data.decode("utf-8", errors="replace")
    if mended.count("\ufffd") <= LARGEST_SHARE_OF_DAMAGE * len(mended) and looks_like_text(mended[:SAMPLE], "utf-8"):
        return mended
    raise ReadingError("内容不是文本，或者编码无法识别。请另存为 UTF-8 编码的 .txt 再试")


def looks_like_text(text: str, encoding: str) -> bool:
    controls = sum((character < " " and character not in "\t\n\r\f\v") or character == "\x7f" for character in text)
    if "\0" in text or controls > LARGEST_SHARE_OF_CONTROLS * len(text):
        return False
    if encoding == "utf-8":
        return True
    rare = sum(not is_common(character) for character in text)
    return rare <= LARGEST_SHARE_OF_RARE * len(text)


def is_common(character: str) -> bool:
    """ASCII, and what GB 2312 holds: the characters of nearly all official text."""
    if character.isascii():
        return True
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
