"""The secrets of invitations: made once, shown once, kept as keyed hashes."""

import re
import secrets

from django.utils.crypto import salted_hmac

# Without letters that look or sound like others: no 0 O 1 I L 2 Z 5 S 8 B U V.
LETTERS = "34679ACDEFGHJKMNPQRTWXY"
_GROUPS, _GROUP = 3, 4
_CODE = re.compile(f"[{LETTERS}]{{{_GROUPS * _GROUP}}}")


def new_link_token() -> str:
    """For a link: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """For paper: twelve letters in three groups, 54 random bits."""
    letters = [secrets.choice(LETTERS) for _ in range(_GROUPS * _GROUP)]
    return "-".join("".join(letters[at : at + _GROUP]) for at in range(0, len(letters), _GROUP))


def tidy(typed: str) -> str:
    """A code as it was made, however it was typed; anything else unchanged."""
    squeezed = re.sub(r"[\s–-]", "", typed).upper()
    return squeezed if _CODE.fullmatch(squeezed) else typed.strip()


def hashed(secret: str) -> str:
    """What is stored: without the key of the site a stolen table opens nothing."""
    return salted_hmac("schools.invitation", tidy(secret), algorithm="sha256").hexdigest()
