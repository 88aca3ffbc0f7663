"""The blocks that pages are made of. Class pages hold plain words; public pages rich text."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms import sanitising
from cms.choices import BlockKind
from cms.sanitising import WebAddress

MARKS = ["bold", "italic", "ul", "ol", "link", "h2", "h3"]


class CleanText(blocks.RichTextBlock):  # type: ignore[misc]
    """Rich text that is cleaned on its way in, also when raw JSON is written past the editor."""

    def to_python(self, value: str) -> Any:
        return super().to_python(sanitising.stored(value))

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return sanitising.stored(prepared) if prepared else prepared


class LinkBlock(blocks.StructBlock):  # type: ignore[misc]
    """One link."""

    label = blocks.CharBlock(max_length=120)
    url = blocks.CharBlock(max_length=500, validators=[WebAddress()])


class DateBlock(blocks.StructBlock):  # type: ignore[misc]
    """One day to remember."""

    date = blocks.DateBlock()
    text = blocks.CharBlock(max_length=200)


def class_blocks() -> list[tuple[str, Any]]:
    """What teachers build a class page of, edited where it is read."""
    heading = blocks.CharBlock(max_length=120, required=False)
    return [
        (
            BlockKind.TEXT.value,
            blocks.StructBlock(
                [("heading", heading), ("text", blocks.TextBlock(max_length=10_000))]
            ),
        ),
        (
            BlockKind.LINKS.value,
            blocks.StructBlock([("heading", heading), ("links", blocks.ListBlock(LinkBlock()))]),
        ),
        (
            BlockKind.DATES.value,
            blocks.StructBlock([("heading", heading), ("dates", blocks.ListBlock(DateBlock()))]),
        ),
        (
            BlockKind.CONTACT.value,
            blocks.StructBlock(
                [
                    ("heading", heading),
                    ("name", blocks.CharBlock(max_length=120)),
                    ("phone", blocks.CharBlock(max_length=20, required=False)),
                    ("email", blocks.EmailBlock(required=False)),
                    ("text", blocks.CharBlock(max_length=400, required=False)),
                ]
            ),
        ),
        (
            BlockKind.PICTURE.value,
            blocks.StructBlock(
                [
                    ("file", blocks.CharBlock(max_length=36)),
                    ("alt", blocks.CharBlock(max_length=200)),
                    ("caption", blocks.CharBlock(max_length=300, required=False)),
                ]
            ),
        ),
    ]


def public_blocks() -> list[tuple[str, Any]]:
    """What editors build public pages of."""
    return [
        ("text", CleanText(features=MARKS, label=_("Text"))),
        ("links", blocks.ListBlock(LinkBlock(), label=_("Links"))),
        (
            "picture",
            blocks.StructBlock(
                [("image", ImageChooserBlock()), ("alt", blocks.CharBlock(max_length=200))],
                label=_("Picture"),
            ),
        ),
        (
            "contact",
            blocks.StructBlock(
                [
                    ("name", blocks.CharBlock(max_length=120)),
                    ("phone", blocks.CharBlock(max_length=20, required=False)),
                    ("email", blocks.EmailBlock(required=False)),
                ],
                label=_("Contact"),
            ),
        ),
    ]
