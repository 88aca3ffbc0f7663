"""The forms of the blocks on a class page; one per kind."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.choices import BlockKind
from cms.sanitising import WebAddress
from schools.forms.fields import DayInput

_ROWS = 8


class BlockForm(forms.Form):
    """What every block has; ``value`` is what the action takes."""

    heading = forms.CharField(label=_("Heading"), max_length=120, required=False)

    def value(self) -> dict[str, Any]:
        """The block's value."""
        return dict(self.cleaned_data)


class TextForm(BlockForm):
    """Words."""

    text = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "An empty line starts a new paragraph, a line that starts with - becomes a point "
            "in a list."
        ),
    )


class RowsForm(BlockForm):
    """A block of rows of two fields; empty rows are left out."""

    pair: tuple[str, str] = ("", "")
    many = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, _ROWS + 1):
            for name in self.pair:
                self.fields[f"{name}_{number}"] = self.make(name, number)
        for number, row in enumerate(list(self.initial.get(self.many, ()))[:_ROWS], 1):
            for name in self.pair:
                self.initial[f"{name}_{number}"] = row[name]

    def make(self, name: str, number: int) -> forms.Field:
        """The field of one cell."""
        raise NotImplementedError

    def rows(self) -> list[list[Any]]:
        """Bound fields row by row, for the template."""
        return [[self[f"{name}_{number}"] for name in self.pair] for number in range(1, _ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """Whole rows only, and at least one."""
        data = super().clean() or {}
        whole = []
        for number in range(1, _ROWS + 1):
            cells = {name: data.get(f"{name}_{number}") for name in self.pair}
            if all(cells.values()):
                whole.append(cells)
            elif any(cells.values()):
                missing = next(name for name in self.pair if not cells[name])
                if f"{missing}_{number}" not in self.errors:
                    self.add_error(f"{missing}_{number}", gettext("Fill in this one too."))
        if not whole and not self.errors:
            self.add_error(None, gettext("Fill in at least one line."))
        return {"heading": data.get("heading", ""), self.many: whole}


class LinksForm(RowsForm):
    """Links."""

    pair, many = ("label", "url"), "links"

    def make(self, name: str, number: int) -> forms.Field:
        if name == "label":
            label = gettext("Link %(number)s, name") % {"number": number}
            return forms.CharField(label=label, max_length=120, required=False)
        return forms.CharField(
            label=gettext("Link %(number)s, web address") % {"number": number},
            max_length=500,
            required=False,
            validators=[WebAddress()],
            widget=forms.URLInput(attrs={"placeholder": "https://"}),
        )


class DatesForm(RowsForm):
    """Days to remember."""

    pair, many = ("date", "text"), "dates"

    def make(self, name: str, number: int) -> forms.Field:
        if name == "date":
            return forms.DateField(
                label=gettext("Day %(number)s") % {"number": number},
                required=False,
                widget=DayInput(),
            )
        label = gettext("Day %(number)s, what happens") % {"number": number}
        return forms.CharField(label=label, max_length=200, required=False)

    def value(self) -> dict[str, Any]:
        data = super().value()
        data["dates"] = [{**row, "date": row["date"].isoformat()} for row in data["dates"]]
        return data


class ContactForm(BlockForm):
    """Whom to ask."""

    name = forms.CharField(label=_("Name"), max_length=120)
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    text = forms.CharField(label=_("About what"), max_length=400, required=False)


class PictureForm(forms.Form):
    """A picture that only the readers of the page can open."""

    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("Use pictures of pupils only with consent for this use."),
    )
    alt = forms.CharField(
        label=_("What the picture shows"),
        max_length=200,
        help_text=_("Read out to those who do not see the picture."),
    )
    caption = forms.CharField(label=_("Caption"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].required = not self.initial.get("file")

    def value(self) -> dict[str, Any]:
        """The block's value without the file."""
        data = self.cleaned_data
        return {"file": "", "alt": data["alt"], "caption": data["caption"]}


FORMS: dict[str, type[forms.Form]] = {
    BlockKind.TEXT: TextForm,
    BlockKind.LINKS: LinksForm,
    BlockKind.DATES: DatesForm,
    BlockKind.CONTACT: ContactForm,
    BlockKind.PICTURE: PictureForm,
}
