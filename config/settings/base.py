"""All settings, with defaults that are safe in production; demo, test and production are thin."""

from pathlib import Path

from config import env
from config.settings.components.celery import *
from config.settings.components.languages import *
from config.settings.components.ldap import *
from config.settings.components.notices import *
from config.settings.components.security import *
from config.settings.components.signin import *
from config.settings.components.wagtail import *

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.text("SKOLEBRO_VAR", str(BASE_DIR / "var")))
DEBUG = False

SITE_NAME = "Skolebro"
BASE_URL = env.text("SKOLEBRO_BASE_URL", "http://localhost:8000")
DEMO_ACCOUNTS: tuple[tuple[str, str], ...] = ()  # shown on the sign-in page, demo only
DEMO_PASSWORD = ""

INSTALLED_APPS = [
    "config",
    "cms",
    "devices",
    "messaging",
    "schools",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "channels",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.EditorPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.PersonLanguage",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.RefuseOddText",
    "schools.middleware.AnswerRefusals",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
            "builtins": ["config.templatetags.site"],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "schools.Person"

if url := env.text("SKOLEBRO_DATABASE_URL", ""):
    DATABASES = {"default": env.postgres(url)}
    # Zero where pages are served by ASGI (each request is its own thread, connections would leak).
    # WSGI processes set it to keep theirs, and live processes, where one thread asks for all.
    DATABASES["default"]["CONN_MAX_AGE"] = env.number("SKOLEBRO_DB_CONN_MAX_AGE", 0)
else:
    DATABASES = {"default": env.sqlite(str(VAR_DIR / "skolebro.sqlite3"))}

# --- files of people: private, served by one view that asks who may see the owner
PRIVATE_FILES_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "media")},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_FILES_ROOT)},
    },
    "staticfiles": {"BACKEND": "config.storage.HashedStaticFiles"},
}
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"

# --- third-party front end comes from node_modules, untouched and uncommitted
NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    ("vendor/ds", NODE_MODULES / "@digdir/designsystemet-css/dist"),
    ("vendor/inter", NODE_MODULES / "@fontsource-variable/inter/files"),
    ("vendor/jsqr", NODE_MODULES / "jsqr/dist"),
]
ICONS_DIR = NODE_MODULES / "lucide-static" / "icons"

# --- live updates
REDIS_URL = env.text("SKOLEBRO_REDIS_URL", "")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "messaging.live.broadcast.Broadcast",
            "CONFIG": {"address": REDIS_URL},
        },
    }
    CACHES = {
        "default": {
            "BACKEND": "config.caches.RedisOrMemory",
            "LOCATION": REDIS_URL,
        },
    }
else:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "messaging.live.layer.ThreadsafeInMemoryLayer",
            "CONFIG": {"capacity": 10_000},
        },
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.Line",
            "fmt": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("SKOLEBRO_LOG_LEVEL", "INFO")},
}
