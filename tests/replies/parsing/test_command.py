"""`manage.py parse_reply`."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from replies.parsing import parse_reply

TEXT = """对市十七届人大五次会议第0027号建议的答复
陆知行代表：
您提出的“关于修桥的建议”，经会同市财政局研究答复如下：
一、已办
好。
2021年6月17日
"""


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """(exit code, standard output, standard error)."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("parse_reply", *map(str, arguments), stdout=out, stderr=err, no_color=True)
    except SystemExit as exit_:
        return int(exit_.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_json_is_pure(file: Path, tmp_path: Path) -> None:
    code, out, err = run(file, tmp_path / "none.txt", "--json")
    assert code == 1
    assert json.loads(out) == {"a.txt": json.loads(json.dumps(parse_reply(TEXT).as_dict()))}
    assert "none.txt：没有这个文件" in err


def test_listing(file: Path) -> None:
    code, out, err = run(file)
    assert (code, err) == (0, "")
    assert "届次：市十七届人大五次会议" in out
    assert "会办单位：市财政局" in out
    assert "发文字号：无" in out
    assert "注意：没有找到发文字号" in out


def test_bad_files_do_not_stop_the_others(file: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(b"%PDF-1.7")
    code, out, err = run(tmp_path, tmp_path / "empty.txt", tmp_path / "binary.txt", file)
    assert code == 1
    assert len(err.strip().splitlines()) == 3
    assert "== a.txt ==" in out


def test_files_of_one_name_are_both_given(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "b" / "a.txt"
    other.parent.mkdir()
    other.write_text(TEXT, encoding="utf-8")
    code, out, _ = run(file, other, "--json")
    assert code == 0
    assert list(json.loads(out)) == ["a.txt", str(other)]


def test_nothing_readable_gives_an_empty_object(tmp_path: Path) -> None:
    code, out, _ = run(tmp_path / "none.txt", "--json")
    assert (code, json.loads(out)) == (1, {})
