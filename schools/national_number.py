"""National identity numbers: compared by keyed hash, never stored or logged themselves."""

import hashlib
import hmac

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SYSTEM = "national-number"  # in ExternalId
LIN_SYSTEM = "lin"  # local identity number (norEduPersonLIN), in ExternalId

_LENGTH = 11


def keyed_hash(number: str) -> str:
    """Hash of a number under the installation's key; spaces do not matter.

    Raises ValueError for what is not eleven digits, ImproperlyConfigured without a key.
    """
    digits = "".join(number.split())
    if not (len(digits) == _LENGTH and digits.isascii() and digits.isdigit()):
        message = "A national number has eleven digits."
        raise ValueError(message)
    if not settings.NATIONAL_NUMBER_KEY:
        message = "Set SKOLEBRO_NATIONAL_NUMBER_KEY."
        raise ImproperlyConfigured(message)
    key = settings.NATIONAL_NUMBER_KEY.encode()
    return hmac.new(key, digits.encode(), hashlib.sha256).hexdigest()
