"""What a file really is, decided by its content and never by its name."""

import zipfile
from pathlib import PurePath
from typing import IO

from django.utils.translation import gettext as _

from schools.exceptions import InvalidInput

PDF = "application/pdf"
TEXT = "text/plain"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
SUFFIXES = {
    PDF: (".pdf",),
    TEXT: (".txt", ".md", ".csv"),
    _OFFICE + "wordprocessingml.document": (".docx",),
    _OFFICE + "spreadsheetml.sheet": (".xlsx",),
    _OFFICE + "presentationml.presentation": (".pptx",),
    _ODF + "text": (".odt",),
    _ODF + "spreadsheet": (".ods",),
    _ODF + "presentation": (".odp",),
}
# What the browser offers in its file dialogue; the content decides afterwards.
ACCEPT = ",".join(["image/*", *(suffix for group in SUFFIXES.values() for suffix in group)])
_MAX_MEMBERS = 5_000


def of_document(upload: IO[bytes], name: str) -> str:
    """The content type of a document. Raises InvalidInput for refused or disguised kinds."""
    upload.seek(0)
    head = upload.read(4096)
    kind = _by_head(upload, head)
    suffix = PurePath(name).suffix.casefold()
    if kind is None:
        raise InvalidInput(refused())
    if suffix not in SUFFIXES[kind]:
        message = _(
            "The name of “%(name)s” does not fit what is in the file. "
            "Save it again and try once more."
        )
        raise InvalidInput(message % {"name": name})
    return kind


def refused() -> str:
    """The sentence that names what can be sent."""
    return _(
        "This kind of file cannot be sent here. Use a picture, PDF, Word, Excel, PowerPoint, "
        "OpenDocument or plain text."
    )


def _by_head(upload: IO[bytes], head: bytes) -> str | None:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _by_archive(upload)
    return TEXT if _is_text(head) else None


def _by_archive(upload: IO[bytes]) -> str | None:
    try:
        with zipfile.ZipFile(upload) as archive:
            names = set(archive.namelist())
            if len(names) > _MAX_MEMBERS or any("vbaproject" in name.casefold() for name in names):
                return None
            return _opendocument(archive, names) or _office(names)
    except (zipfile.BadZipFile, OSError, RuntimeError):
        return None


def _opendocument(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    if "mimetype" not in names:
        return None
    with archive.open("mimetype") as member:
        kind = member.read(200).decode("ascii", "replace").strip()
    return kind if kind in SUFFIXES else None


def _office(names: set[str]) -> str | None:
    if "[Content_Types].xml" not in names:
        return None
    parts = {
        "word/document.xml": "wordprocessingml.document",
        "xl/workbook.xml": "spreadsheetml.sheet",
        "ppt/presentation.xml": "presentationml.presentation",
    }
    return next((_OFFICE + kind for part, kind in parts.items() if part in names), None)


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # a letter cut in two by the end of the sample is still text
        if error.start < len(head) - 4:
            return False
        text = head[: error.start].decode("utf-8")
    lowered = text.lstrip().casefold()
    if lowered.startswith(("<!doctype", "<html", "<svg", "<?xml", "<script")):
        return False
    return all(char.isprintable() or char in "\r\n\t\f\ufeff" for char in text)
