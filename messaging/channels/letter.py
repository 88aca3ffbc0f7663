"""Letters: paper for those whom nothing else reaches, with a way back to the page on it."""

import secrets

import segno
from django.template.loader import render_to_string
from django.utils import translation

from schools import documents

# As the codes of invitations: nothing that is taken for another. 31 letters, a prime, so that
# the check letter finds every wrong letter and every two that changed places.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 8


def render(
    *, language: str, html: str, title: str = "", address: str = "", code: str = ""
) -> bytes:
    """PDF of one letter.

    ``html`` is the letter's content, safe already; its first ``.address`` stands in the window
    of an envelope. With ``address``, a QR code for it stands below, with ``code`` in letters.
    """
    frame = {"html": html, "address": address, "code": grouped(code)}
    if address:
        frame["qr"] = qr(address)
    with translation.override(language):
        body = render_to_string("messaging/letter.html", frame)
    return documents.pdf(language=language, title=title, body=body, css=_CSS)


def qr(address: str) -> str:
    """``data:`` address of a picture; a fourth of it may be unreadable (fold, stamp)."""
    return segno.make(address, error="q", micro=False).svg_data_uri(border=4)


def short_code() -> str:
    """Eight letters to type from paper: 34 random bits, so whoever takes them limits attempts."""
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


_CSS = """
.address { position: absolute; top: 25mm; left: 0; width: 85mm; line-height: 1.35 }
.letter { padding-top: 62mm }
.way { display: flex; gap: 6mm; align-items: center; margin-top: 8mm; break-inside: avoid }
.way img { width: 32mm; height: 32mm }
.way .code { font-size: 14pt; font-weight: 700; letter-spacing: .08em }
"""
