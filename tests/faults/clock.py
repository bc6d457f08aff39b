"""The application with a faster clock, so that a test need not wait half a minute for a sweep: celery -A tests.faults.clock beat."""

from config.celery import app

app.conf.beat_schedule["sweep-render-jobs"]["schedule"] = 1.0
