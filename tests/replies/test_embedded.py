"""The structured reply inside a printed one: nothing is lost on the way, and what is no reply is told from one."""

import dataclasses
import datetime
import io
import json
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from replies import embedded
from replies.embedded import Facts, NoReplyInside, StructuredReply, UnreadablePdf
from replies.letters import letter_for, letter_from_parsed
from replies.parsing import parse_reply
from replies.parsing.reading import read_text
from replies.rendering import Letter, render
from replies.rendering.letter import Verification
from replies.structure import Block, Figure, Table
from tests.factories import World
from tests.replies.parsing.varieties import VARIETIES
from tests.replies.rendering.samples import letter

SHARED = Path(__file__).resolve().parents[3] / "shared" / "replies"
EMPTY = st.just(b"")
SIZES = st.floats(1, 100)
LETTERS = st.builds(
    Letter,
    masthead_size=st.none() | SIZES,
    seal_size=SIZES,
    seal_picture=EMPTY,
    stamp_picture=EMPTY,
    figures=st.lists(st.tuples(st.text(), EMPTY)).map(tuple),
)


def attached(pdf: pikepdf.Pdf, content: bytes, name: str = embedded.NAME) -> pikepdf.AttachedFileSpec:
    spec: Any = pikepdf.AttachedFileSpec  # its types ask for all of its arguments
    made: pikepdf.AttachedFileSpec = spec(pdf, content, filename=name)
    return made


def pdf(content: bytes | None, name: str = embedded.NAME, **saved: Any) -> bytes:
    """An empty page, with a file inside."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if content is not None:
        made.attachments[name] = attached(made, content, name)
    made.save(out, **saved)
    return out.getvalue()


@given(LETTERS, st.from_type(Facts))
def test_every_letter_comes_back(given_: Letter, facts: Facts) -> None:
    content = embedded.dump(given_, facts)
    assert embedded.read(content) == StructuredReply(given_, facts)
    assert embedded.dump(given_, facts) == content


def test_every_field_travels() -> None:
    """A field that a letter gains later is not forgotten; pictures travel as their digests."""
    content = json.loads(embedded.dump(letter(seal_picture=b"png")))
    assert content["letter"].keys() == {entry.name for entry in dataclasses.fields(Letter)} | {"type"}
    assert len(content["letter"]["seal_picture"]) == 64
    assert (content["schema"], content["version"]) == ("jianyi-reply/letter", 1)


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert embedded.dump(letter(seal_size=42)) == embedded.dump(letter(seal_size=42.0))
    assert embedded.dump(letter()).startswith(b'{"facts":{"addressees"')  # sorted, without blanks


def test_tables_figures_and_half_a_character_come_back() -> None:
    body = (Table((("街道", "托位"), ("河湾", "4|1"))), Figure("位置图", "一"), Figure("甲"), Block(2, "（一）\ud800好"))
    given_ = letter(body=body, verification=Verification("https://a.example/verify/", "A"), printed_on=datetime.date(2026, 4, 20))
    assert embedded.read(embedded.dump(given_)).letter == given_


def test_a_printed_letter_is_read_back() -> None:
    given_ = letter(form="file", masthead="云澜市教育局", document_number="云教建〔2026〕5号")
    facts = Facts("建议", "答复", "云澜市九届人大三次会议", "0027", "教育", ("顾晚舟",), "关于修路的建议", ("市财政局",))
    found = embedded.load(render(given_, embedded=embedded.dump(given_, facts)).pdf)
    assert found == StructuredReply(given_, facts)
    parsed = found.parsed()
    assert (parsed.session, parsed.number, parsed.co_handlers) == (facts.session, "0027", ["市财政局"])
    assert (parsed.handling_class, parsed.date, parsed.issuer) == ("B", "2026-04-20", "云澜市教育局")
    assert parsed.body == [(block.level, block.text) for block in given_.body]


def fields_of(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what the parser reads, what comes back from the page printed of it), without the warnings."""
    parsed = parse_reply(text)
    made = letter_from_parsed(parsed)
    back = embedded.read(embedded.dump(made, embedded.facts_in(parsed))).parsed()
    return {**parsed.as_dict(), "warnings": []}, back.as_dict()


@pytest.mark.parametrize("name", VARIETIES)
def test_the_fields_of_a_text_come_back_from_the_page_printed_of_it(name: str) -> None:
    read, back = fields_of(VARIETIES[name][0])
    assert back == read


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published replies are not here")
def test_the_fields_of_published_replies_come_back() -> None:
    for file in sorted(SHARED.glob("*.txt")):
        read, back = fields_of(read_text(file))
        assert back == read, file.name


@pytest.mark.django_db
def test_the_facts_of_a_reply_stand_as_they_stood_when_it_was_signed() -> None:
    world = World()
    reply = world.reply("numbered")
    before = embedded.dump(letter_for(reply), embedded.facts_of(reply))
    facts = embedded.facts_of(reply)
    assert (facts.kind, facts.number, facts.addressees) == ("建议", reply.case.case_no, (world.person.name,))
    assert facts.co_handlers == (world.co.department.short_name,)
    world.person.name, world.co.department.short_name = "陆知行", "市新局"
    world.person.save()
    world.co.department.save()
    again = type(reply).objects.get(pk=reply.pk)
    assert embedded.dump(letter_for(again), embedded.facts_of(again)) == before


# What is no printed reply.


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "没有结构化的答复"),
        (b"{}", "不是结构化的答复"),
        (b"[]", "不是结构化的答复"),
        (b'{"schema": "invoice"}', "不是结构化的答复"),
        (b'{"schema": "jianyi-reply/letter", "version": 2}', "第 2 版"),
        (b'{"schema": "jianyi-reply/letter", "version": 1}', "已损坏"),
        (b'{"schema": "jianyi-reply/letter", "version": 1, "letter": {"title": 5}, "facts": {}}', "已损坏"),
        (b'{"schema": "jianyi-reply/letter", "version": 1, "letter": {"body": [{"type": "Macro"}]}, "facts": {}}', "已损坏"),
        (b'{"schema": "jianyi-reply/letter", "version": 1, "letter": {"body": "text"}, "facts": {}}', "已损坏"),
        (b'{"schema": "jianyi-reply/letter", "version": 1, "letter": 7, "facts": {}}', "已损坏"),
        (embedded.dump(letter())[:-1], "已损坏"),
        (b"\xff\xfe", "已损坏"),
        (b"[" * 100_000, "已损坏"),
    ],
)
def test_what_is_no_reply_is_told(content: bytes | None, says: str) -> None:
    with pytest.raises(NoReplyInside, match=says):
        embedded.load(pdf(content))


def test_a_file_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.attachments[embedded.NAME] = attached(made, b"")
    stream = made.attachments[embedded.NAME].get_file().obj
    stream.write(zlib.compress(b" " * (embedded.LARGEST + 1)), filter=pikepdf.Name.FlateDecode)
    made.save(out)
    assert len(out.getvalue()) < 100_000
    with pytest.raises(NoReplyInside, match="超过 16 MB"):
        embedded.load(out.getvalue())


@pytest.mark.parametrize("filter_", [pikepdf.Name.LZWDecode, pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])])
def test_other_packings_are_not_unpacked(filter_: pikepdf.Object) -> None:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.attachments[embedded.NAME] = attached(made, b"")
    made.attachments[embedded.NAME].get_file().obj.write(zlib.compress(zlib.compress(b"{}")), filter=filter_)
    made.save(out, recompress_flate=False, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pytest.raises(NoReplyInside, match="压缩方式"):
        embedded.load(out.getvalue())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "不是 PDF 文件"),
        (b"Hello", "不是 PDF 文件"),
        (pdf(b"{}")[:40], "不是 PDF 文件"),
        (pdf(b"{}", encryption=pikepdf.Encryption(owner="a", user="b")), "打开密码"),
        (pdf(b"{}", encryption=pikepdf.Encryption(owner="a", user="")), "加了密"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(content: bytes, says: str) -> None:
    with pytest.raises(UnreadablePdf, match=says):
        embedded.load(content)


def without_its_file() -> bytes:
    made = pikepdf.open(io.BytesIO(pdf(b"{}")))
    out = io.BytesIO()
    del made.attachments[embedded.NAME].obj.EF.F
    del made.attachments[embedded.NAME].obj.EF.UF
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "damaged",
    [without_its_file(), pdf(b"{}").replace(b"/Count 1", b"/Count x"), pdf(b"{}").replace(b"(reply.json)", b"(\xef\xbb\xbf\xff.json)")],
)
def test_a_damaged_pdf_is_told_and_not_stumbled_over(damaged: bytes) -> None:
    with pytest.raises((UnreadablePdf, NoReplyInside)):
        embedded.load(damaged)


def test_a_file_far_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LARGEST_PDF", 2 * 1024 * 1024)
    with pytest.raises(UnreadablePdf, match="超过 2 MB"):
        embedded.load(b"%PDF-1.7" + bytes(2 * 1024 * 1024))


def test_a_printed_reply_with_figures_is_read_back_and_printed_again() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), (10, 90, 40)).save(picture, "PNG")
    body = (Block(0, "现答复如下："), Figure("托位分布", "各街道托位"), Block(0, "特此答复。"))
    figures = (("托位分布", picture.getvalue()),)
    sent = Letter(title="对第0027号建议的答复", addressee="顾晚舟代表：", body=body, figures=figures)
    printed = render(sent, embedded=embedded.dump(sent))
    again = embedded.load(printed.pdf).letter
    assert again == sent
    assert render(again, embedded=embedded.dump(again)).pdf == printed.pdf
