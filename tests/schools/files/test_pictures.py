import io

import pytest
from PIL import Image

from schools.exceptions import InvalidInput
from schools.files import pictures
from tests.schools.files import samples


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_picture_is_written_anew(file_format):
    cleaned = pictures.clean(io.BytesIO(samples.picture(file_format)))

    assert (cleaned.width, cleaned.height) == (64, 48)
    assert Image.open(io.BytesIO(cleaned.content)).size == (64, 48)
    assert Image.open(io.BytesIO(cleaned.thumbnail)).format == "WEBP"


def test_phone_picture_in_heif_becomes_jpeg():
    cleaned = pictures.clean(io.BytesIO(samples.picture("HEIF")))

    assert cleaned.content_type == "image/jpeg"


def test_position_comment_and_orientation_do_not_survive():
    original = samples.picture_with_position()
    assert samples.MARKER in original

    cleaned = pictures.clean(io.BytesIO(original))

    assert samples.MARKER not in cleaned.content + cleaned.thumbnail
    assert not Image.open(io.BytesIO(cleaned.content)).getexif()
    assert (cleaned.width, cleaned.height) == (48, 64)


def test_transparency_is_kept_as_png():
    cleaned = pictures.clean(io.BytesIO(samples.picture("PNG", mode="RGBA")))

    assert (cleaned.content_type, cleaned.suffix) == ("image/png", ".png")


def test_large_picture_is_made_smaller():
    cleaned = pictures.clean(io.BytesIO(samples.picture(size=(4000, 1000))))

    assert (cleaned.width, cleaned.height) == (2560, 640)


@pytest.mark.parametrize(
    "content",
    [samples.bomb(), samples.flicker(201), samples.picture()[:200], b"\xff\xd8\xff nothing more"],
    ids=["pixel bomb", "frame bomb", "cut off", "only a signature"],
)
def test_picture_that_cannot_be_opened_safely_is_refused(content):
    with pytest.raises(InvalidInput):
        pictures.clean(io.BytesIO(content))
