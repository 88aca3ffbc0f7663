"""Sign-in: allauth serves every door; accounts come from the register, never from a form."""

from config import env

AUTHENTICATION_BACKENDS = [
    "schools.signin.backends.DirectoryBackend",
    "schools.signin.backends.PasswordBackend",
]
PASSWORD_HASHERS = [
    "schools.signin.hashers.SchoolArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "schools.signin.sessions"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {"login": "schools.forms.signin.SignInForm"}
ACCOUNT_ADAPTER = "schools.signin.adapter.SchoolAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation proves the address
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# A whole school signs in from one address at 08:15: the address limit must let
# 500 pupils through in a minute, while one account under attack is slowed.
ACCOUNT_RATE_LIMITS = {
    "login": "1200/m/ip",
    "login_failed": "600/m/ip,5/5m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("SKOLEBRO_PROXIES", 0)

# How long after a password was given sensitive messages open without asking for it again.
FRESH_SIGN_IN_SECONDS = env.number("SKOLEBRO_FRESH_SIGN_IN_SECONDS", 15 * 60)

# Networks (CIDR) that pupils may sign in from; empty = anywhere.
PUPIL_NETWORKS = env.words("SKOLEBRO_PUPIL_NETWORKS")
# Key of the hashes that national numbers are compared by; never the numbers themselves.
NATIONAL_NUMBER_KEY = env.text("SKOLEBRO_NATIONAL_NUMBER_KEY", "")
