"""Tests: PostgreSQL and Redis that the run starts itself; SKOLEBRO_TEST_DB=sqlite for SQLite."""

import atexit
import shutil
import tempfile
from pathlib import Path

from config import env
from config.settings.base import *

SECRET_KEY = "test-" + "x" * 50
NATIONAL_NUMBER_KEY = "test-" + "n" * 40
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
_var = tempfile.mkdtemp(prefix="skolebro-test-")
atexit.register(shutil.rmtree, _var, ignore_errors=True)
MEDIA_ROOT = Path(_var)
STATIC_ROOT = MEDIA_ROOT / "static"
STATIC_ROOT.mkdir()
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": _var},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": f"{_var}/private"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # else every test client lists all static files, for 40 ms
# Argon2 costs 50 ms; the hashers' own tests choose the real ones.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if env.text("SKOLEBRO_TEST_DB", "postgresql") == "sqlite":
    DATABASES = {"default": env.sqlite(env.text("TEST_SQLITE_FILE", f"{_var}/db.sqlite3"))}
else:
    DATABASES = {
        "default": env.postgres(
            f"postgresql://skolebro@127.0.0.1:{env.text('TEST_PG_PORT', '5432')}/skolebro"
        )
    }
