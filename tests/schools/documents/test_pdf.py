"""Documents: archivable, in our font, and made of nothing but what they were given."""

import re
from typing import Any

import pytest

from schools import documents
from tests.messaging.channels.http_server import Answer, http_server
from tests.pdf_streams import unpacked_streams


def _inside(pdf: bytes) -> bytes:
    """The file with its streams unpacked."""
    return b"\n".join([pdf, *unpacked_streams(pdf)])


def _pdf(body: str, language: str = "nb") -> bytes:
    return documents.pdf(language=language, title="Brev fra skolen", body=body)


def test_document_is_archivable_and_tagged() -> None:
    pdf = _pdf("<h1>Hei</h1><p>Blåbær</p>")
    inside = _inside(pdf)
    assert pdf.startswith(b"%PDF-1.7")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert b"<pdfaid:part>3</pdfaid:part>" in inside or b'pdfaid:part="3"' in inside
    assert b"<pdfaid:conformance>B<" in inside or b'pdfaid:conformance="B"' in inside
    assert b"OutputIntent" in inside
    assert b"/StructTreeRoot" in inside
    assert b"/Lang (nb)" in inside
    assert b"Brev fra skolen" in inside


@pytest.mark.parametrize("letters", ["Blåbær", "čšž", "Привіт", "Γειά", "Tiếng Việt"])
def test_letters_of_many_alphabets_are_in_our_font(letters: str) -> None:
    fonts = set(re.findall(rb"/BaseFont\s*/(\S+)", _inside(_pdf(f"<p>{letters}</p>"))))
    assert fonts
    assert all(b"Inter" in font for font in fonts)


def test_alphabets_on_one_page_are_drawn_each_from_its_own_file() -> None:
    """Under one name, the letters of one file were drawn with the shapes of another's."""
    inside = _inside(_pdf("<p>Hei Привіт čšž</p>"))
    assert len(re.findall(rb"/FontFile\d? ", inside)) == 3


def test_nothing_is_fetched(tmp_path: Any) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>hemmelig</text></svg>')
    with http_server(Answer(200)) as site:
        plain = _pdf("<p>Hei</p>")
        pdf = _pdf(
            f'<p>Hei</p><img src="{site.url}/a.png"><img src="file://{secret}">'
            f'<link rel="stylesheet" href="{site.url}/b.css">'
            f'<img src="asset:inter/../../../../package.json">'
            f'<p style="background:url({site.url}/c.png)"></p>'
            f'<style>@import url("{site.url}/d.css"); @font-face {{font-family: x;'
            f'src: url("{site.url}/e.woff2")}}</style><p style="font-family:x">Hei</p>'
            f'<object data="{site.url}/f.svg"></object><a rel="attachment" href="file://{secret}">'
            "a</a>"
        )
        assert site.requests == []
    assert b"hemmelig" not in _inside(pdf)
    assert plain.startswith(b"%PDF")


def test_picture_that_comes_along_is_drawn() -> None:
    svg = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
    svg += "%3Crect width='9' height='9' fill='red'/%3E%3C/svg%3E"
    red = b"1 0 0 rg"
    assert red in _inside(_pdf(f'<img src="{svg}">'))
    assert red not in _inside(_pdf("<p>Hei</p>"))


@pytest.mark.parametrize("language", ["nn", "ar"])
def test_language_is_told(language: str) -> None:
    assert b"/Lang (%s)" % language.encode() in _inside(_pdf("<p>x</p>", language))
