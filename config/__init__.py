"""Settings, URLs and the Celery application; importing Django's settings makes the tasks known to it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
