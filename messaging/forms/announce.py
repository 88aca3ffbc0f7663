"""The form of an announcement: to whom, and the words."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.forms.asking import AskFields
from messaging.forms.compose import Moment, StartForm, usual_moment
from messaging.forms.covers import COVER_NAMES, CoverForm
from messaging.forms.weekly import ItemForm
from schools.forms.fields import FilesField, offer


class KeysField(forms.MultipleChoiceField):
    """Public keys of people; who may be chosen is asked of the database."""

    def valid_value(self, value: Any) -> bool:
        """Whether it is a key at all."""
        try:
            uuid.UUID(str(value))
        except ValueError:
            return False
        return True


class AnnounceForm(AskFields, StartForm, CoverForm):
    """``to``: parts of places; ``people`` themselves; ``homes``: pupils whose guardians it is for.

    ``sure``: the number of people that the writer has said yes to.
    """

    to = forms.MultipleChoiceField(required=False)
    people = KeysField(required=False)
    homes = KeysField(required=False)
    sure = forms.CharField(required=False)
    field_order = ("title", "body", "files")

    def __init__(self, *args: Any, offered: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["is_sensitive"]
        offer(self, "to", [(value, value) for value in offered])
        gone = _("Something that you chose can no longer be chosen. Look at whom it goes to.")
        for name in ("to", "people", "homes"):
            self.fields[name].error_messages["invalid_choice"] = gone

    def shown(self) -> Any:
        """The fields that the page shows one after the other; who it is for has its own part."""
        apart = {"to", "people", "homes", "sure", "client_token", "day", "time", *COVER_NAMES}
        apart |= {*self.ask_names}
        return [bound for bound in self if bound.name not in apart]


class AnnounceLaterForm(Moment, AnnounceForm):
    """The same, to be sent later."""

    use_required_attribute = False  # what is sent at once leaves day and time as they are


class AnnounceMoment(Moment):
    """Day and time beside the form of an announcement."""

    use_required_attribute = False

    def __init__(self, *, given: Any) -> None:
        kept = {name: given[name] for name in ("day", "time") if given.get(name)}
        super().__init__(initial=usual_moment() | kept)


class ChangeLaterForm(Moment, ItemForm, CoverForm):
    """New heading, text or time of an announcement that waits to be sent, and its files.

    ``without``: those that are taken away.
    """

    files = FilesField(label=_("Add files"))  # type: ignore[assignment]
    without = KeysField(required=False)
    field_order = ("title", "body", "without", "files", "day", "time")

    def clean_without(self) -> list[uuid.UUID]:
        """Their keys."""
        return [uuid.UUID(key) for key in self.cleaned_data["without"]]
