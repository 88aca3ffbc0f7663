"""Forms for who takes part in a conversation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from schools import spoken
from schools.forms.fields import offer


class ColleagueForm(forms.Form):
    """A colleague, and what they will be able to read; said before it is chosen."""

    FROM_NOW_ON, WITH_HISTORY = "new", "all"

    person = forms.ChoiceField(label=gettext_lazy("Colleague"))
    reads = forms.ChoiceField(
        label=gettext_lazy("What the person can read"),
        widget=forms.RadioSelect,
        initial=FROM_NOW_ON,
    )

    def __init__(self, *args: Any, people: Any = (), history: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [(str(one.uuid), one.get_full_name()) for one in people]
        offer(self, "person", [("", _("Choose a colleague")), *names])
        from_now_on = _("From now on: nothing that has been written so far")
        offer(
            self, "reads", [(self.FROM_NOW_ON, from_now_on), (self.WITH_HISTORY, _all_of(history))]
        )


def _all_of(history: Any) -> str:
    written = ngettext("%(count)s message", "%(count)s messages", history.messages)
    files = ngettext("%(count)s file", "%(count)s files", history.files)
    said = _("With the history: %(messages)s and %(files)s") % {
        "messages": written % {"count": history.messages},
        "files": files % {"count": history.files},
    }
    if history.since is None:
        return said
    return _("%(said)s, since %(day)s") % {
        "said": said,
        "day": spoken.when(history.since, "date"),
    }
