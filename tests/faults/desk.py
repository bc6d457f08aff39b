"""What people do at a site under test; each command runs in a process of its own and tells in JSON what came of it.

With the name of a command it runs that one; without, one after the other as they are asked for, see `receive`.
"""

import csv
import hashlib
import io
import json
import os
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from proposals import audit, permissions
from proposals.models import Department, Event, ProposalKind, User
from replies import preflight, transitions
from replies.actions import batches
from replies.models import BatchMember, DocumentNumber, OfficialDocument, RenderBatch, RenderJob, Reply
from tests.factories import World, deputy, session, user

CLERK = "document_administrator"


def make(count: str) -> dict[str, Any]:
    """Walks so many replies to the signature; their department has two clerks."""
    world = World()
    user(CLERK, department=world.lead.department)
    return {"made": len([world.reply("signed", co=False) for _ in range(int(count))])}


def make_signing(count: str) -> dict[str, Any]:
    """So many replies that need every face there is; their department signs by a certificate."""
    world = World()
    world.person = deputy(name="顾昇喆")
    user(CLERK, department=world.lead.department)
    call_command("make_test_certificate", department=world.lead.department.full_name, stdout=io.StringIO())
    return {"made": len([world.reply("signed", co=False) for _ in range(int(count))])}


def begin_draft(password: str) -> dict[str, Any]:
    """A draft, and the account of the one who writes it."""
    world = World()
    reply = world.reply("drafting")
    drafter = world.lead.drafter
    drafter.set_password(password)
    drafter.save()
    return {"path": reverse("reply_edit", args=[reply.pk]), "name": drafter.username, "begun": reply.latest.body if reply.latest else ""}


def clerks() -> list[User]:
    department = Reply.objects.latest("pk").department
    return list(User.objects.filter(department=department, role_grants__role=CLERK).order_by("pk"))


def press(clerk: str = "0") -> dict[str, Any]:
    """One of the clerks numbers and prints all replies; the second begins at the end of the list."""
    replies = list(Reply.objects.order_by("-pk" if clerk == "1" else "pk"))
    begun = time.monotonic()
    queued = batches.number_and_print(replies, by=clerks()[int(clerk)])
    return {"jobs": len(queued.jobs), "refused": len(queued.refused), "seconds": time.monotonic() - begun}


def post() -> dict[str, Any]:
    """The first clerk does the same through the page."""
    browser = Client()
    browser.force_login(clerks()[0])
    begun = time.monotonic()
    answer = browser.post(reverse("printing_send"), {"reply": list(Reply.objects.values_list("pk", flat=True))})
    return {"status": answer.status_code, "answer": answer.headers.get("Location"), "seconds": time.monotonic() - begun}


def make_faulty(count: str) -> dict[str, Any]:
    """So many replies of one department; three of them cannot be printed: one not signed, one not co-signed, one without a number word."""
    world = World()
    user(CLERK, department=world.lead.department)
    Department.objects.filter(pk=world.lead.department.pk).update(proposal_word="")
    world.lead.department.refresh_from_db()
    cppcc = session(organ="cppcc", region="云澜市")
    replies = [world.reply("signed", co=False) for _ in range(int(count) - 3)]
    replies += [world.reply("head_approval", co=False), world.reply("co_signing")]
    replies.append(world.reply("signed", co=False, session=cppcc, kind=ProposalKind.CPPCC_PROPOSAL))
    return {"made": len(replies), "faulty": [reply.pk for reply in replies[-3:]]}


def look() -> dict[str, Any]:
    """What the look before the print names: reply → codes; it takes no number."""
    checked = preflight.examine(list(Reply.objects.order_by("pk").values_list("pk", flat=True)), by=clerks()[0])
    held = {one.reply.pk: sorted(finding.code for finding in one.faults) for one in checked if not one.ready}
    return {"held": held, "ready": sum(one.ready for one in checked), "numbers": DocumentNumber.objects.count()}


def mend() -> dict[str, Any]:
    """Everything that hinders is put right."""
    Department.objects.filter(proposal_word="").update(proposal_word="云提")
    for reply in Reply.objects.exclude(state__in=["signed", "numbered", "printed"]):
        for event in ("co_sign", "pass_on", "approve", "sign"):
            reply.refresh_from_db()
            if (event, reply.state) in reply.machine.rows:
                row = reply.machine.find(reply, event)
                actor = next(person for person in User.objects.order_by("pk") if permissions.can(person, row.permission, reply))
                transitions.co_sign(reply, by=actor) if event == "co_sign" else transitions.agree(reply, event, by=actor)
    return {"states": Counter(Reply.objects.values_list("state", flat=True))}


def go_on() -> dict[str, Any]:
    """A clerk goes on with the only batch."""
    queued = batches.go_on(RenderBatch.objects.get(), by=clerks()[0])
    return {"jobs": len(queued.jobs), "refused": len(queued.refused)}


def cancel_after(count: str) -> dict[str, Any]:
    """The other clerk sits ready, and stops the only batch as soon as so many of it are printed."""
    while RenderJob.objects.filter(state="done").count() < int(count):
        time.sleep(0.02)
    return {"stopped": len(batches.cancel(RenderBatch.objects.get(), by=clerks()[1]))}


def manifest() -> dict[str, Any]:
    """The archive of the only batch, taken from its page: how many files, whether each is what its line says, and how many are left out."""
    browser = Client()
    browser.force_login(clerks()[0])
    answer: Any = browser.get(reverse("batch_archive", args=[RenderBatch.objects.get().pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
        lines = list(csv.reader(io.StringIO(packed.read("manifest.csv").decode("utf-8-sig"))))[1:]
        told = json.loads(packed.read("manifest.json"))
        right = [
            hashlib.sha256(packed.read(line[0])).hexdigest() == line[4] and str(len(packed.read(line[0]))) == line[5] for line in lines
        ]
        names = [name for name in packed.namelist() if name.endswith(".pdf")]
    members = BatchMember.objects.filter(job__state="done").order_by("position")
    in_order = [line[1] for line in lines] == [member.reply.number_text for member in members]
    return {"lines": len(lines), "right": sum(right), "files": len(set(names)), "left_out": len(told["left_out"]), "in_order": in_order}


def numbers() -> dict[str, Any]:
    """Whether the serial numbers of each word run from one without a gap."""
    given: dict[str, list[int]] = {}
    for word, serial in DocumentNumber.objects.order_by("serial").values_list("word", "serial"):
        given.setdefault(word, []).append(serial)
    return {
        "count": sum(map(len, given.values())),
        "gapless": all(serials == list(range(1, len(serials) + 1)) for serials in given.values()),
    }


def errors() -> dict[str, Any]:
    """Why jobs failed."""
    return {"reasons": sorted(set(RenderJob.objects.exclude(error="").values_list("error", flat=True)))}


def report() -> dict[str, Any]:
    """How the printing stands, and whether the record is whole."""
    documents = OfficialDocument.objects.all()
    storage = OfficialDocument._meta.get_field("file").storage
    folders = storage.listdir("documents")[0] if storage.exists("documents") else []
    digests = [hashlib.sha256(document.file.read()).hexdigest() == document.sha256 for document in documents]
    return {
        "replies": Counter(Reply.objects.values_list("state", flat=True)),
        "documents": documents.count(),
        "replies_with_document": documents.values("reply").distinct().count(),
        "whole_files": sum(digests),
        "files": sum(len(storage.listdir(f"documents/{folder}")[1]) for folder in folders),
        "jobs": Counter(RenderJob.objects.values_list("state", flat=True)),
        "attempts": dict(RenderJob.objects.values_list("pk", "attempts")),
        "print_events": Counter(Counter(Event.objects.filter(name="print").values_list("subject_id", flat=True)).values()),
        "reprints": Event.objects.filter(name="reprint").count(),
        "faults": list(audit.verify_events()),
    }


COMMANDS: dict[str, Callable[..., dict[str, Any]]] = {
    command.__name__: command
    for command in (
        make,
        make_signing,
        make_faulty,
        begin_draft,
        look,
        mend,
        press,
        post,
        go_on,
        cancel_after,
        manifest,
        numbers,
        errors,
        report,
    )
}


def run(arguments: list[str]) -> None:
    command, *rest = arguments
    told = COMMANDS[command](*rest)
    json.dump(told, sys.stdout)


def receive() -> None:
    """Runs the commands that come, a line of JSON each, in a process forked for each: to load Django takes longer than most of them.
    Answers with a line each: exit code, what it told, errors."""
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as errors:
            process = os.fork()
            if not process:
                code = 1
                try:
                    os.dup2(told.fileno(), sys.stdout.fileno())
                    os.dup2(errors.fileno(), sys.stderr.fileno())
                    run(json.loads(line))
                    code = 0
                except BaseException:
                    traceback.print_exc()
                finally:
                    sys.stdout.flush()
                    sys.stderr.flush()
                    os._exit(code)
            _process, status = os.waitpid(process, 0)
            told.seek(0)
            errors.seek(0)
            sys.stdout.write(json.dumps([os.waitstatus_to_exitcode(status), told.read(), errors.read()]) + "\n")
            sys.stdout.flush()


def main(arguments: list[str]) -> None:
    if arguments:
        run(arguments)
    else:
        receive()
