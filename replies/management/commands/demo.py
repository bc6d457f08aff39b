"""The main job on invented cases: from the assigned case to the official PDF."""

import shutil
import time
from argparse import ArgumentParser
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone, translation

from proposals import audit, permissions
from proposals.models import Department, User
from replies import work
from replies.demo import story
from replies.management.processes import worker
from replies.models import OfficialDocument, RenderJob
from replies.states import JobState
from replies.tasks import sweep_render_jobs
from replies.views.work_items import work_of
from replies.views.work_own import own_rows

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
            self.stdout.write("示例数据已经有了，没有再做一遍。")
        else:
            story.tell(self.say)
        self.certify()
        self.print_out()
        for document in OfficialDocument.objects.select_related("reply__assignment__proposal__session").order_by("pk"):
            target = output / document.download_name
            with document.file.open("rb") as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            shown = target.relative_to(Path.cwd()) if target.is_relative_to(Path.cwd()) else target
            self.stdout.write(f"{shown}，{document.pages} 页")
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
        """Who can sign in, as what, and what waits for each: as the first screen says it."""
        self.stdout.write(f"\n账号，密码都是 {story.PASSWORD}：")
        given = {fields["username"]: fields for fields in story.load()["users"]}
        today = timezone.localdate()
        with translation.override("zh-hans"):
            for user in User.objects.filter(username__in=given).order_by("pk"):
                named = "，".join(filter(None, (str(user.department or ""), "、".join(user.role_names))))
                job = self.first_job(user, today) or given[user.username].get("first", "现在没有等着办的，看“总览”")
                self.stdout.write(f"  {user.username:<10}{user.display_name}　{named}\n{'':12}先做：{job}")
        self.stdout.write("不用登录也能看：登录页下方的“答复公开”和“核验答复”。")

    def first_job(self, user: User, today: date) -> str:
        """What stands at the top of the person's first screen; empty where nothing does."""
        if groups := work_of(work.first(user, most=1)[1], today):
            case = groups[0].items[0].case
            return f"{groups[0].group.title}，{case.number_label}《{case.title}》"
        own = own_rows(user)[:1] if permissions.holds(user, "read.own_proposals") else []
        return "".join(f"评价对{one.case.number_label}《{one.case.title}》的答复" for one in own if one.to_rate)
