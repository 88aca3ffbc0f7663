"""The picture above an announcement, in its form and in one of its own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.models.attached import LONGEST_ALT

COVER_NAMES = ("cover", "cover_alt", "cover_is_decoration")


class CoverForm(forms.Form):
    """A picture, and what it shows in words. Whether they will do is the action's to say."""

    cover = forms.FileField(
        label=_("Picture"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("Use pictures of pupils only with consent for this use."),
    )
    cover_alt = forms.CharField(
        label=_("What the picture shows"),
        required=False,
        max_length=LONGEST_ALT,
        help_text=_(
            "Needed with a picture, unless it is decoration only: it is read out to those who do"
            " not see it."
        ),
    )
    cover_is_decoration = forms.BooleanField(
        label=_("The picture is decoration only"), required=False
    )

    def described(self) -> dict[str, Any]:
        """The picture and its words, for the action."""
        given = self.cleaned_data
        return {
            "upload": given["cover"],
            "alt": given["cover_alt"],
            "is_decoration": given["cover_is_decoration"],
        }
