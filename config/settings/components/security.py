"""Headers, cookies and limits."""

from csp.constants import NONE, SELF

from config import env

SECRET_KEY = env.text("SKOLEBRO_SECRET_KEY", "")
ALLOWED_HOSTS = env.words("SKOLEBRO_HOSTS", "localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = env.words("SKOLEBRO_ORIGINS")
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
ROSTER_MAX_BYTES = env.number("SKOLEBRO_ROSTER_MAX_MB", 100) * 1024 * 1024
UPLOAD_MAX_BYTES = env.number("SKOLEBRO_UPLOAD_MAX_MB", 25) * 1024 * 1024
# clamd as /path/to/socket or host:port; empty = uploads are not scanned
CLAMD = env.text("SKOLEBRO_CLAMD", "")
# nginx location that hands out private files (X-Accel-Redirect); empty = Django does
ACCEL_PREFIX = env.text("SKOLEBRO_ACCEL_PREFIX", "")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
    # The editors' administration has its own, looser policy: config.middleware.
    "EXCLUDE_URL_PREFIXES": ("/cms/", "/drift/"),
}
