"""The one settings file. Everything that differs between machines comes from the environment (docs/how-to/deploy.md).

Nothing set: a developer's machine with SQLite, local files, and Celery on a filesystem broker.
"""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
# development | production. wsgi.py and asgi.py say production unless told otherwise.
APP_ENV = env.text("APP_ENV", "development")
PRODUCTION = env.is_production(APP_ENV)

SECRET_KEY = env.secret_key(production=PRODUCTION)
ALLOWED_HOSTS = env.allowed_hosts(production=PRODUCTION)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
DEBUG = env.flag("DEBUG", default=False)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "js_lib_bootstrap5",
    "axes",
    "csp",
    "proposals",
    "replies",
]
MIDDLEWARE = [
    "replies.views.private_links.PrivateLinkMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "proposals.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "proposals.middleware.FirstPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "proposals.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "replies.context.navigation",
            ],
        },
    },
]

DATABASES = {"default": env.database(env.text("DATABASE_URL"), VAR_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "proposals.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "login"
# Ten wrong passwords for one name from one address lock that pair out for a quarter of an hour.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
# The pictures of the handbook stay where its pages are.
STATICFILES_DIRS = [BASE_DIR / "config" / "static", ("handbook", BASE_DIR / "docs" / "handbook" / "images")]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": env.storage(env.text("STORAGE_URL"), VAR_DIR / "media"),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
# Without `collectstatic`, on a developer's machine, static files come straight from where they lie.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
# A proposal's attachment; larger files are refused with a message.
ATTACHMENT_MAX_BYTES = env.number("ATTACHMENT_MAX_BYTES", 20 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# Keys by which departments sign, each beside its password (docs/how-to/sign.md), and the roots that vouch for certificates.
SIGNING_DIR = Path(env.text("SIGNING_DIR", str(VAR_DIR / "signing")))
SIGNING_ROOTS_DIR = Path(env.text("SIGNING_ROOTS_DIR", str(SIGNING_DIR / "roots")))
# A time-stamp authority (RFC 3161) that signatures are stamped by; nothing is asked where it is empty.
TSA_URL = env.text("TSA_URL")
# The public address of this site, such as https://jianyi.example.gov.cn: printed with the number by which a reply is verified.
# Without one nothing of the kind is printed; on a developer's machine it is that of `manage.py serve`.
PUBLIC_URL = env.text("PUBLIC_URL", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
# Of the public page that verifies a file: the largest file, questions from one address in ten minutes.
VERIFY_MAX_BYTES = env.number("VERIFY_MAX_BYTES", 20 * 1024 * 1024)
VERIFY_QUESTIONS = env.number("VERIFY_QUESTIONS", 60)
# How many proxies in front append the address that they were asked from to X-Forwarded-For.
PROXIES = env.number("PROXIES", 1 if PRODUCTION else 0)

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
# What drawing one page-set may take: seconds, and MB of memory beyond what the process held (replies/limits.py). More fails with a message.
RENDER_SECONDS = env.number("RENDER_SECONDS", 60)
RENDER_MEMORY_MB = env.number("RENDER_MEMORY_MB", 600)
# A job that no worker has taken after so many seconds is sent again; one that a worker took and left is taken back after the lease.
RENDER_RESEND_SECONDS = env.number("RENDER_RESEND_SECONDS", 60)
RENDER_LEASE_SECONDS = env.number("RENDER_LEASE_SECONDS", 180)
RENDER_MAX_ATTEMPTS = env.number("RENDER_MAX_ATTEMPTS", 5)
CELERY = {
    **env.broker(REDIS_URL, VAR_DIR / "queue"),
    "task_ignore_result": True,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    # For what `replies.limits` cannot interrupt: the process is killed. Before the lease ends, whatever the lease: no second worker is
    # given a job that the first still works on.
    "task_time_limit": min(2 * RENDER_SECONDS, RENDER_LEASE_SECONDS * 5 / 6),
    # A process that has once taken more (KiB) is replaced after its job; one that has not goes on for ever.
    "worker_max_memory_per_child": env.number("WORKER_MEMORY_MB", 250) * 1024,
    "worker_prefetch_multiplier": 1,
    "worker_hijack_root_logger": False,
    "broker_connection_retry_on_startup": True,
    "timezone": TIME_ZONE,
    "beat_schedule_filename": str(VAR_DIR / "beat-schedule"),
    "beat_schedule": {
        "sweep-volumes": {"task": "replies.tasks.sweep_volumes", "schedule": 30.0, "options": {"expires": 30}},
        "sweep-render-jobs": {"task": "replies.tasks.sweep_render_jobs", "schedule": 30.0, "options": {"expires": 30}},
        # Every hour of the working day: a run that finds nothing costs five queries, and one that was missed is made up for the same day.
        "remind": {"task": "proposals.tasks.remind", "schedule": crontab(minute=30, hour="7-18"), "options": {"expires": 3000}},
        # Daily: what a run that was missed did not ask, the next one does; it finds work in the fourth quarter only.
        "ask-look-backs": {"task": "proposals.tasks.ask_look_backs", "schedule": crontab(minute=40, hour=8), "options": {"expires": 3000}},
        # After midnight the date of what stands still is another; later runs make up for one that was missed.
        "move-standing-clocks": {
            "task": "proposals.tasks.move_standing_clocks",
            "schedule": crontab(minute=5),
            "options": {"expires": 3000},
        },
        "send-digests": {"task": "proposals.tasks.send_digests", "schedule": 300.0, "options": {"expires": 240}},
        "sum-up-tally": {"task": "proposals.tasks.sum_up_tally", "schedule": 300.0, "options": {"expires": 240}},
        "write-checkpoint": {"task": "proposals.tasks.write_checkpoint", "schedule": 3600.0},
    },
}

for _name, _value in env.mail(env.text("EMAIL_URL")).items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "jianyi@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_tokens": {"()": "replies.views.private_links.WithoutTokens"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_tokens"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    # WeasyPrint and fontTools tell every step of subsetting a font, pyHanko every certificate that nobody vouches for;
    # what matters is in the document's report and in the answer.
    "loggers": {name: {"level": "ERROR"} for name in ("weasyprint", "fontTools", "pyhanko", "pyhanko_certvalidator")},
}
