"""Letters: paper for those whom nothing else reaches, with a way back to the page on it."""

from collections.abc import Iterable

import segno
from django.template.loader import render_to_string
from django.utils import translation

from messaging.channels.letter_codes import grouped
from messaging.channels.sheet import Sheet
from schools import documents
from schools.documents import Part


def render(
    *, language: str, html: str, title: str = "", address: str = "", code: str = ""
) -> bytes:
    """PDF of one letter; see ``render_all``."""
    return render_all([Sheet(language, html, address, code)], title=title)


def render_all(sheets: Iterable[Sheet], *, title: str) -> bytes:
    """PDF of several letters, each on paper of its own; taken one by one, as they are set.

    The first ``.address`` of a sheet stands in the window of an envelope. With ``address``, a QR
    code for it stands below, with ``code`` in letters.
    """
    return documents.pdf_of_parts(map(_part, sheets), title=title, css=_CSS)


def _part(sheet: Sheet) -> Part:
    frame = {"html": sheet.html, "address": sheet.address, "code": grouped(sheet.code)}
    if sheet.address:
        frame["qr"] = qr(sheet.address)
    with translation.override(sheet.language):
        return Part(sheet.language, render_to_string("messaging/letter.html", frame))


def qr(address: str) -> str:
    """``data:`` address of a picture; a fourth of it may be unreadable (fold, stamp)."""
    return segno.make(address, error="q", micro=False).svg_data_uri(border=4)


_CSS = """
.address { position: absolute; top: 25mm; left: 0; width: 85mm; line-height: 1.35 }
.letter { padding-top: 62mm }
.way { display: flex; gap: 6mm; align-items: center; margin-top: 8mm; break-inside: avoid }
.way img { width: 32mm; height: 32mm }
.way .code { font-size: 14pt; font-weight: 700; letter-spacing: .08em }
.from { margin-bottom: 6mm }
.text { white-space: pre-line; overflow-wrap: anywhere }
.slip { margin-top: 8mm; padding-top: 4mm; border-top: .3mm dashed #000; break-inside: avoid }
.box { display: inline-block; width: 4mm; height: 4mm; margin-right: 2mm; border: .4mm solid #000 }
.slip h2 { margin-top: 0 }
.slip p { margin: 1mm 0 }
.asked { font-weight: 700 }
.how-many { margin-left: 6mm; white-space: nowrap }
.number { display: inline-block; width: 14mm; border-bottom: .2mm solid #000 }
.line { height: 9mm; border-bottom: .2mm solid #000; margin-bottom: 1mm }
.two { display: flex; gap: 8mm }
.two > div { flex: 1 }
"""
