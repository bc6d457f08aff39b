"""What people do at a site under test; each command runs in a process of its own and tells in JSON what came of it."""

import hashlib
import json
import sys
import time
from collections import Counter
from typing import Any

from django.test import Client
from django.urls import reverse

from proposals import audit
from proposals.models import Event, User
from replies.actions import printing
from replies.models import OfficialDocument, RenderJob, Reply
from tests.factories import World, user

CLERK = "document_administrator"


def make(count: str) -> dict[str, Any]:
    """Walks so many replies to the signature; their department has two clerks."""
    world = World()
    user(CLERK, department=world.lead.department)
    return {"made": len([world.reply("signed", co=False) for _ in range(int(count))])}


def clerks() -> list[User]:
    department = Reply.objects.latest("pk").department
    return list(User.objects.filter(department=department, role_grants__role=CLERK).order_by("pk"))


def press(clerk: str = "0") -> dict[str, Any]:
    """One of the clerks numbers and prints all replies; the second begins at the end of the list."""
    replies = list(Reply.objects.order_by("-pk" if clerk == "1" else "pk"))
    begun = time.monotonic()
    queued = printing.number_and_print(replies, by=clerks()[int(clerk)])
    return {"jobs": len(queued.jobs), "refused": len(queued.refused), "seconds": time.monotonic() - begun}


def post() -> dict[str, Any]:
    """The first clerk does the same through the page."""
    browser = Client()
    browser.force_login(clerks()[0])
    begun = time.monotonic()
    answer = browser.post(reverse("printing_send"), {"reply": list(Reply.objects.values_list("pk", flat=True))})
    return {"status": answer.status_code, "answer": answer.headers.get("Location"), "seconds": time.monotonic() - begun}


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


def main(arguments: list[str]) -> None:
    command, *rest = arguments
    told = {"make": make, "press": press, "post": post, "errors": errors, "report": report}[command](*rest)
    json.dump(told, sys.stdout)
