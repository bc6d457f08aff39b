"""Makes the first account, which is then led through the first set-up and makes the others."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from proposals.models import User
from proposals.permissions import ROLES


class Command(BaseCommand):
    help = "Makes a system administrator. The password is asked for, or taken from ADMIN_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("display_name")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(username=options["username"]).exists():
            raise CommandError(f"There is an account {options['username']} already.")
        user = User(username=options["username"], display_name=options["display_name"])
        password = os.environ.get("ADMIN_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.set_password(password)
        user.save()
        user.grant(*(code for code, role in ROLES.items() if "master.edit" in role.permissions))
        self.stdout.write(f"{user.username} may now sign in.")
