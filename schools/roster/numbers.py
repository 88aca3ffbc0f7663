"""National numbers: recognised so that they are never kept, compared by keyed hash only."""

import hashlib
import hmac

from django.conf import settings

SYSTEM = "national-number"
_LENGTH, _ORG_LENGTH = 11, 9
_MONTHS = range(1, 13)
_DAYS = (*range(1, 32), *range(41, 72))  # D-numbers add 40
_SYNTHETIC = 65
_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
# Months of the register: ordinary, health service (+40), the tax agency's test people (+65, +80).
_MONTH_SHIFTS = (0, 40, 65, 80)


def is_national_number(text: str) -> bool:
    """Eleven digits with right check digits and a date; D-numbers and test people too."""
    if len(text) != _LENGTH or not (text.isascii() and text.isdigit()):
        return False
    day, month = int(text[:2]), int(text[2:4])
    if day not in _DAYS or not any(month - shift in _MONTHS for shift in _MONTH_SHIFTS):
        return False
    return all(_checks(text, weights) for weights in _WEIGHTS)


def is_synthetic(number: str) -> bool:
    """One of the tax agency's invented people (month + 65 or + 80)."""
    return int(number[2:4]) > _SYNTHETIC


def keyed_hash(number: str) -> str:
    """What is stored instead of the number; equal numbers are equal under one key."""
    key = settings.NATIONAL_NUMBER_KEY.encode()
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()


def is_org_number(text: str) -> bool:
    """Nine digits whose last one checks (modulus 11)."""
    if len(text) != _ORG_LENGTH or not (text.isascii() and text.isdigit()):
        return False
    weights = (3, 2, 7, 6, 5, 4, 3, 2, 1)
    return sum(weight * int(digit) for weight, digit in zip(weights, text, strict=True)) % 11 == 0


def _checks(number: str, weights: tuple[int, ...]) -> bool:
    return (
        sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False)) % 11 == 0
    )
