"""How a person wants to be told: one choice for each class and channel, and quiet hours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.choices import CANNOT_BE_OFF, Channel, NoticeClass, Timing
from messaging.hours import Hours
from messaging.queries.planning import Own
from schools.forms.fields import ClockInput

CHOSEN = [kind for kind in NoticeClass if kind not in CANNOT_BE_OFF]


class WishesForm(forms.Form):
    """The choices of one person."""

    quiet_from = forms.TimeField(label=_("Quiet from"), widget=ClockInput)
    quiet_until = forms.TimeField(label=_("until"), widget=ClockInput)
    free_days_quiet = forms.BooleanField(
        label=_("Also quiet on weekends and days without school"), required=False
    )
    digest_at = forms.TimeField(label=_("Collected notices come at"), widget=ClockInput)

    def __init__(self, *args: Any, own: Own, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("quiet_from", "quiet_until", "free_days_quiet", "digest_at"):
            self.fields[name].initial = getattr(own.hours, name)
        self._ways = [channel for channel in Channel if channel in own.ways]
        for kind in CHOSEN:
            for channel in self._ways:
                self.fields[_name(kind, channel)] = forms.ChoiceField(
                    label=channel.label,
                    choices=_timings(channel),
                    initial=own.timing[kind, channel],
                )

    def classes(self) -> list[tuple[Any, list[Any]]]:
        """Each class with its fields, in order."""
        return [
            (kind.label, [self[_name(kind, channel)] for channel in self._ways]) for kind in CHOSEN
        ]

    def wishes(self) -> dict[tuple[NoticeClass, Channel], Timing]:
        """What was chosen, for the action."""
        return {
            (kind, channel): Timing(self.cleaned_data[_name(kind, channel)])
            for kind in CHOSEN
            for channel in self._ways
        }

    def hours(self) -> Hours:
        """The hours that were chosen, for the action."""
        given = self.cleaned_data
        return Hours(
            quiet_from=given["quiet_from"],
            quiet_until=given["quiet_until"],
            digest_at=given["digest_at"],
            free_days_quiet=given["free_days_quiet"],
        )


def _name(kind: NoticeClass, channel: Channel) -> str:
    return f"{kind.value}_{channel.value}"


def _timings(channel: Channel) -> list[tuple[str, Any]]:
    """Only e-mail is collected: a phone that rings once a day says nothing.

    Only an SMS, which costs money, comes after the others.
    """
    of_one = {Timing.DIGEST: Channel.EMAIL, Timing.IF_UNREAD: Channel.SMS}
    return [
        (timing.value, timing.label) for timing in Timing if of_one.get(timing, channel) == channel
    ]
