"""django-helpdesk with as many tickets, run by the Python of its own environment: its settings, its data and its pages.

Run by `tests.benchmarks.web`; nothing here is imported by the site. Prints a line of JSON as `web_site` does.
"""

import json
import os
import random
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

VAR = Path(os.environ["VAR_DIR"])
_url = urlsplit(os.environ.get("DATABASE_URL", ""))

# The settings module is this file.
SECRET_KEY = "of a benchmark"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
SITE_ID = 1
ROOT_URLCONF = "web_helpdesk_urls"
MEDIA_ROOT = str(VAR)
STATIC_URL = "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "/admin/login/"
HELPDESK_PUBLIC_ENABLED = HELPDESK_TEAMS_MODE_ENABLED = False
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _url.path[1:],
        "USER": _url.username,
        "HOST": unquote(_url.netloc.rpartition("@")[2]),
    }
    if _url.scheme
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR / "helpdesk.sqlite3")}
}
INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.humanize", "rest_framework", "helpdesk",
]  # fmt: skip
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]  # fmt: skip
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def fill(count: int) -> object:
    """As many tickets in ten queues, their texts those of the cases; one of thirty is open."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone
    from helpdesk.models import Queue, Ticket  # type: ignore[import-not-found]
    from web_data import body, title  # type: ignore[import-not-found]

    chance = random.Random(2026)
    staff = get_user_model().objects.create_superuser("staff", "staff@example.invalid", "")
    queues = [Queue.objects.create(title=f"第{n}科", slug=f"q{n}") for n in range(10)]
    now = timezone.now()
    for start in range(0, count, 2000):
        Ticket.objects.bulk_create(
            [
                Ticket(
                    title=title(chance),
                    description=body(chance, n),
                    queue=queues[n % 10],
                    created=now,
                    modified=now,
                    status=Ticket.CLOSED_STATUS if n % 30 else Ticket.OPEN_STATUS,
                    assigned_to=staff if n % 300 == 0 else None,
                    submitter_email="someone@example.invalid",
                )
                for n in range(start, min(start + 2000, count))
            ]
        )
    return staff


def main(count: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "web_helpdesk"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from helpdesk.models import Ticket  # type: ignore[import-not-found]
    from helpdesk.query import query_to_base64  # type: ignore[import-not-found]
    from web_site import analyse, timed  # type: ignore[import-not-found]

    call_command("migrate", verbosity=0)
    staff = fill(count)
    analyse()
    client = Client()
    client.force_login(staff)
    words = ["湿地养老", "云雀滩", "码头", "噪声治理监管", "商圈绿道"]

    def listed(search: str) -> str:
        # The page asks for its rows at this address; all tickets, since the cases are listed whatever their state.
        asked = query_to_base64({"filtering": {}, "filtering_null": {}, "sorting": None, "sortreverse": False, "search_string": search})
        return f"/helpdesk/datatables_ticket_list/{asked}?draw=1&start=0&length=25&order[0][column]=0&order[0][dir]=asc"

    lists, searches = listed(""), [listed(word) for word in words]
    ticket = Ticket.objects.order_by("-pk").values_list("pk", flat=True)[0]
    pages = {
        "django-helpdesk list": lambda _n: client.get(lists),
        "django-helpdesk search": lambda n: client.get(searches[n % len(searches)]),
        "django-helpdesk ticket": lambda _n: client.get(f"/helpdesk/tickets/{ticket}/"),
        "django-helpdesk dashboard": lambda _n: client.get("/helpdesk/dashboard/"),
    }
    print(json.dumps({"cases": count, "pages": timed(pages, rounds=6)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
