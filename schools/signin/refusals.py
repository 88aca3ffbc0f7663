"""Why a sign-in was refused, kept on the request until the form says it.

Only what gives nothing away is said: a text of its own needs the right password first,
or holds for everybody (the directory does not answer).
"""

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WRONG = _("The user name or the password is wrong. Check both and try again.")
WRONG_PASSWORD = _("The password is wrong. Try again.")
SLOWED = _("Too many wrong passwords for this account. Wait five minutes and try again.")
UNREACHABLE = _(
    "The sign-in service of the pupil network does not answer. Try again in a minute. "
    "Adults with a password of their own sign in as usual: "
    "check that the user name and the password are right."
)
CLOSED = _(
    "Your account in the pupil network is closed, or its password has run out. "
    "Ask the ICT contact at your school for help."
)
NOT_LINKED = _(
    "The password is right, but we cannot see which person here the account belongs to. "
    "Nothing was created. Ask the office of your school for help."
)
OUTSIDE = _(
    "Pupils can only sign in from the network of the school. Try again when you are at school."
)

_KEY = "sign_in_refusal"


def note(request: HttpRequest | None, text: str | Promise) -> None:
    """Keep the reason; the first one stays."""
    if request is not None and not hasattr(request, _KEY):
        setattr(request, _KEY, text)


def noted(request: HttpRequest | None) -> str | Promise | None:
    """The reason kept on this request, if any."""
    reason: str | Promise | None = getattr(request, _KEY, None)
    return reason
