"""The main job on invented cases: from the assigned case to the official PDF."""

import shutil
import time
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from proposals import audit
from proposals.models import Department, User
from replies.demo import story
from replies.management.processes import worker
from replies.models import OfficialDocument, RenderJob
from replies.states import JobState
from replies.tasks import sweep_render_jobs

PRINT_SECONDS = 120
OPEN = Q(state__in=[JobState.QUEUED, JobState.RUNNING])


class Command(BaseCommand):
    help = "Walks invented cases from registration to the printed reply, with a real worker; leaves the PDFs in a directory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", default=str(settings.VAR_DIR / "demo"), help="where the PDFs go")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration is not for a production system.")
        output = Path(options["output"])
        output.mkdir(parents=True, exist_ok=True)
        if story.is_there():
            self.stdout.write("The demonstration is there already.")
        else:
            story.tell(self.say)
        self.certify()
        self.print_out()
        for document in OfficialDocument.objects.select_related("reply__assignment__proposal__session").order_by("pk"):
            target = output / document.download_name
            with document.file.open("rb") as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            self.stdout.write(
                f"{target.relative_to(Path.cwd()) if target.is_relative_to(Path.cwd()) else target}: {document.pages} page(s)"
            )
        self.accounts()

    def certify(self) -> None:
        """Departments of the demonstration sign with certificates that are plainly tests."""
        for department in Department.objects.filter(kind=Department.Kind.GOVERNMENT, certificates=None):
            call_command("make_test_certificate", department=department.full_name, stdout=StringIO())

    def print_out(self) -> None:
        """Has a worker print what waits, then sends on what is to be sent; takes up where an interrupted run stopped."""
        waiting = list(RenderJob.objects.filter(OPEN).order_by("pk"))
        if waiting:
            with worker():
                self.wait()
        for job in waiting:
            job.refresh_from_db()
            if job.state == JobState.FAILED:
                raise CommandError(f"{job.reply} was not printed: {job.error}")
            self.say(None, f"打印 {job.reply.number_text}，{job.document.pages if job.document else 0} 页")
        for walk, reply in story.to_dispatch(self.say):
            walk.finish(reply)
        audit.write_checkpoint()

    def wait(self) -> None:
        deadline = time.monotonic() + settings.RENDER_LEASE_SECONDS + PRINT_SECONDS
        while RenderJob.objects.filter(OPEN).exists():
            if time.monotonic() > deadline:
                raise CommandError("The worker did not print what waits; see its messages, and run the demonstration again.")
            time.sleep(0.2)
            sweep_render_jobs()

    def say(self, person: User | None, words: str) -> None:
        name = f"{person.department or ''} {person.display_name}（{'、'.join(person.role_names)}）" if person else "打印进程"
        self.stdout.write(f"  {name.strip()}：{words}")

    def accounts(self) -> None:
        self.stdout.write(f"\nAccounts (password {story.PASSWORD}):")
        for user in User.objects.filter(username__in=[fields["username"] for fields in story.load()["users"]]).order_by("pk"):
            self.stdout.write(f"  {user.username:<10} {user.display_name}  {'、'.join(user.role_names)}  {user.department or ''}")
