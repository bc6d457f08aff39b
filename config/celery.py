"""The Celery application. Start a worker with `celery -A config.celery worker`, the clock with `celery -A config.celery beat`."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

TRANSPORT_ALIASES["filesystem"] = "config.broker:Transport"
app = Celery("jianyi")
# Read lazily, at the first use: importing this module must not load the settings before wsgi.py has said "production".
app.config_from_object("config.settings:CELERY")
app.autodiscover_tasks(["proposals", "replies"])
