"""Makes anew what the list of cases looks in: its rows and the index of words."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, transaction

from proposals import case_index
from proposals import triggers as of_cases
from replies import triggers as of_replies


class Command(BaseCommand):
    help = "Makes the rows of the list of cases and the index of their words anew. Both keep in step by themselves; this is for a repair."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            of_cases.drop(of_cases.DERIVING, DEFAULT_DB_ALIAS)
            of_cases.fill(DEFAULT_DB_ALIAS)
            of_replies.fill(DEFAULT_DB_ALIAS)
            of_cases.derive(DEFAULT_DB_ALIAS)
        done = 0
        for done in case_index.rebuild():
            self.stdout.write(f"\r{done} cases", ending="")
            self.stdout.flush()
        self.stdout.write(f"\r{done} cases are in the index.")
