"""PDF: archivable (PDF/A-3b) and tagged for screen readers; the only user of WeasyPrint."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import weasyprint
from django.conf import settings
from django.utils.html import escape
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

_ARCHIVE: dict[str, object] = {"pdf_variant": "pdf/a-3b", "pdf_tags": True}
_FONTS = "asset:inter/"
_PARTS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese")
_RIGHT_TO_LEFT = {"ar", "ckb", "fa", "he", "prs", "ps", "sd", "ur"}


@dataclass(frozen=True)
class Part:
    """One text of a document: HTML that is safe already, and its language as in HTML's ``lang``."""

    language: str
    body: str


def pdf(*, language: str, title: str, body: str, css: str = "") -> bytes:
    """A document of ``body`` (HTML that is safe already), set in Inter on A4.

    Nothing is fetched: pictures and further styles come as ``data:`` addresses, others are left
    out. ``language`` as in HTML's ``lang``.
    """
    return pdf_of_parts([Part(language, body)], title=title, css=css)


def pdf_of_parts(parts: Iterable[Part], *, title: str, css: str = "") -> bytes:
    """One document of several, each from a new page and in its own language; at least one.

    The parts are taken one by one, as they are laid out: fonts are loaded once, which is most of
    the time that a short document takes.
    """
    fonts = FontConfiguration()
    fetcher = _OwnFiles()
    sheets = [
        weasyprint.CSS(string=text, font_config=fonts, url_fetcher=fetcher)
        for text in (_font_faces(), _PAGE, css)
    ]
    made = [
        weasyprint.HTML(string=_page(part.language, title, part.body), url_fetcher=fetcher).render(
            stylesheets=sheets, font_config=fonts, **_ARCHIVE
        )
        for part in parts
    ]
    pages = [page for each in made for page in each.pages]
    written: bytes = made[0].copy(pages).write_pdf(**_ARCHIVE)
    return written


class _OwnFiles(URLFetcher):  # type: ignore[misc]  # the library is untyped
    """Our fonts and what the page itself holds; nothing of the network or of the disk."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Raises ValueError for all else, which leaves that out of the page."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        name = url.removeprefix(_FONTS)
        if not url.startswith(_FONTS) or name not in _font_files():
            raise ValueError("Documents fetch nothing.")
        font = (_font_folder() / name).read_bytes()
        return URLFetcherResponse(url, font, {"Content-Type": "font/woff2"})


def _page(language: str, title: str, body: str) -> str:
    direction = "rtl" if language.split("-")[0] in _RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html><html lang="{escape(language)}" dir="{direction}">'
        f"<head><title>{escape(title)}</title></head><body>{body}</body></html>"
    )


def _font_folder() -> Path:
    return Path(settings.NODE_MODULES) / "@fontsource-variable" / "inter" / "files"


def _font_files() -> list[str]:
    return [f"inter-{part}-wght-normal.woff2" for part in _PARTS]


@cache
def _font_faces() -> str:
    """One family per file: under one name, letters of one file are drawn from another's."""
    return (
        "".join(
            f'@font-face{{font-family:"Inter {part}";font-weight:100 900;'
            f'src:url("{_FONTS}inter-{part}-wght-normal.woff2")}}'
            for part in _PARTS
        )
        + f"html{{font-family:{_FAMILIES},sans-serif}}"
    )


_FAMILIES = ",".join(f'"Inter {part}"' for part in _PARTS)
_PAGE = """
@page { size: A4; margin: 20mm 20mm 25mm }
html { font-size: 10.5pt; line-height: 1.5; hyphens: auto }
body { margin: 0 }
h1 { font-size: 15pt; line-height: 1.25; margin: 0 0 4mm }
h2 { font-size: 12pt; margin: 6mm 0 2mm }
p, ul, ol { margin: 0 0 3mm; orphans: 2; widows: 2 }
img { max-width: 100% }
"""
