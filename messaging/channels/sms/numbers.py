"""Telephone numbers as they are kept and sent: E.164."""

import phonenumbers
from phonenumbers import PhoneNumberType

_HOME = "NO"
# Elsewhere (as in North America) numbers do not tell; those may be tried.
_CAN_RECEIVE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def normalised(number: str) -> str | None:
    """``+4790000000`` for a number as people write it; without country code it is Norwegian.

    None when it can never receive an SMS: no number, or one of a fixed line or a service.
    """
    try:
        parsed = phonenumbers.parse(number, _HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed) or parsed.extension:
        return None
    if phonenumbers.number_type(parsed) not in _CAN_RECEIVE:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
