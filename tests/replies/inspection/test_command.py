"""`manage.py inspect_document`: its words, its JSON and its exit codes."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import call_command
from PIL import Image

from tests.replies.inspection.drawing import Drawing
from tests.replies.inspection.sheets import pdf, sheet


def run(*arguments: object) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("inspect_document", *map(str, arguments), stdout=out, stderr=err, no_color=True)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return code, out.getvalue(), err.getvalue()


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def encrypted() -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(made, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return made.getvalue()


def scanned() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (210, 297), "ivory").save(made, "PDF")
    return made.getvalue()


def test_a_good_file(tmp_path: Path) -> None:
    code, out, err = run(written(tmp_path / "好.pdf", pdf(form="file")))
    assert (code, err) == (0, "")
    first, second, *findings = out.strip().splitlines()
    assert first.startswith("好.pdf: ")
    assert "37.0  35.0  28.0  26.0" in second
    assert "28" in second
    assert [line for line in findings if "✗" in line] == []


def test_a_bad_file(tmp_path: Path) -> None:
    code, out, _err = run(written(tmp_path / "bad.pdf", pdf(dx=3)))
    assert code == 1
    assert "margin-left, 5.2.1" in out
    assert "31" in out


def test_the_json_is_one_object_with_every_file(tmp_path: Path) -> None:
    good, bad = written(tmp_path / "good.pdf", pdf()), written(tmp_path / "bad.pdf", pdf(folio=""))
    code, out, err = run("--json", good, bad)
    assert (code, err) == (1, "")
    judged = json.loads(out)
    assert list(judged) == ["good.pdf", "bad.pdf"]
    assert set(judged["good.pdf"]) == {"form", "pages", "measured", "faults", "remarks", "passed"}
    assert judged["good.pdf"]["passed"] is True
    assert judged["good.pdf"]["measured"]["margins"]["left"] == 28
    (fault, _second) = judged["bad.pdf"]["faults"]
    assert fault == {
        "code": "folio-missing", "clause": "7.5", "page": 1, "place": None, "measured": None, "expected": None, "tolerance": None,
        "unit": "mm", "severity": "fault", "count": 1, "text": "", "message": fault["message"],
    }  # fmt: skip
    assert fault["message"]


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    names = [written(tmp_path / folder / "a.pdf", pdf()) for folder in ("one", "two")]
    _code, out, _err = run("--json", *names)
    assert list(json.loads(out)) == ["a.pdf", str(names[1])]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lambda: b"", "空的"),
        (lambda: b" \n", "空的"),
        (lambda: "您提出的建议收悉。".encode(), "不是 PDF"),
        (lambda: b"%PDF-1.7\nnothing", "损坏"),
        (encrypted, "加了密"),
        (scanned, "扫描"),
        (lambda: Drawing().page().pdf(), "没有文字"),
        (lambda: sheet(Drawing(), folio="").pdf()[:300], "损坏"),
    ],
    ids=["empty", "blank", "text", "broken", "encrypted", "scanned", "no text", "cut"],
)
def test_what_cannot_be_read_is_told_and_the_others_are_judged(tmp_path: Path, content: Callable[[], bytes], told: str) -> None:
    bad, good = written(tmp_path / "bad.pdf", content()), written(tmp_path / "good.pdf", pdf())
    code, out, err = run("--json", bad, good)
    assert code == 2
    assert told in err
    judged: dict[str, Any] = json.loads(out)
    assert judged["bad.pdf"] == {"error": err.strip().partition(": ")[2], "passed": False}
    assert judged["good.pdf"]["passed"] is True


def test_text_under_a_scan_does_not_count(tmp_path: Path) -> None:
    drawing = Drawing().page().text("对云澜市九届人大建议的答复", 60, 60, invisible=True)
    code, _out, err = run(written(tmp_path / "scan.pdf", drawing.pdf()))
    assert code == 2
    assert "没有文字" in err


@pytest.mark.parametrize("name", ["nothing.pdf", "", "bad\0name.pdf"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    code, _out, err = run(tmp_path / name if name else tmp_path)
    assert code == 2
    assert err.strip()


def test_the_form_can_be_given(tmp_path: Path) -> None:
    file = written(tmp_path / "a.pdf", pdf())
    assert run(file)[0] == 0
    assert run("--form", "letter", file)[0] == 1
    assert run("--form", "plain", file)[0] == 0


@pytest.mark.parametrize("fields", [{"dx": 3}, {"title": ()}, {"columns": 27}])
def test_messages_are_translated(tmp_path: Path, settings: Any, fields: dict[str, Any]) -> None:
    from django.utils import translation

    file = written(tmp_path / "a.pdf", pdf(**fields))
    with translation.override("zh-hans"):
        _code, out, _err = run(file)
    said = [line for line in out.splitlines() if "✗" in line]
    assert said
    assert all(any("\u4e00" <= char <= "\u9fff" for char in line.partition(":")[2].partition("[")[0]) for line in said)
    assert "The " not in out
