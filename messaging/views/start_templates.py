"""Templates on the pages where one begins a message: which there are, and the text of one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from messaging import fields
from messaging.forms.templates import FieldsForm, given_values
from messaging.queries import templates as asking
from messaging.views.sensitive import as_uuid
from schools import acting
from schools.exceptions import NotVisible

_KEPT = ("gruppe", "elev")  # of the address, when a template is chosen


@dataclass(frozen=True)
class Begun:
    """What a page offers, and what was chosen: its key, its fields and the text to begin with.

    What was sent and is shown again has the key alone: nothing typed is overwritten.
    """

    key: str = ""
    offers: Sequence[Any] = ()
    form: FieldsForm | None = None
    text: dict[str, str] = field(default_factory=dict)
    kept: Sequence[tuple[str, str]] = ()


def begin(request: HttpRequest, *, school: Any = None, group: Any = None) -> Begun:
    """Of ``?mal=`` with what is given for its fields. Raises NotVisible for one not theirs."""
    if request.method == "POST":
        key = as_uuid(request.POST.get("mal", ""))
        return Begun(key=str(key or ""))
    kept = [(name, value) for name in _KEPT for value in request.GET.getlist(name)]
    begun = Begun(offers=asking.offers(acting.person(request), school), kept=kept)
    if not (wanted := request.GET.get("mal", "")):
        return begun
    if (key := as_uuid(wanted)) is None:
        raise NotVisible
    return _filled(request, begun, asking.chosen(acting.person(request), key, school), group)


def _filled(request: HttpRequest, begun: Begun, template: Any, group: Any) -> Begun:
    known = asking.known(acting.person(request), template, group)
    names = asking.to_fill(template, known)
    values = given_values(request.GET, names)
    texts = {"title": template.title, "body": template.body}
    return replace(
        begun,
        key=str(template.uuid),
        form=FieldsForm(names, values),
        text={name: fields.fill(text, known | values) for name, text in texts.items()},
    )


def fields_left(request: HttpRequest, form: forms.Form) -> tuple[str, ...]:
    """Fields of the template that stand in the text still: said once at the form, then sent."""
    key = as_uuid(request.POST.get("mal", ""))
    try:
        template = asking.chosen(acting.person(request), key) if key else None
    except NotVisible:
        template = None  # removed meanwhile: what was written goes
    if template is None:
        return ()
    wanted = fields.names(template.title, template.body)
    left = fields.left(wanted, [form.cleaned_data["title"], form.cleaned_data["body"]])
    if not left or request.POST.get("mal_sagt") == " ".join(left):
        return ()
    shown = ", ".join(f"{{{name}}}" for name in left)
    said = _("Not filled in: %(fields)s. Fill it in, or send it again to send it as it is.")
    form.add_error("body", said % {"fields": shown})
    return left
