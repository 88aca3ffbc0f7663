"""Keys for finding and ordering people's names, equal on every database."""

import unicodedata

# Norwegian order puts æ, ø, å last, and reads aa as å. Plain ASCII letters keep
# that order under any database collation.
_LAST = {"æ": "zx", "ä": "zx", "ø": "zy", "ö": "zy", "å": "zz"}


def search_key(*parts: str) -> str:
    """Casefolded text for ``contains``: SQLite's LIKE does not know that Å is å."""
    return " ".join(part for part in parts if part).casefold()


def sort_key(family_name: str, given_name: str) -> str:
    """Family name, then given name, in Norwegian alphabetical order."""
    return "0".join(_ordered(name) for name in (family_name, given_name))[:200]


def _ordered(name: str) -> str:
    folded = unicodedata.normalize("NFC", name).casefold().replace("aa", "å")
    return "".join(_LAST.get(letter) or _plain(letter) for letter in folded)


def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)
    return "".join(char for char in base if char.isascii() and char.isalnum())
