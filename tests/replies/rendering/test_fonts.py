"""Which face is taken: a bureau's own before the free one, and a clear word when there is none."""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from replies.rendering import RenderError
from replies.rendering.fonts import Library, Role, library
from replies.rendering.layout import lay_out
from replies.rendering.press import Press
from replies.rendering.report import Ledger
from tests.replies.rendering.measure import read
from tests.replies.rendering.samples import letter

FONTS = Path(os.environ.get("FONT_DIR") or settings.BASE_DIR / "var" / "fonts")
SCRIPT = settings.BASE_DIR / "config" / "deploy" / "fetch_fonts.sh"


@pytest.fixture
def bureau(tmp_path: Path) -> Path:
    """A directory with a face that calls itself 方正小标宋简体."""
    with TTFont(FONTS / "FandolHei-Regular.otf") as font:
        for name in font["name"].names:
            if name.nameID in (1, 4, 16):
                name.string = "FZXiaoBiaoSong-B05S"
        font["name"].setName("方正小标宋简体", 1, 3, 1, 0x804)
        font.save(tmp_path / "FZXBSJW.otf")
    return tmp_path


def test_a_bureaus_own_face_comes_first(bureau: Path) -> None:
    own = Library(FONTS, bureau)
    assert own.roles[Role.TITLE].family == "FZXiaoBiaoSong-B05S"
    assert Role.TITLE not in own.substitutions
    assert Role.TITLE in Library(FONTS).substitutions


def test_a_bureaus_own_face_is_what_is_printed(bureau: Path) -> None:
    own = Library(FONTS, bureau)
    face = own.roles[Role.TITLE]
    press = Press(f'.x {{ font-family: "{face.family}"; font-weight: {face.weight} }}', own.directories, [])
    (page,) = read(press.pdf("<p class=x>答复</p>", 1))
    assert {glyph.font for glyph in page.glyphs} == {"FZXiaoBiaoSong-B05S"}
    ledger = Ledger(own)
    assert lay_out(letter(), ledger)
    assert ledger.report(1).substitutions == ()


def test_the_machines_own_font_settings_are_left_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/elsewhere/fonts.conf")
    Press("", [FONTS], [])
    assert os.environ["FONTCONFIG_FILE"] == "/elsewhere/fonts.conf"
    monkeypatch.delenv("FONTCONFIG_FILE")
    press = Press(".x { font-family: 'DejaVu Sans', FandolKai }", [FONTS], [])
    assert "FONTCONFIG_FILE" not in os.environ
    (page,) = read(press.pdf("<p class=x>答复 A</p>", 1))
    assert {glyph.font for glyph in page.glyphs} == {"FandolKai"}  # not what the machine happens to have


def test_a_document_of_another_number_of_pages_is_refused() -> None:
    with pytest.raises(RenderError, match="1"):
        Press("", [FONTS], []).pdf("<p>答复</p>", 2)


def test_without_fonts_a_person_is_told_what_to_do(tmp_path: Path) -> None:
    for empty in (Library(), Library(tmp_path), Library(tmp_path / "absent")):
        with pytest.raises(RenderError, match="make fonts"):
            empty.check()


def test_a_damaged_font_is_named(tmp_path: Path) -> None:
    (tmp_path / "half.otf").write_bytes(b"OTTO\0\0")
    with pytest.raises(RenderError, match=r"half\.otf"):
        Library(tmp_path)


def test_fonts_that_come_later_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.cache_clear()
    monkeypatch.setenv("FONT_DIR", str(tmp_path))
    with pytest.raises(RenderError):
        library()
    monkeypatch.setenv("FONT_EXTRA_DIR", str(FONTS))
    assert library().roles[Role.FANG].family == "FandolFang"
    library.cache_clear()


def test_measures_of_a_face() -> None:
    fang = library().roles[Role.FANG]
    assert fang.advance("文") == 1.0
    assert fang.advance("2") == 0.5
    low, high = fang.ink("一")
    assert 0 < low < high < 0.88
    assert fang.ink(" ") == fang.ink("😀") == (0.0, 0.0)
    assert fang.height == (0.88, 0.12)


def fetch(directory: Path, path: str) -> subprocess.CompletedProcess[str]:
    given = {**os.environ, "FONT_DIR": str(directory), "PATH": path}
    return subprocess.run(["/bin/sh", str(SCRIPT)], env=given, capture_output=True, text=True, check=False)


def test_fetching_again_changes_nothing() -> None:
    before = {path: path.stat().st_mtime_ns for path in FONTS.glob("[A-Z]*")}
    assert fetch(FONTS, os.environ["PATH"]).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in FONTS.glob("[A-Z]*")} == before


def test_where_nothing_can_be_fetched_the_files_are_named(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("cat", "dirname", "head", "mkdir", "mktemp", "rm", "id"):
        source = next(path for path in (Path("/bin") / name, Path("/usr/bin") / name) if path.exists())
        (tools / name).symlink_to(source)
    told = fetch(tmp_path / "fonts", str(tools))
    assert told.returncode == 1
    assert "FandolFang-Regular.otf" in told.stderr
    assert "NotoSerifCJK-Bold.ttc" in told.stderr
    assert list((tmp_path / "fonts").iterdir()) == []
