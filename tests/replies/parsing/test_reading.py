"""Files to text: every encoding that occurs, and every way of being unreadable with its message."""

import os
import random
from pathlib import Path

import pytest

from replies.parsing import parse_reply
from replies.parsing.reading import LARGEST, ReadingError, read_text

TEXT = "陆知行代表：\n您提出的“关于修桥的建议”收悉。\n2021年6月17日"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "reply.txt"
    file.write_bytes(TEXT.encode(encoding))
    assert read_text(file) == TEXT


def test_utf16_big_endian_by_its_mark(tmp_path: Path) -> None:
    file = tmp_path / "reply.txt"
    file.write_bytes(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert read_text(str(file)) == TEXT


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "空的"),
        (b" \n\n", "空的"),
        ("\u3000\n".encode(), "只有空白"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 docx", "压缩文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧版 Office"),
        (b"text with \x00 inside", "不是文本"),
        (b"\x01\x02\x03\x04\x05\x06 abc", "不是文本"),
        (b"\xff\xfe\x00\xd8", "已损坏"),
        (random.Random(7).randbytes(1_000_000), "不是文本"),
    ],
    ids=["empty", "line ends", "blanks", "pdf", "zip", "ole", "nul", "controls", "broken utf-16", "random"],
)
def test_no_text(tmp_path: Path, data: bytes, message: str) -> None:
    file = tmp_path / "reply.txt"
    file.write_bytes(data)
    with pytest.raises(ReadingError, match=message):
        read_text(file)


def test_a_damaged_byte_does_not_spoil_the_file(tmp_path: Path) -> None:
    data = ("陆知行代表：\n您提出的“关于修桥的建议”收悉。现答复如下：\n" + "我们已经办理。" * 60).encode()
    file = tmp_path / "reply.txt"
    file.write_bytes(data[:-1])
    text = read_text(file)
    assert text.startswith("陆知行代表")
    assert "原文有损坏的字符（�）" in parse_reply(text).warnings


def test_directory(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="目录"):
        read_text(tmp_path)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="没有这个文件"):
        read_text(tmp_path / "none.txt")


def test_impossible_name() -> None:
    with pytest.raises(ReadingError, match=r"没有这个文件|无法读取"):
        read_text("a\0b")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The superuser may read everything, so the refusal is played."""
    file = tmp_path / "reply.txt"
    file.write_text(TEXT, encoding="utf-8")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ReadingError, match="权限"):
        read_text(file)


def test_too_large(tmp_path: Path) -> None:
    file = tmp_path / "reply.txt"
    file.touch()
    os.truncate(file, LARGEST + 1)
    with pytest.raises(ReadingError, match="超过"):
        read_text(file)
