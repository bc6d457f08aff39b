"""What a batch gives to take away: one archive with its manifest, one PDF, and what is told of files that are not what was issued."""

import csv
import hashlib
import io
import json
import zipfile
from typing import Any

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from hypothesis import given
from hypothesis import strategies as st

from replies import documents, transitions
from replies.actions import batches
from replies.joining import joined
from replies.manifest import HEADINGS, archive, distinct, safe_name
from replies.models import BatchMember, RenderBatch, RenderJob
from replies.rendering import RenderError
from tests.factories import World, document

pytestmark = pytest.mark.django_db


def pdf(pages: int, text: str) -> bytes:
    with pikepdf.new() as made, io.BytesIO() as out:
        for _page in range(pages):
            made.add_blank_page(page_size=(595, 842))
        for page in made.pages[:1]:  # signed
            signature = made.make_indirect(pikepdf.Dictionary(Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T="Seal"))
            page.obj.Annots = pikepdf.Array([signature])
            made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([signature]))
        made.docinfo["/Subject"] = text
        made.save(out, deterministic_id=True)
        return out.getvalue()


class Printed:
    """A batch whose replies have pages of so many leaves; None leaves a reply held back."""

    def __init__(self, *pages: int | None) -> None:
        self.world = World()
        self.clerk = self.world.lead.document_administrator
        replies = [self.world.reply("head_approval" if n is None else "signed", co=False) for n in pages]
        batch = batches.number_and_print(replies, by=self.clerk).batch
        assert batch
        self.batch: RenderBatch = batch
        for job in batch.jobs.order_by("pk"):
            held = transitions.claim_job(job.pk)
            assert held
            count = pages[replies.index(held.reply)]
            made = document(held.reply, pdf(count or 0, held.reply.number_text))
            type(made).objects.filter(pk=made.pk).update(pages=count)
            assert transitions.finish_job(held, made)

    @property
    def members(self) -> list[BatchMember]:
        return list(self.batch.members.order_by("position"))

    def damage(self, place: int, content: bytes | None) -> None:
        made = self.members[place].document
        assert made
        assert made.file.name
        default_storage.delete(made.file.name)
        if content is not None:
            default_storage.save(made.file.name, ContentFile(content))

    def get(self, name: str, query: str = "") -> Any:
        client = Client()
        client.force_login(self.clerk)
        return client.get(reverse(name, args=[self.batch.pk]) + query)


def unpack(content: bytes) -> tuple[zipfile.ZipFile, list[dict[str, str]], dict[str, Any]]:
    packed = zipfile.ZipFile(io.BytesIO(content))
    assert packed.testzip() is None
    rows = list(csv.DictReader(io.StringIO(packed.read("manifest.csv").decode("utf-8-sig"))))
    return packed, rows, json.loads(packed.read("manifest.json"))


def test_the_archive_holds_each_file_once_and_the_manifest_says_what_it_is() -> None:
    printed = Printed(2, 3, None)
    packed, rows, told = unpack(archive(printed.members).file.read())
    assert packed.namelist() == [*(row["文件"] for row in rows), "manifest.csv", "manifest.json"]
    documents = [member.document for member in printed.members[:2]]
    for row, entry, made in zip(rows, told["files"], documents, strict=True):
        assert made
        assert tuple(row) == HEADINGS
        content = packed.read(row["文件"])
        assert hashlib.sha256(content).hexdigest() == row["SHA-256"] == made.sha256
        case = made.reply.case
        assert list(row.values()) == [
            made.download_name,
            made.reply.number_text,
            f"{case.session.label}第{case.case_no}号建议",
            str(made.pages),
            made.sha256,
            str(len(content)),
        ]
        assert [str(value) for value in entry.values()] == list(row.values())
    assert [one["reason"] for one in told["left_out"]] == [_("not printed")]
    assert [entry.flag_bits & 0x800 for entry in packed.infolist()] == [0x800, 0x800, 0, 0], "Chinese names say that they are UTF-8"


def test_the_same_members_give_the_same_bytes() -> None:
    printed = Printed(1, 2)
    assert archive(printed.members).file.read() == archive(printed.members).file.read()
    assert joined(printed.members, title="批").file.read() == joined(printed.members, title="批").file.read()


def test_two_files_of_one_name_keep_theirs_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = Printed(1, 1, 1)
    monkeypatch.setattr("replies.models.OfficialDocument.download_name", "答复/一.pdf")
    packed, rows, _told = unpack(archive(printed.members).file.read())
    assert [row["文件"] for row in rows] == ["答复_一.pdf", "答复_一（2）.pdf", "答复_一（3）.pdf"]
    assert len({packed.read(row["文件"]) for row in rows}) == 3


@given(st.text())
def test_a_name_is_safe_whatever_it_was(name: str) -> None:
    safe = safe_name(f"{name}.pdf")
    assert safe.endswith(".pdf")
    assert safe not in ("", ".", "..", ".pdf")
    assert len(safe.encode()) <= 255
    assert not set(safe) & set('/\\:*?"<>|\0\n\r\u202e')
    assert safe_name(safe) == safe


@given(st.lists(st.sampled_from(["甲.pdf", "A.pdf", "a.pdf", "A（2）.pdf", "b"]), max_size=12))
def test_names_are_distinct_for_those_who_read_capitals_and_those_who_do_not(names: list[str]) -> None:
    taken: set[str] = set()
    given_ = [distinct(name, taken) for name in names]
    assert len({name.casefold() for name in given_}) == len(names)


LOST, CHANGED = "The file is not in the storage.", "The file in the storage is not the one that was issued: its digest differs."


@pytest.mark.parametrize(("content", "reason"), [(None, LOST), (b"%PDF half", CHANGED)])
def test_a_file_that_is_not_what_was_issued_is_told_and_not_packed(content: bytes | None, reason: str) -> None:
    printed = Printed(1, 2)
    printed.damage(0, content)
    says = _(reason)
    packed = archive(printed.members)
    assert [one.reason for one in packed.damaged] == [says]
    archived, rows, told = unpack(packed.file.read())
    assert (len(rows), len(archived.namelist())) == (1, 3)
    assert [one["reason"] for one in told["left_out"]] == [says]
    for name in ("batch_archive", "batch_joined"):
        page = printed.get(name)
        assert page.status_code == 409
        assert escape(says) in page.content.decode()
        assert f"{reverse('printing_preflight')}?reply={printed.members[0].reply_id}" in page.content.decode()
        assert printed.get(name, "?rest=1").status_code == 200


def test_with_feedback_forms_each_reply_has_its_own_beside_it() -> None:
    printed = Printed(1, 1, None)
    packed, rows, told = unpack(b"".join(printed.get("batch_archive", "?forms=1").streaming_content))
    assert packed.namelist() == [*(row["文件"] for row in rows), "manifest.csv", "manifest.json"]
    for (letter, form), member in zip(zip(rows[::2], rows[1::2], strict=True), printed.members, strict=False):
        assert form["文件"] == letter["文件"].removesuffix(".pdf") + "（征询意见表）.pdf"
        assert (form["发文字号"], form["案件"]) == (letter["发文字号"], letter["案件"])
        content = packed.read(form["文件"])
        assert (form["SHA-256"], form["字节"]) == (hashlib.sha256(content).hexdigest(), str(len(content)))
        assert content == documents.feedback_form(member.reply).pdf
        with pikepdf.open(io.BytesIO(content)) as whole:
            assert form["页数"] == str(len(whole.pages))
    assert len(told["left_out"]) == 1
    assert f"{reverse('batch_archive', args=[printed.batch.pk])}?forms=1" in printed.get("batch_detail").content.decode()


def test_a_form_that_cannot_be_drawn_is_told_and_the_letter_is_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_reply: object) -> None:
        raise RenderError("缺字体")

    monkeypatch.setattr(documents, "feedback_form", refuse)
    printed = Printed(1)
    _packed, rows, told = unpack(archive(printed.members, forms=True).file.read())
    assert len(rows) == 1
    assert [one["reason"] for one in told["left_out"]] == [_("no feedback form: %s") % "缺字体"]


def test_the_page_hands_both_out() -> None:
    printed = Printed(1, 2)
    zipped = printed.get("batch_archive")
    assert zipped["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert (zipped["X-Content-Type-Options"], zipped["Cache-Control"]) == ("nosniff", "private")
    content = b"".join(zipped.streaming_content)
    assert zipped["Content-Length"] == str(len(content))
    assert len(unpack(content)[1]) == 2
    both = printed.get("batch_joined")
    with pikepdf.open(io.BytesIO(b"".join(both.streaming_content))) as whole:
        assert len(whole.pages) == 3


def test_before_the_first_is_printed_there_is_nothing_to_hand_out() -> None:
    world = World()
    clerk = world.lead.document_administrator
    batch = batches.number_and_print([world.reply("signed", co=False)], by=clerk).batch
    assert batch
    client = Client()
    client.force_login(clerk)
    for name in ("batch_archive", "batch_joined"):
        assert client.get(reverse(name, args=[batch.pk])).status_code == 409
    assert RenderJob.objects.get().state == "queued"


@pytest.mark.parametrize(("both_sides", "starts", "pages"), [(False, [0, 1, 4, 6], 7), (True, [0, 2, 6, 8], 9)])
def test_one_pdf_with_a_bookmark_for_each_reply(both_sides: bool, starts: list[int], pages: int) -> None:
    printed = Printed(1, 3, 2, 1)
    packed = joined(printed.members, title="第 7 批", both_sides=both_sides)
    with pikepdf.open(packed.file) as whole, whole.open_outline() as outline:
        assert len(whole.pages) == pages
        assert (str(whole.docinfo["/Title"]), str(whole.Root.Lang)) == ("第 7 批", "zh-CN")
        bookmarks: list[Any] = list(outline.root)
        objects = [page.objgen for page in whole.pages]
        assert [objects.index(bookmark.destination[0].objgen) for bookmark in bookmarks] == starts
        assert [bookmark.title for bookmark in bookmarks] == [f"{line.number} {line.case}" for line in packed.lines]
        assert all(page.mediabox == whole.pages[0].mediabox for page in whole.pages)
        assert not any("/Annots" in page for page in whole.pages)


@pytest.mark.parametrize("name", ["batch_archive", "batch_joined"])
def test_many_files_ask_the_database_no_more_than_one(name: str) -> None:
    counts = []
    for printed in (Printed(1), Printed(1, 1, 1, 1)):
        with CaptureQueriesContext(connection) as queries:
            assert printed.get(name).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
