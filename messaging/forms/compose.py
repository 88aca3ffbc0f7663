"""Forms for writing: a message in a conversation, and the first one of a new conversation."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.actions.starting import LONGEST_TITLE, Draft
from messaging.choices import Part, ReplyPolicy, Shape
from messaging.forms.asking import AskFields
from schools import clock
from schools.forms.fields import ClockInput, DayInput, FilesField, offer


class MessageForm(forms.Form):
    """Text and files. Whether the text will do is the action's to say."""

    body = forms.CharField(
        label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    files = FilesField(label=_("Add files"))  # type: ignore[assignment]
    asks_confirmation = forms.BooleanField(label=_("Ask for a confirmation"), required=False)
    client_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"client_token": uuid.uuid4()} | (options.get("initial") or {})
        super().__init__(*args, **options)

    def draft(self, file_uuids: list[str]) -> Draft:
        """What was written, for the actions."""
        given = self.cleaned_data
        return Draft(
            title=given.get("title", ""),
            body=given["body"],
            client_token=given["client_token"],
            file_uuids=file_uuids,
            asks_confirmation=given.get("asks_confirmation", False),
            is_sensitive=given.get("is_sensitive", False),
        )


class ThreadForm(MessageForm):
    """The same in a conversation that is there, where it may answer an earlier message."""

    quotes = forms.UUIDField(required=False, widget=forms.HiddenInput)


class EditForm(forms.Form):
    """New text of one's own message."""

    body = forms.CharField(label=_("Message"), widget=forms.Textarea(attrs={"rows": 6}))


class Moment(forms.Form):
    """When something is to be sent, by the wall clock. Whether that will do, the action says."""

    day = forms.DateField(label=_("Day"), widget=DayInput())
    time = forms.TimeField(label=_("Time"), widget=ClockInput())


def usual_moment() -> dict[str, Any]:
    """Tomorrow before school, when nothing else is chosen."""
    return {"day": clock.today() + dt.timedelta(days=1), "time": dt.time(7, 30)}


class LaterForm(Moment, ThreadForm):
    """Text to be sent later; tomorrow before school when nothing else is chosen."""

    use_required_attribute = False  # what is sent at once leaves day and time as they are

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, initial=usual_moment(), **options)

    def clean_files(self) -> None:
        """Files wait for nothing: they would be kept without being anybody's."""
        if self.cleaned_data["files"]:
            raise forms.ValidationError(
                _("Files cannot be sent later. Send now, or leave the files out.")
            )

    def clean_quotes(self) -> None:
        """By then the conversation has gone on: what is sent later answers nobody."""
        if self.cleaned_data["quotes"]:
            raise forms.ValidationError(
                _("A quote cannot be sent later. Send now, or take the quote away.")
            )


class RescheduleForm(Moment, EditForm):
    """New text or time of what waits to be sent."""

    field_order = ("body", "day", "time")


class StartForm(MessageForm):
    """The first message, with a heading. ``ask_names``: fields the template puts apart."""

    ask_names: tuple[str, ...] = ()

    title = forms.CharField(label=_("Heading"), max_length=LONGEST_TITLE)
    is_sensitive = forms.BooleanField(
        label=_("Sensitive"),
        required=False,
        help_text=_(
            "Whoever opens it gives their password first, and all in it see who has opened it."
            " Nothing of it stands in lists, notices or e-mail. It cannot be taken back."
        ),
    )
    field_order: tuple[str, ...] = ("title", "body", "files")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].required = True
        self.fields["body"].widget.attrs["rows"] = 7
        self.fields["body"].label = _("Text")


def _person_label(person: Any) -> Any:
    if getattr(person, "is_contact", False):
        return _("%(name)s (contact teacher)") % {"name": person.get_full_name()}
    return str(person.get_full_name())


class SeveralForm(StartForm):
    """To several, in a thread with each or in one; and who may answer."""

    shape = forms.ChoiceField(
        label=_("How do you want to write?"),
        choices=Shape.choices,
        widget=forms.RadioSelect,
        initial=Shape.PRIVATE,
        help_text=_("With one home or colleague it is always private."),
    )
    reply_policy = forms.ChoiceField(
        label=_("May they answer?"),
        choices=[
            (ReplyPolicy.ALL, _("Yes, to all in the thread")),
            (ReplyPolicy.SENDER, _("Yes, to me only")),
            (ReplyPolicy.NONE, _("No")),
        ],
        widget=forms.RadioSelect,
        initial=ReplyPolicy.ALL,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["asks_confirmation"]


class HomesForm(SeveralForm):
    """To the homes of chosen pupils."""

    pupils = forms.MultipleChoiceField(label=_("Pupils"), widget=forms.CheckboxSelectMultiple)
    field_order = ("pupils", "shape", "reply_policy", "title", "body", "files")

    def __init__(self, *args: Any, people: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "pupils", [(str(p.uuid), p.get_full_name()) for p in people])


class ColleaguesForm(SeveralForm):
    """To chosen colleagues."""

    people = forms.MultipleChoiceField(label=_("To"), widget=forms.CheckboxSelectMultiple)
    field_order = ("people", "shape", "reply_policy", "title", "body", "files")

    def __init__(self, *args: Any, people: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "people", [(str(p.uuid), p.get_full_name()) for p in people])


class AnswerForm(MessageForm):
    """An answer that the sender alone reads; a guardian says which child it is about."""

    child = forms.ChoiceField(label=_("About"))

    def __init__(self, *args: Any, children: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["asks_confirmation"]
        if len(children) < 2:  # noqa: PLR2004 - one child needs no choice
            del self.fields["child"]
        else:
            offer(self, "child", [(str(c.uuid), c.given_name) for c in children])


class PersonForm(StartForm):
    """To one person; a guardian says which child it is about."""

    person = forms.ChoiceField(label=_("To"))
    child = forms.ChoiceField(label=_("About"))
    field_order = ("person", "child", "title", "body", "files")

    def __init__(self, *args: Any, people: Any = (), children: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "person", [(str(p.uuid), _person_label(p)) for p in people])
        del self.fields["asks_confirmation"]
        if children is None:
            del self.fields["child"]
        else:
            offer(self, "child", [(str(c.uuid), c.given_name) for c in children])


class ClassForm(AskFields, StartForm):
    """To parts of one class, with what is asked of them."""

    parts = forms.MultipleChoiceField(
        label=_("Who is it for?"),
        choices=[(Part.GUARDIANS, Part.GUARDIANS.label), (Part.PUPILS, Part.PUPILS.label)],
        widget=forms.CheckboxSelectMultiple,
        initial=[Part.GUARDIANS],
    )
    reply_policy = forms.ChoiceField(
        label=_("Answers"),
        choices=ReplyPolicy.choices,
        widget=forms.RadioSelect,
        initial=ReplyPolicy.SENDER,
    )
    field_order = ("parts", "title", "body", "files", "reply_policy")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["is_sensitive"]
        self.fields["holds_until"].widget = forms.HiddenInput()
