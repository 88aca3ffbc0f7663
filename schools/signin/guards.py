"""What is no user name or password at all; refused before any library or database sees it."""

import stringprep
import unicodedata

MAX_LENGTH = 256


def usable(text: object) -> bool:
    """Whether this can be a user name or a password.

    Not: what is no text, blank, over 256 characters, holds control characters, or is
    empty after SASLprep (a soft hyphen alone would be an anonymous LDAP bind).
    """
    if not isinstance(text, str) or len(text) > MAX_LENGTH:
        return False
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        return False
    return bool(_prepared(text).strip())


def _prepared(text: str) -> str:
    kept = "".join(char for char in text if not stringprep.in_table_b1(char))
    return unicodedata.normalize("NFKC", kept)
