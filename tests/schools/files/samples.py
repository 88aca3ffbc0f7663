"""Uploads, honest and hostile."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

MARKER = b"63.4305N-canary"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(
    file_format: str = "JPEG",
    size: tuple[int, int] = (64, 48),
    mode: str = "RGB",
    **options: object,
) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, "teal").save(buffer, file_format, **options)
    return buffer.getvalue()


def picture_with_position() -> bytes:
    """A JPEG that says where and how it was taken: EXIF, comment and orientation."""
    exif = Image.Exif()
    exif[0x010E] = MARKER.decode()
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif, comment=MARKER)


def bomb() -> bytes:
    """A PNG of a few hundred bytes that claims 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))
        )

    header = struct.pack("!IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def flicker(frames: int) -> bytes:
    """A GIF of many frames."""
    buffer = io.BytesIO()
    pictures = [Image.new("RGB", (4, 4), (number, 255 - number, 9)) for number in range(frames)]
    pictures[0].save(buffer, "GIF", save_all=True, append_images=pictures[1:])
    return buffer.getvalue()


def word(*extra: str) -> bytes:
    """A Word document by its parts; ``extra`` names more parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in ("[Content_Types].xml", "word/document.xml", *extra):
            target.writestr(name, "<x/>")
    return buffer.getvalue()
