"""What people choose for themselves. Personal taste, so nothing is written to the audit log."""

from django.conf import settings
from django.utils.translation import gettext as _

from schools.exceptions import InvalidInput
from schools.models import Person

COLOUR_SCHEMES = ("auto", "light", "dark")


def choose_language(*, actor: Person, language: str) -> None:
    """Keep the language of the interface with the account.

    Raises InvalidInput for a language that is not offered.
    """
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput(_("We do not have that language."), field="language")
    actor.language = language
    actor.save(update_fields=["language"])


def choose_colour_scheme(*, actor: Person, colour_scheme: str) -> None:
    """Keep light, dark or as the device has it. Raises InvalidInput for anything else."""
    if colour_scheme not in COLOUR_SCHEMES:
        raise InvalidInput(_("Choose light, dark or automatic."), field="colour_scheme")
    actor.colour_scheme = colour_scheme
    actor.save(update_fields=["colour_scheme"])
