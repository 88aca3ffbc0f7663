"""Production: what has no safe default must be set, or the process does not start."""

from config import env
from config.settings.base import *

SECRET_KEY = env.text("SKOLEBRO_SECRET_KEY")
NATIONAL_NUMBER_KEY = env.text("SKOLEBRO_NATIONAL_NUMBER_KEY")
ALLOWED_HOSTS = [*env.words("SKOLEBRO_HOSTS")]
env.text("SKOLEBRO_DATABASE_URL")
env.text("SKOLEBRO_REDIS_URL")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.flag("SKOLEBRO_HTTPS", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("SKOLEBRO_HTTPS", default=True)
SECURE_HSTS_SECONDS = env.number("SKOLEBRO_HSTS_SECONDS", 31_536_000)
# The municipality's other sites share the domain: whether they are all served by HTTPS, and
# want to be preloaded, is theirs to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
