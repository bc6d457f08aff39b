"""Loads the shipped rule sets."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from proposals.actions.rule_sets import load_shipped


class Command(BaseCommand):
    help = "Adds the shipped rule sets that are missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--replace", action="store_true", help="put shipped rule sets back to what was shipped")

    def handle(self, *args: Any, **options: Any) -> None:
        for rule_set in load_shipped(replace=options["replace"]):
            self.stdout.write(f"{rule_set.code}: {rule_set.name}")
