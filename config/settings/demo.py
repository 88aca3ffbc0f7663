"""Embedded: one process, SQLite, in-memory layer and broker. For trying, not for people's data."""

from config.demo_accounts import ACCOUNTS, PASSWORD
from config.settings.base import *
from config.settings.base import VAR_DIR

SECRET_KEY = "demo-only-" + "x" * 50
NATIONAL_NUMBER_KEY = "demo-only-" + "n" * 40
DEMO_ACCOUNTS = tuple((account.username, account.who) for account in ACCOUNTS)
DEMO_PASSWORD = PASSWORD
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
SMS = {**SMS, "adapter": "file", "file": str(VAR_DIR / "sms.jsonl")}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# The terminal shows the address and the accounts, not what the libraries do.
LOGGING["loggers"] = {
    "celery": {"level": "WARNING"},
    "kombu": {"level": "ERROR"},
    "django_tasks": {"level": "WARNING"},
    "wagtail": {"level": "WARNING"},
}
