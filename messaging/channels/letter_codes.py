"""Codes to type from paper. Apart from the letters themselves, which take a second to load."""

import secrets

# As the codes of invitations: nothing that is taken for another. 31 letters, a prime, so that
# the check letter finds every wrong letter and every two that changed places.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 8


def short_code() -> str:
    """Eight letters: 34 random bits, so whoever takes them limits attempts."""
    values = [secrets.randbelow(len(_LETTERS)) for _ in range(_LENGTH - 1)]
    check = -_weighed(values) * pow(_LENGTH, -1, len(_LETTERS)) % len(_LETTERS)
    return "".join(_LETTERS[value] for value in [*values, check])


def tidied(typed: str) -> str:
    """As ``short_code`` made it, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def is_code(typed: str) -> bool:
    """Whether it may have been made by ``short_code``; not whether it is in use."""
    code = tidied(typed)
    if len(code) != _LENGTH or not set(code) <= set(_LETTERS):
        return False
    return _weighed([_LETTERS.index(letter) for letter in code]) % len(_LETTERS) == 0


def grouped(code: str) -> str:
    """In fours, as people read it."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _weighed(values: list[int]) -> int:
    return sum(place * value for place, value in enumerate(values, start=1))
