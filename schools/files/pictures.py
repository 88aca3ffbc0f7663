"""Pictures: decoded, turned upright, made smaller, and written anew without any metadata.

The only importer of Pillow. A plain re-save keeps EXIF positions and comments;
a new image with copied pixels has nothing to keep.
"""

import io
import warnings
from dataclasses import dataclass
from typing import IO

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from schools.exceptions import InvalidInput

pillow_heif.register_heif_opener(thumbnails=False)

READ = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
MAX_PIXELS = 50_000_000
MAX_FRAMES = 200
LONGEST_SIDE = 2560
THUMBNAIL_SIDE = 640
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True)
class Picture:
    """A clean picture with its thumbnail, encoded."""

    content: bytes
    content_type: str
    suffix: str
    width: int
    height: int
    thumbnail: bytes


def clean(upload: IO[bytes]) -> Picture:
    """The upload as a picture of our own making.

    Raises InvalidInput for what is not a picture, is damaged, or is too large to open safely.
    """
    with warnings.catch_warnings():
        # Pillow only warns up to twice its pixel limit
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _encode(_decode(upload))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise InvalidInput(_too_large()) from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            message = _("This picture cannot be opened. Take it again, or save it as JPEG or PNG.")
            raise InvalidInput(message) from error


def is_picture(head: bytes) -> bool:
    """Whether the first bytes look like a picture format that we read."""
    return (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"hevc"})
    )


def _decode(upload: IO[bytes]) -> Image.Image:
    upload.seek(0)
    image = Image.open(upload, formats=READ)
    if image.width * image.height > MAX_PIXELS or getattr(image, "n_frames", 1) > MAX_FRAMES:
        raise InvalidInput(_too_large())
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return upright


def _encode(image: Image.Image) -> Picture:
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    plain = _only_pixels(image, "RGBA" if has_alpha else "RGB")
    small = plain.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Picture(
        content=_bytes(plain, "PNG", optimize=True)
        if has_alpha
        else _bytes(plain, "JPEG", quality=85, optimize=True),
        content_type="image/png" if has_alpha else "image/jpeg",
        suffix=".png" if has_alpha else ".jpg",
        width=plain.width,
        height=plain.height,
        thumbnail=_bytes(small, "WEBP", quality=78),
    )


def _only_pixels(image: Image.Image, mode: str) -> Image.Image:
    source = image.convert(mode)
    fresh = Image.new(mode, source.size)
    fresh.paste(source)
    return fresh


def _bytes(image: Image.Image, file_format: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def _too_large() -> str:
    return _("This picture is too large to open safely. Make it smaller and try again.")
