"""What is wrong with a chosen password, and what to do, in our words and languages."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from schools.models import Person

_ADVICE = {
    "password_too_short": _("The password is too short. Use at least 10 characters."),
    "password_too_common": _("The password is easy to guess. Choose another one."),
    "password_too_similar": _("The password is too like your name or address. Choose another one."),
}


def against(password: str, person: Person | None) -> list[str]:
    """Sentences; none for a password that may be used."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        return [str(_ADVICE.get(part.code or "", part.messages[0])) for part in error.error_list]
    return []
