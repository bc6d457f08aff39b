"""Runs the site, a worker and the clock together on this machine, until Ctrl-C."""

import signal
import subprocess
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from replies.management import processes


class Command(BaseCommand):
    help = "Runs the web server, a Celery worker and the clock on this machine; for trying out, not for production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("In production each process runs under its own unit; see docs/how-to/deploy.md.")
        address = options["address"]
        commands = (
            ("gunicorn", "config.wsgi:application", "--bind", address, "--workers", "2", "--threads", "4", "--log-level", "warning"),
            processes.worker_command(concurrency=1),
            ("celery", "-A", "config.celery", "beat", "--loglevel", "WARNING"),
        )

        def end(_signal: int, _frame: FrameType | None) -> None:
            raise KeyboardInterrupt

        # Before the first child: whenever the signal comes, the children that are there are ended.
        signal.signal(signal.SIGTERM, end)
        children: list[subprocess.Popen[bytes]] = []
        try:
            for command in commands:
                children.append(processes.start(*command))  # noqa: PERF401  # each is known at once, should the next one fail
            self.stdout.write(f"在浏览器打开 http://{address}/ 登录；按 Ctrl-C 停止。")
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
            raise CommandError("One of the processes ended; see its message above.")
        except KeyboardInterrupt:
            self.stdout.write("正在停止。")
        finally:
            processes.stop(children)
