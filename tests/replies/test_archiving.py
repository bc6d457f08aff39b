"""The archive of a case: what is in it, the same bytes for the same case, that every change shows, that nothing moves after it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models, transaction
from django.utils import timezone
from PIL import Image

from proposals import permissions, pictures
from proposals.actions import cases, supervision
from proposals.errors import CaseError
from proposals.models import CaseArchive, Event, Proposal, ProposalAttachment
from proposals.views import history
from replies import archiving
from replies.actions import archiving as actions
from replies.archiving import belongings
from replies.archiving.verify import check
from replies.models import OfficialDocument, RatingLink, ReplyFigure
from tests import steps
from tests.factories import World
from tests.proposals.follow_up import SENTENCE, close, note, promise
from tests.proposals.pages import get
from tests.replies.test_visibility import TABLE, full_case

pytestmark = pytest.mark.django_db


def everything(world: World) -> Proposal:
    """A case with a row of every model, closed, with its promises settled."""
    case = full_case(world, "dispatched")
    models.QuerySet(CaseArchive).delete()
    out = io.BytesIO()
    Image.new("RGB", (6, 4)).save(out, "PNG")
    models.QuerySet(ReplyFigure).update(sha256=pictures.keep(out.getvalue()))
    for _model, rows in belongings.rows_of(case):
        for row in rows:
            for field in row._meta.concrete_fields:
                stored = getattr(row, field.attname)
                if isinstance(field, models.FileField) and stored and not default_storage.exists(stored.name):
                    default_storage.save(stored.name, ContentFile(b"x"))
                    names = {one.name for one in row._meta.concrete_fields}
                    digest = next(name for pattern in belongings.DIGESTS if (name := pattern.format(field.name)) in names)
                    models.QuerySet(type(row)).filter(pk=row.pk).update(**{digest: hashlib.sha256(b"x").hexdigest()})
    for one in world.lead_of(case).commitments.filter(state__in=["promised", "kept"]):
        if one.state == "promised":
            steps.COMMITMENT["keep"](one, world.lead.drafter, "已完成")
        steps.COMMITMENT["confirm"](one, world.coordinator, "")
    return close(world, case)


def archive(world: World, case: Proposal) -> CaseArchive:
    return actions.archive_case(case, by=world.coordinator, tell=history.sentences)


def content(row: CaseArchive) -> bytes:
    with row.file.open("rb") as file:
        data: bytes = file.read()
    return data


def test_what_is_in_it() -> None:
    world = World()
    case = everything(world)
    length, head = case.chain_length, case.chain_head
    row = archive(world, case)
    with zipfile.ZipFile(io.BytesIO(content(row))) as found:
        names = found.namelist()
        manifest = json.loads(found.read("manifest.json"))
        assert manifest["chain"] == {"length": length, "newest": head}
        assert [one["path"] for one in manifest["files"]] == names[:-1]
        assert len(found.read("history/events.jsonl").splitlines()) == length
        page = found.read("案卷.html").decode()
        for event, words in zip(case.events.order_by("sequence"), history.sentences(case.events.order_by("sequence"), []), strict=False):
            assert event.actor_name in page
            assert words
        document = OfficialDocument.objects.get(reply__assignment__proposal=case)
        attachment = ProposalAttachment.objects.get(proposal=case)
        for folder, stored in (("答复正件", document), ("提案附件", attachment)):
            (name,) = [name for name in names if name.startswith(f"{folder}/{stored.pk}-")]
            with stored.file.open("rb") as original:
                assert found.read(name) == original.read()
        assert all(one.compress_type == zipfile.ZIP_STORED and one.date_time[0] == 1980 for one in found.infolist())
    assert (row.chain_length, row.chain_head, row.files) == (length, head, len(names) - 1)
    last = Event.objects.filter(proposal=case).order_by("sequence").last()
    assert last
    assert (last.name, last.data["sha256"], last.data["events"]) == ("archive", row.sha256, length)


def test_every_model_of_a_case_has_a_place_in_it() -> None:
    """Whatever somebody sees of a case goes into its archive, or stands among what is left out with the reason."""
    around = {"replies.Volume", "proposals.Delegation", "proposals.SavedView"}  # of many cases, and of none
    seen = {model._meta.label for model in TABLE} - around
    there = {model._meta.label for model in belongings.paths()}
    assert seen - there - belongings.LEFT_OUT.keys() == set()
    assert not there & belongings.LEFT_OUT.keys()
    for model, path in belongings.paths().items():
        models.QuerySet(model).filter(**{path: 0}).exists()


def test_the_same_case_gives_the_same_bytes() -> None:
    world = World()
    case = everything(world)
    one, two = (archiving.pack(case, history.sentences) for _twice in range(2))
    assert (one.sha256, one.file.read()) == (two.sha256, two.file.read())
    co = world.opinion_of(case)
    models.QuerySet(type(co)).update(state="sent_back")
    assert archiving.pack(case, history.sentences).sha256 != one.sha256


def test_it_is_stored_once_and_half_a_file_is_replaced() -> None:
    world = World()
    case = everything(world)
    sha256 = archiving.pack(case, history.sentences).sha256
    name = f"archives/{sha256[:2]}/{sha256}.zip"
    default_storage.save(name, ContentFile(b"PK half"))
    with transaction.atomic():
        assert archive(world, case).file.name == name
        transaction.set_rollback(True)
    case.refresh_from_db()
    row = archive(world, case)
    assert (row.file.name, row.size) == (name, len(content(row)))
    assert check(io.BytesIO(content(row))).faults == []


def changed(data: bytes, change: Callable[[dict[str, bytes]], object]) -> io.BytesIO:
    """The archive with its files changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        files = {name: found.read(name) for name in found.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, value in files.items():
            made.writestr(name, value)
    out.seek(0)
    return out


def relisted(files: dict[str, bytes], name: str, value: bytes) -> None:
    """A forger who puts the new digest into the manifest too."""
    import hashlib

    files[name] = value
    manifest = json.loads(files["manifest.json"])
    (one,) = [one for one in manifest["files"] if one["path"] == name]
    one.update(sha256=hashlib.sha256(value).hexdigest(), size=len(value))
    files["manifest.json"] = json.dumps(manifest).encode()


def test_every_change_shows() -> None:
    world = World()
    data = content(archive(world, everything(world)))
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        names = found.namelist()
    assert check(io.BytesIO(data)).faults == []
    for name in names:
        lost = check(changed(data, lambda files, name=name: files.pop(name))).faults
        assert any(name in fault or name == "manifest.json" for fault in lost), name
        if name != "manifest.json":
            (fault,) = check(changed(data, lambda files, name=name: files.update({name: files[name][:-1] + b"?\n"}))).faults[:1]
            assert name in fault
    events = "history/events.jsonl"
    lines: Any = lambda files: files[events].splitlines(keepends=True)  # noqa: E731
    forged = {
        "a word": lambda files: relisted(files, events, files[events].replace("登记".encode(), b"x").replace(b'"register"', b'"assign"')),
        "an event left out": lambda files: relisted(files, events, b"".join(lines(files)[1:])),
        "the end cut off": lambda files: relisted(files, events, b"".join(lines(files)[:-1])),
        "no JSON": lambda files: relisted(files, events, b"{"),
        "added": lambda files: files.update({"more.txt": b"x"}),
        "no manifest": lambda files: files.update({"manifest.json": b"[]"}),
        "another format": lambda files: files.update({"manifest.json": b'{"format": 2}'}),
        "without the record": lambda files: (files.pop(events), files.update({"manifest.json": unlisted(files, events)})),
    }
    for what, change in forged.items():
        assert check(changed(data, change)).faults, what
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made, zipfile.ZipFile(io.BytesIO(data)) as found:
        for name in names:
            made.writestr(name, found.read(name))
        start = made.getinfo(events).header_offset + 30 + len(events)
    torn = bytearray(packed.getvalue())
    torn[start : start + 300] = bytes(byte ^ 0xFF for byte in torn[start : start + 300])
    for broken in (b"", b"PK", data[: len(data) // 2], data[:-200], bytes(torn)):
        assert check(io.BytesIO(broken)).faults


def unlisted(files: dict[str, bytes], name: str) -> bytes:
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [one for one in manifest["files"] if one["path"] != name]
    return json.dumps(manifest).encode()


def test_the_command_says_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world = World()
    row = archive(world, everything(world))
    path = tmp_path / "case.zip"
    path.write_bytes(content(row))
    call_command("verify_archive", str(path))
    assert row.sha256 in capsys.readouterr().out
    path.write_bytes(changed(content(row), lambda files: None).read())
    with pytest.raises(CommandError, match="not the archive that was made here"):
        call_command("verify_archive", str(path))
    models.QuerySet(CaseArchive).delete()
    call_command("verify_archive", str(path))
    assert "No archive" in capsys.readouterr().out
    path.write_bytes(b"PK")
    with pytest.raises(CommandError, match="not whole"):
        call_command("verify_archive", str(path))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_archive", str(tmp_path / "nowhere.zip"))


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_damaged_file_keeps_the_case_open(damage: str) -> None:
    world = World()
    case = everything(world)
    stored = ProposalAttachment.objects.get(proposal=case).file
    default_storage.delete(stored.name)
    if damage == "changed":
        default_storage.save(stored.name, ContentFile(b"y"))
    with pytest.raises(CaseError, match=r"附件\.txt"):
        archive(world, case)
    case.refresh_from_db()
    assert (case.state, CaseArchive.objects.count()) == ("closed", 0)


def test_whoever_sees_a_part_of_the_case_does_not_get_the_whole() -> None:
    """The archive holds what the departments of a case do not see of each other, such as requests for more time."""
    world = World()
    case = everything(world)
    archive(world, case)
    for name, person in world.actors().items():
        seen = name == "coordinator" or permissions.holds(person, "read.all")
        response = get(person, f"/cases/{case.pk}/archive.zip")
        assert (response.status_code == 200) is seen, name


def test_no_key_by_which_proposers_rate_is_in_it() -> None:
    world = World()
    case = everything(world)
    key = hashlib.sha256(b"key").hexdigest()
    assert models.QuerySet(RatingLink).filter(reply__assignment__proposal=case).update(token_digest=key) == 1
    with zipfile.ZipFile(io.BytesIO(content(archive(world, case)))) as found:
        assert not [name for name in found.namelist() if key.encode() in found.read(name)]
        (told,) = [json.loads(line) for line in found.read("records/proposals.Proposal.jsonl").splitlines()]
    assert told["rule_set_id"] == {"id": case.rule_set_id, "name": str(case.rule_set)}
    assert told["session_id"] == {"id": case.session_id, "name": str(case.session)}


def test_many_are_archived_each_by_itself() -> None:
    world = World()
    done, promised = close(world, world.reply("dispatched", co=False).case), close(world, promise(world).case)
    came = actions.archive_cases([done, promised, world.handled(co=False)], by=world.coordinator, tell=history.sentences)
    assert [case.pk for case in came.done] == [done.pk]
    assert [case.state for case, why in came.refused if why] == ["closed", "handling"]


def test_supervision_and_promises_go_in_with_their_files() -> None:
    world = World()
    reply = world.reply("dispatched", co=False)
    case = reply.case
    made = promise(world, "confirmed", reply=reply)
    supervision.choose_priority(Proposal.objects.get(pk=case.pk), supervision.Sponsorship("沈听澜", "副主任", "会议", timezone.localdate()),
                                by=world.coordinator)  # fmt: skip
    case.refresh_from_db()
    answered = note(world, "answered", case=case)
    cases.attach(case, SimpleUploadedFile("../附件.txt", b"x"))
    with zipfile.ZipFile(io.BytesIO(content(archive(world, close(world, case))))) as found:
        names = found.namelist()
        assert SENTENCE in found.read("records/proposals.Commitment.jsonl").decode()
    proofs = (f"承诺事项佐证/{made.notes.get().pk}-验收报告.pdf", f"督办答复附件/{answered.answers.get().pk}-验收报告.pdf")
    assert set(proofs) <= set(names)
    assert all(".." not in name.split("/") and not name.startswith("/") for name in names)
