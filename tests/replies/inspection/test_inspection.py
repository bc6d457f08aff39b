"""What this engine prints passes, whatever is in it; what other programs print is measured all the same."""

import dataclasses
import io
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replies.inspection import Inspection, Unreadable, inspect
from replies.letters import letter_from_parsed
from replies.parsing import parse_reply
from replies.parsing.reading import read_text
from replies.rendering import Letter, render
from replies.rendering.feedback import print_feedback
from replies.rendering.letter import Attachment
from replies.structure import parse_body
from tests.replies.inspection.drawing import MM
from tests.replies.rendering import gallery, measure
from tests.replies.rendering.samples import body, letter, letters_on, plain_text
from tests.replies.rendering.test_feedback import form as feedback_form
from tests.replies.rendering.test_tables import HEAD, rows_of, typed

SHARED = Path(__file__).resolve().parents[4] / "shared" / "seeds"
# The fifth of the seeds is a plan and no reply.
SEEDS = [path for path in sorted(SHARED.glob("*.txt")) if path.name[:3] in ("000", "001", "003", "004")]
FORMS = ("plain", "file", "letter")
# What the text or the fonts of the machine decide, and not the page.
ALLOWED = {"title-face", "imprint-missing", "imprint-alone", "title-shape"}


def on(form: str, **changes: object) -> Letter:
    return letter(**changes) if form == "plain" else letters_on(form, **changes)


def assert_good(pdf: bytes, form: str) -> Inspection:
    made = inspect(pdf)
    assert [finding.as_dict() for finding in made.faults] == []
    assert {finding.code for finding in made.remarks} <= ALLOWED
    assert made.form == form
    return made


@pytest.mark.parametrize("form", FORMS)
def test_a_letter_of_each_form_passes(form: str) -> None:
    made = assert_good(render(on(form)).pdf, form)
    assert made.passed
    assert made.measured["characters_per_line"]["mode"] == 28
    assert made.measured["lines_per_page"]["most"] == 22
    assert made.measured["body"]["size"] == 16


@pytest.mark.parametrize("name", sorted(gallery.samples()))
def test_every_kind_of_page_passes(name: str) -> None:
    one = gallery.samples()[name]
    assert_good(render(one).pdf, one.form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_published_replies_pass(seed: Path, form: str) -> None:
    one = letter_from_parsed(parse_reply(read_text(seed)))
    headed = dataclasses.replace(one, form=form, masthead="云澜市教育局", document_number="云教建〔2026〕14号")
    assert_good(render(one if form == "plain" else headed).pdf, form)


@pytest.mark.parametrize("number", range(50))
def test_a_body_of_any_length_passes(number: int) -> None:
    form = FORMS[number % 3]
    text = plain_text(12) + "。" if number == 0 else body(number**2 // 25, seed=number)
    made = assert_good(render(on(form, body=tuple(parse_body(text)))).pdf, form)
    if number == 49:
        assert made.pages >= 28


@pytest.mark.parametrize("rows", [2, 12, 60])
@pytest.mark.parametrize("form", FORMS)
def test_tables_are_not_taken_for_the_body(form: str, rows: int) -> None:
    text = f"{plain_text(200)}。\n{typed(HEAD, *rows_of(rows))}\n{plain_text(300)}。\n一、关于托位\n{plain_text(100)}。"
    made = assert_good(render(on(form, body=tuple(parse_body(text)))).pdf, form)
    assert sum(page["tables_and_pictures"] for page in made.measured["each_page"]) >= 1


@pytest.mark.parametrize("below", ["", "\n（一）现状\n1.底数\n（1）问题"])
@pytest.mark.parametrize("form", FORMS)
def test_a_body_of_headings_is_a_good_page(form: str, below: str) -> None:
    text = "\n".join(f"{numeral}、关于托位底数的说明{below}" for numeral in "一二三四五六七八九十" * 3)
    assert_good(render(on(form, body=tuple(parse_body(text)))).pdf, form)


@pytest.mark.parametrize("damage", [(b"/Count 3", b"/Count 9"), (b"/Count 3", b"/Count x"), (b"/Type /Pages", b"/Type /Paget")])
def test_a_damaged_tree_of_pages_is_measured_or_refused(damage: tuple[bytes, bytes]) -> None:
    with pikepdf.open(io.BytesIO(PRINTED)) as document:
        plain = io.BytesIO()
        document.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert damage[0] in plain.getvalue()
    with suppress(Unreadable):
        assert inspect(plain.getvalue().replace(*damage)).pages > 0


@pytest.mark.parametrize("rows", range(0, 22, 3))
@pytest.mark.parametrize("form", FORMS)
def test_names_of_many_attachments_go_over_pages(form: str, rows: int) -> None:
    attachments = tuple(Attachment(plain_text(10 + number * 3), tuple(parse_body("略。"))) for number in range(12))
    assert_good(render(on(form, body=tuple(parse_body("已办结。\n" * rows + "谢谢。")), attachments=attachments)).pdf, form)


def test_a_feedback_form_passes() -> None:
    assert_good(print_feedback(feedback_form()).pdf, "plain")


@settings(max_examples=25)
@given(
    st.lists(
        st.text(alphabet="托育服务2026年3.5%第号（）《》“”、，。；：——……ABCxyz·—一二1 ", min_size=1, max_size=180).filter(
            lambda text: text.strip()
        ),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_the_text_the_places_are_right(paragraphs: list[str]) -> None:
    """A text of random marks may be bad Chinese, but its lines stand where lines are to stand."""
    made = inspect(render(letter(body=tuple(parse_body("您提出的建议收悉。\n" + "\n".join(paragraphs))))).pdf)
    placed = {finding.code for finding in made.faults}
    assert not placed & {"margin-top", "margin-left", "margin-right", "pitch", "grid", "rows", "characters", "body-size", "tofu"}


def moved(pdf: bytes, right: float, down: float) -> bytes:
    """Every page with all that is on it moved, mm."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            page.contents_add(f"q 1 0 0 1 {right * MM:.5f} {-down * MM:.5f} cm".encode(), prepend=True)
            page.contents_add(b"Q")
        made = io.BytesIO()
        document.save(made)
    return made.getvalue()


PRINTED = render(letter()).pdf


@settings(max_examples=30)
@given(st.floats(-4.5, 4.5), st.floats(-4.5, 4.5))
def test_a_page_that_is_moved_is_found_if_and_only_if_it_is_beyond_the_tolerance(right: float, down: float) -> None:
    found = {finding.code for finding in inspect(moved(PRINTED, right, down)).faults}
    for code, distance in (("margin-left", right), ("margin-top", down)):
        if abs(abs(distance) - 1) > 0.02:
            assert (code in found) == (abs(distance) > 1)
    assert not found & {"grid", "pitch", "edge-left", "edge-right", "indent", "characters"}


def test_the_other_measuring_reads_the_same_places() -> None:
    """tests/replies/rendering/measure.py reads the content of the PDF itself, without PDFium."""
    from replies.inspection.lines import lines_of
    from replies.inspection.opening import opened
    from replies.inspection.reading import read

    pdf = render(letters_on("file")).pdf
    with opened(pdf) as document:
        sheets = read(document)
    for theirs, ours in zip(measure.read(pdf), sheets, strict=True):
        lines = [line for line in theirs.lines if line.text.strip()]
        mine = lines_of(ours)
        assert [line.text.replace(" ", "") for line in mine] == [line.text.replace(" ", "") for line in lines]
        assert [line.y for line in mine] == pytest.approx([line.y for line in lines], abs=0.02)
        assert [line.left for line in mine] == pytest.approx([line.left for line in lines], abs=0.02)
        assert [line.right for line in mine] == pytest.approx([line.right for line in lines], abs=0.1)
        assert [line.size for line in mine] == pytest.approx([line.size for line in lines], abs=0.05)


def test_what_the_pdf_says_of_itself() -> None:
    measured = inspect(render(letter()).pdf).measured["pdf"]
    assert measured["pdfa"] == "3A"
    assert measured["tagged"]
    assert measured["bookmarks"]
    assert measured["language"].lower().startswith("zh")
    assert measured["title"] == letter().title
    assert measured["signatures"] == 0


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, len(PRINTED) - 1), st.integers(0, 255)), min_size=1, max_size=40), st.integers(1, len(PRINTED)))
def test_a_damaged_file_is_measured_or_refused(bytes_changed: list[tuple[int, int]], kept: int) -> None:
    damaged = bytearray(PRINTED)
    for place, value in bytes_changed:
        damaged[place] = value
    with suppress(Unreadable):
        assert inspect(bytes(damaged)).pages > 0
    with suppress(Unreadable):
        assert inspect(PRINTED[:kept]).pages > 0


def test_a_form_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="fax"):
        inspect(PRINTED, form="fax")


def test_a_form_that_is_given_is_judged_by() -> None:
    made = inspect(PRINTED, form="file")
    assert {"masthead-missing", "red-line-missing"} <= {finding.code for finding in made.faults}
