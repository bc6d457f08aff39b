"""Which face is taken, a bureau's own before the free one; that it is drawn as it is; and what is told when there is none."""

import ctypes.util
import io
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.conf import settings
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable
from PIL import Image, ImageChops, ImageStat

from replies.rendering import RenderError
from replies.rendering.embedding import MANY, OFTEN, Source
from replies.rendering.engine import compose, libraries_by_file_name
from replies.rendering.fonts import Face, Library, Role, library
from replies.rendering.layout import lay_out
from replies.rendering.pieces import Mark, Page, Piece
from replies.rendering.report import Ledger
from replies.rendering.trimming import KEPT, trim
from replies.rendering.typeset import set_one
from tests.replies.rendering.samples import letter

FONTS = Path(os.environ.get("FONT_DIR") or settings.BASE_DIR / "var" / "fonts")
SCRIPT = settings.BASE_DIR / "config" / "deploy" / "fetch_fonts.sh"
HEI = FONTS / "FandolHei-Regular.otf"
TEXT = "答复建议，（2026）第0027号"
OWN_NAME = "FZXiaoBiaoSong-B05S"


def name_it(font: TTFont) -> None:
    for name in font["name"].names:
        if name.nameID in (1, 4, 6, 16):
            name.string = OWN_NAME
    font["name"].setName("方正小标宋简体", 1, 3, 1, 0x804)


def with_cids(path: Path) -> None:
    """As Fandol's faces are: CFF with CIDs, some of which are not the numbers of the glyphs."""
    with TTFont(HEI) as font:
        name_it(font)
        font.save(path)


def without_cids(path: Path) -> None:
    """CFF whose glyphs have names."""
    built(path, is_ttf=False)


def with_quadratic_curves(path: Path) -> None:
    """TrueType's outlines, which most faces of a bureau have."""
    built(path, is_ttf=True)


def built(path: Path, *, is_ttf: bool) -> None:
    with TTFont(HEI) as hei:
        glyphs, cmap, metrics = hei.getGlyphSet(), hei.getBestCmap(), hei["hmtx"].metrics
        names = {ord(char): f"u{ord(char):04X}" for char in dict.fromkeys(TEXT)}
        made = FontBuilder(1000, isTTF=is_ttf)
        made.setupGlyphOrder([".notdef", *names.values()])
        made.setupCharacterMap(names)
        drawn: dict[str, Any] = {}
        for code, name in [(0, ".notdef"), *names.items()]:
            source = cmap.get(code, ".notdef")
            if is_ttf:
                pen = TTGlyphPen(None)
                glyphs[source].draw(Cu2QuPen(pen, 0.5, reverse_direction=True))
                drawn[name] = pen.glyph()
            else:
                charstrings = T2CharStringPen(metrics[source][0], None)
                glyphs[source].draw(charstrings)
                drawn[name] = charstrings.getCharString()
        if is_ttf:
            made.setupGlyf(drawn)
        else:
            made.setupCFF(OWN_NAME, {"FullName": OWN_NAME}, drawn, {})
        # A reader moves TrueType's outlines to the left bearing that is given here.
        bearing = {name: glyph.xMin if is_ttf and glyph.numberOfContours else 0 for name, glyph in drawn.items()}
        made.setupHorizontalMetrics(
            {name: (metrics[cmap.get(code, ".notdef")][0], bearing[name]) for code, name in [(0, ".notdef"), *names.items()]}
        )
        made.setupHorizontalHeader(ascent=880, descent=-120)
        made.setupNameTable({"familyName": OWN_NAME, "styleName": "Regular", "psName": OWN_NAME})
        made.setupOS2()
        made.setupPost()
        made.save(path)


KINDS = {
    with_cids: ("/FontFile3", "/CIDFontType0C"),
    without_cids: ("/FontFile3", "/OpenType"),
    with_quadratic_curves: ("/FontFile2", None),
}


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def bureau(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A directory with a face that calls itself 方正小标宋简体 and is drawn as 黑体 is."""
    request.param(tmp_path / "FZXBSJW.otf")
    return tmp_path


def printed(role: Role, text: str, found: Library) -> bytes:
    """A line of a role on a page of its own."""
    mark = Mark(replace(set_one(role, text, ledger := Ledger(found), size=22), left=28), 60)
    return compose([Page((Piece((("P", 0),), (mark,)),))], ledger, title="答复").pdf


def picture(pdf: bytes) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=2, grayscale=True).to_pil()


def test_a_bureaus_own_face_comes_first(bureau: Path) -> None:
    own = Library(FONTS, bureau)
    assert own.roles[Role.TITLE].family == OWN_NAME
    assert Role.TITLE not in own.substitutions
    assert Role.TITLE in Library(FONTS).substitutions
    ledger = Ledger(own)
    assert lay_out(letter(), ledger)
    assert ledger.report(1).substitutions == ()


def test_a_bureaus_own_face_is_embedded_and_drawn_as_it_is(bureau: Path, request: pytest.FixtureRequest) -> None:
    made = printed(Role.TITLE, TEXT, Library(FONTS, bureau))
    file_key, subtype = KINDS[request.node.callspec.params["bureau"]]
    with pikepdf.open(io.BytesIO(made)) as document:
        (font,) = document.pages[0].Resources.Font.values()
        assert str(font.BaseFont).partition("+")[2] == OWN_NAME
        assert document.trailer.ID[0] == document.trailer.ID[1]
        assert font.DescendantFonts[0].FontDescriptor[file_key].get("/Subtype") == subtype
    page = pypdfium2.PdfDocument(made)[0]
    assert page.get_textpage().get_text_range() == TEXT
    expected = picture(printed(Role.HEI, TEXT, Library(FONTS)))
    assert ImageStat.Stat(expected.convert("L")).extrema[0][0] < 60, "nothing is drawn"
    difference = ImageStat.Stat(ImageChops.difference(picture(made).convert("L"), expected.convert("L")))
    assert difference.mean[0] < 0.05, "it is drawn otherwise"


def test_a_glyph_whose_number_is_not_its_cid_is_drawn_as_it_is(tmp_path: Path) -> None:
    (face,) = (face for face in Library(FONTS).faces if face.path == HEI)
    cids = Source(face).cids
    assert cids
    odd = [char for char in map(chr, range(0x4E00, 0x9FFF)) if (glyph := face.glyphs[char]) and cids[glyph[0]] != glyph[0]][:8]
    assert odd
    made = printed(Role.HEI, "".join(odd), Library(FONTS))
    assert pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range() == "".join(odd)
    with TTFont(HEI) as font:
        name_it(font)
        glyphs = {code: name for code, name in font.getBestCmap().items() if chr(code) in odd}
        assert len(glyphs) == len(odd)
    boxes = [face.font.get_glyph_extents(face.glyph(char)) for char in odd]
    assert all(box and box.width for box in boxes)
    page = picture(made).convert("L").point(lambda value: 255 if value < 128 else 0)
    ink = sum(page.histogram()[128:])
    assert ink > 8 * 100, "nothing is drawn"


def test_a_prepared_face_gives_the_bytes_of_one_that_is_not() -> None:
    source = Source(library().roles[Role.FANG])
    glyphs = set(range(1, MANY + 50))
    assert len({source.subset(glyphs) for _time in range(OFTEN + 3)}) == 1


def test_names_of_subsets_differ_from_face_to_face() -> None:
    tags = {Source(face).tag for face in Library(FONTS).faces if face.number == 0}
    assert len(tags) == len([face for face in Library(FONTS).faces if face.number == 0])
    assert all(tag.isupper() and len(tag) == 6 for tag in tags)


def test_a_character_that_a_face_has_not_is_an_error_and_no_blank() -> None:
    from replies.rendering.embedding import EmbeddedFont

    face = library().roles[Role.FANG]
    with pytest.raises(ValueError, match="😀"):
        EmbeddedFont(Source(face)).encode("答😀")
    with pytest.raises(KeyError):
        face.advance("😀")


@pytest.fixture
def fetched(tmp_path: Path) -> Path:
    """A directory as fetching leaves it: faces with tables that printing does not read, and a collection."""
    directory = tmp_path / "fonts"
    directory.mkdir()
    rough(HEI, directory / HEI.name, lambda font: None)
    faces = []
    for region in ("jp", "sc"):
        rough(HEI, tmp_path / region, lambda font, region=region: rename(font, f"NotoSerifCJK{region}-Bold"))
        faces.append(TTFont(tmp_path / region))
    collection = TTCollection()
    collection.fonts = faces
    collection.save(directory / "NotoSerifCJK-Bold.ttc")
    return directory


def rough(source: Path, target: Path, change: Callable[[TTFont], None]) -> None:
    with TTFont(source) as font:
        font["meta"] = newTable("meta")
        font["meta"].data = {"dlng": "zh-Hans"}
        change(font)
        font.save(target)


def rename(font: TTFont, name: str) -> None:
    for entry in font["name"].names:
        if entry.nameID in (1, 4, 6, 16):
            entry.string = name


def first(directory: Path, name: str) -> Face:
    return next(face for face in Library(directory).faces if name.lower() in face.names)


def test_trimming_leaves_what_is_printed_as_it_was(fetched: Path) -> None:
    before = {name: first(fetched, name) for name in ("FandolHei", "NotoSerifCJKsc-Bold")}
    glyphs = {name: {face.glyph(char) for char in TEXT} for name, face in before.items()}
    subsets = {name: Source(face).subset(glyphs[name]) for name, face in before.items()}
    tags = {name: Source(face).tag for name, face in before.items()}
    assert sorted(trim(fetched)) == ["FandolHei-Regular.otf", "NotoSerifCJKsc-Bold.otf"]
    assert sorted(path.name for path in fetched.iterdir()) == ["FandolHei-Regular.otf", "NotoSerifCJKsc-Bold.otf"]
    for name, face in before.items():
        after = first(fetched, name)
        assert set(after.font.face.table_tags) <= set(KEPT)
        assert (after.label, after.names, after.height) == (face.label, face.names, face.height)
        assert set(after.font.face.unicodes) == set(face.font.face.unicodes)
        assert Source(after).tag == tags[name]
        assert Source(after).subset({after.glyph(char) for char in TEXT}) == subsets[name]


def test_trimming_again_changes_nothing_and_leaves_a_bureaus_faces_alone(fetched: Path) -> None:
    with_cids(fetched / "FZXBSJW.otf")
    own = (fetched / "FZXBSJW.otf").read_bytes()
    trim(fetched)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in fetched.iterdir()}
    assert trim(fetched) == []
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in fetched.iterdir()} == before
    assert (fetched / "FZXBSJW.otf").read_bytes() == own


def test_a_collection_left_beside_its_trimmed_face_is_taken_away(fetched: Path) -> None:
    """Trimming was stopped between the one and the other."""
    collection = (fetched / "NotoSerifCJK-Bold.ttc").read_bytes()
    trim(fetched)
    (fetched / "NotoSerifCJK-Bold.ttc").write_bytes(collection)
    trim(fetched)
    assert not (fetched / "NotoSerifCJK-Bold.ttc").exists()


def test_libraries_are_looked_up_again_after_weasyprint_is_imported() -> None:
    looked_up = ctypes.util.find_library
    with pytest.raises(ImportError), libraries_by_file_name():
        raise ImportError
    assert ctypes.util.find_library is looked_up


def test_without_fonts_a_person_is_told_what_to_do(tmp_path: Path) -> None:
    for empty in (Library(), Library(tmp_path), Library(tmp_path / "absent")):
        with pytest.raises(RenderError, match="make fonts"):
            empty.check()


@pytest.mark.parametrize("length", [6, 100, 2000])
def test_a_damaged_font_is_named(tmp_path: Path, length: int) -> None:
    (tmp_path / "half.otf").write_bytes(HEI.read_bytes()[:length])
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
