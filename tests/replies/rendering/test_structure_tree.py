"""The PDF as those read it who cannot see it, and as an archive takes it: PDF/A-3a, looked at with pikepdf."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from replies.rendering import render
from replies.structure import parse_body
from tests.replies.rendering.samples import body, letter, letters_on, plain_text

FORMS = ("plain", "file", "letter")
EMBEDDED = '{"title": "对第0027号建议的答复"}'.encode()


@pytest.fixture(params=FORMS)
def document(request: pytest.FixtureRequest) -> Iterator[pikepdf.Pdf]:
    text = tuple(parse_body(body(12) + "\n" + plain_text(1500)))
    made = render(letter(body=text) if request.param == "plain" else letters_on(request.param, body=text), embedded=EMBEDDED)
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        yield opened


def elements(node: Any) -> Iterator[Any]:
    """Every element of the structure under a node, in reading order."""
    for child in node.K:
        if child.get("/Type") == "/StructElem":
            yield child
            yield from elements(child)


def contents(document: pikepdf.Pdf) -> dict[tuple[int, int], tuple[str, bytes]]:
    """(page, MCID) → the type under which the content is marked, and the codes of the text in it."""
    found = {}
    for number, page in enumerate(document.pages):
        tag, mcid, text = "", None, b""
        for step in pikepdf.parse_content_stream(page):
            operator = str(step.operator)
            if operator in ("BDC", "BMC"):
                assert not tag, "marked content inside marked content"
                tag, text = str(step.operands[0])[1:], b""
                mcid = int(step.operands[1]["/MCID"]) if operator == "BDC" else None
            elif operator == "EMC":
                if mcid is not None:
                    found[number, mcid] = (tag, text)
                tag, mcid = "", None
            elif operator == "Tj":
                assert tag, "text outside marked content"
                text += bytes(step.operands[0])
            elif operator in ("re", "Do"):
                assert tag, "drawing outside marked content"
    return found


def test_every_content_belongs_to_the_element_of_its_type(document: pikepdf.Pdf) -> None:
    marked = contents(document)
    owners = {}
    pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
    for element in elements(document.Root.StructTreeRoot.K[0]):
        for child in element.K:
            if child.get("/Type") == "/MCR":
                owners[pages[child.Pg.objgen], int(child.MCID)] = element
    assert owners.keys() == marked.keys()
    assert all(str(owners[place].S)[1:] == tag for place, (tag, _text) in marked.items())
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    for page, parents in zip(numbers[::2], numbers[1::2], strict=True):
        assert int(document.pages[int(page)].StructParents) == page
        assert [parent.objgen for parent in parents] == [owners[int(page), mcid].objgen for mcid in range(len(parents))]


def test_headings_are_headings_and_a_paragraph_over_two_pages_is_one(document: pikepdf.Pdf) -> None:
    kinds = [str(element.S)[1:] for element in elements(document.Root.StructTreeRoot.K[0])]
    assert kinds.count("H1") == 1
    assert {"H2", "H4", "P"} <= set(kinds)
    assert any(len({child.Pg.objgen for child in element.K}) > 1 for element in elements(document.Root.StructTreeRoot.K[0]))


def test_it_claims_to_be_what_an_archive_takes(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert "对云澜市九届人大三次会议第0027号建议的答复" in metadata["dc:title"]
    assert str(document.docinfo["/Title"]) == "对云澜市九届人大三次会议第0027号建议的答复"
    assert str(document.Root.Lang) == "zh-CN"
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    (intent,) = document.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert int(intent.DestOutputProfile.N) == 3
    assert not document.is_encrypted
    assert "/ID" in document.trailer


def test_every_font_is_embedded_and_names_its_characters(document: pikepdf.Pdf) -> None:
    fonts = [font for page in document.pages for font in page.Resources.Font.values()]
    assert fonts
    for font in fonts:
        descriptor = font.DescendantFonts[0].FontDescriptor
        program = descriptor.FontFile3
        assert program.Subtype == "/CIDFontType0C"
        assert program.read_bytes()[:2] == b"\x01\x00"  # the head of a CFF program
        assert "beginbfchar" in font.ToUnicode.read_bytes().decode()
        assert str(font.BaseFont)[7] == "+"  # a subset says so with six letters before its name


def test_the_structured_reply_travels_inside(document: pikepdf.Pdf) -> None:
    assert list(document.attachments) == ["reply.json"]
    assert document.attachments["reply.json"].get_file().read_bytes() == EMBEDDED
    (specification,) = {found.objgen: found for found in document.Root.AF}.values()
    assert specification.AFRelationship == "/Source"


def test_the_outline_leads_to_the_headings(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        (root,) = outline.root
        assert root.title == "对云澜市九届人大三次会议第0027号建议的答复"
        assert [child.title for child in root.children] == ["一、关于托位底数", "二、关于托位底数", "三、关于托位底数"]
        assert [child.title for child in root.children[0].children] == ["（一）盘活存量用房"]


def test_nothing_in_it_acts_or_leads_away(document: pikepdf.Pdf) -> None:
    assert not {"/OpenAction", "/AA", "/AcroForm", "/URI"} & set(document.Root.keys())
    assert all("/Annots" not in page and "/AA" not in page for page in document.pages)
    assert "/JavaScript" not in document.Root.get("/Names", {})


def test_the_file_is_whole(document: pikepdf.Pdf) -> None:
    assert document.check_pdf_syntax() == []
