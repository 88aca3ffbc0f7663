"""Tags that every template has: icons, people, times, form fields. See docs/frontend.md."""

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.forms.forms import BaseForm
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from schools import prose, spoken

register = template.Library()

TONES = 8
_SVG = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@lru_cache(maxsize=256)
def _shapes(name: str) -> SafeString:
    """Inner shapes of a Lucide icon; a wrong name is a fault that tests find."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise template.TemplateSyntaxError(f"not an icon name: {name!r}")
    file = settings.ICONS_DIR / f"{name}.svg"
    found = _SVG.search(file.read_text())
    if found is None:
        raise template.TemplateSyntaxError(f"not an icon file: {file}")
    # From the installed icon package, never from a person.
    return mark_safe(re.sub(r"\s+", " ", found[1]).strip())  # noqa: S308


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An inline icon, hidden from screen readers unless it has a ``label``. ``size``: sm, lg."""
    return _icon(name, str(label), size)


@lru_cache(maxsize=1024)
def _icon(name: str, label: str, size: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        f" icon--{size}" if size else "",
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"'),
        _shapes(name),
    )


@register.simple_tag
def avatar(person: Any, size: str = "") -> SafeString:
    """Initials in the person's own fixed colour; decoration beside the name, never instead."""
    return format_html(
        '<span class="avatar{}" data-tone="{}" aria-hidden="true">{}</span>',
        f" avatar--{size}" if size else "",
        person.uuid.int % TONES,
        person.initials,
    )


@register.simple_tag
def when(moment: dt.date | dt.datetime | None, style: str = "") -> SafeString | str:
    """A time as people say it: «i dag 08:30», «tor. 26. nov.». ``style="date"`` drops the clock."""
    if moment is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>', moment.isoformat(), spoken.when(moment, style)
    )


@register.filter
def when_text(moment: dt.date | dt.datetime | None) -> str:
    """The same words as ``{% when %}`` without markup, for attributes."""
    return spoken.when(moment) if moment is not None else ""


@register.filter
def short_day(day: dt.date) -> str:
    """«tor. 26. nov.», also for today: for the heads of a week."""
    return spoken.short_day(day)


@register.filter
def with_links(text: str) -> SafeString:
    """What somebody wrote: escaped, addresses as links, lines kept. The same in each language."""
    return prose.with_links(text)


@register.filter
def week(day: dt.date) -> str:
    """«uke 48» (ISO)."""
    return spoken.week(day)


@register.filter
def clock_time(moment: dt.datetime | dt.time) -> str:
    """«08:30», on the municipality's clock."""
    return spoken.clock_time(moment)


@register.inclusion_tag("partials/_field.html")
def field(
    bound: BoundField, label: str = "", hint: str = "", autocomplete: str = ""
) -> dict[str, Any]:
    """One form field: label, help, control, error, wired for screen readers."""
    widget = bound.field.widget
    kind = "input"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        kind = "group"
    elif isinstance(widget, CheckboxInput):
        kind = "check"
    elif isinstance(widget, FileInput):
        kind = "file"
    attrs: dict[str, str | bool] = {} if kind in {"group", "file"} else {"class": "ds-input"}
    # A hint in grey inside the field is no label, and reads as an answer.
    widget.attrs.pop("placeholder", None)
    if autocomplete:
        attrs["autocomplete"] = autocomplete
    described = [f"{bound.auto_id}_helptext"] if hint or bound.help_text else []
    described += [f"{bound.auto_id}_limit"] if kind == "file" else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    if described and kind != "group":
        attrs["aria-describedby"] = " ".join(described)
    return {
        "field": bound,
        "kind": kind,
        "label": label or bound.label,
        "help": hint or bound.help_text,
        "control": bound.as_widget(attrs=attrs) if kind != "group" else "",
        "limit": filesizeformat(settings.UPLOAD_MAX_BYTES),
        "optional": not bound.field.required and kind != "check",
    }


@register.inclusion_tag("partials/_form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """The summary above a form that was refused; each line leads to its field."""
    return {"form": form, "fields": [bound for bound in form if bound.errors]}


@register.simple_tag(takes_context=True)
def page_link(context: Any, number: int, name: str = "side") -> str:
    """The same address with another page number; keeps the rest of the query."""
    query = context["request"].GET.copy()
    query[name] = str(number)
    return f"?{query.urlencode()}"
