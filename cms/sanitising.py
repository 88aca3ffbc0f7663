"""What may stand in text that people write: cleaned when saved and again when shown.

nh3 alone keeps pictures from foreign hosts and lets relative schemes through;
the allow list and the rule for addresses here are our own.
"""

import html
import re
from urllib.parse import urlsplit

import nh3
from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

_TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "h2", "h3", "h4", "a"}
_SCHEMES = {"http", "https", "mailto", "tel"}
# Wagtail's own markup for links within the site is kept when saving, expanded when shown.
_STORED = {"a": {"href", "linktype", "id"}}
_SHOWN = {"a": {"href"}}
_LINK = re.compile(r"https?://[^\s<>\"']{3,480}[^\s<>\"'.,;:!?)]")
_ITEM = re.compile(r"^[-*•]\s+")


def is_web_address(value: str) -> bool:
    """An absolute http(s) address with a host, or one within the site; no user names in it."""
    if any(char <= " " or char in "\\\x7f" for char in value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    if not parts.scheme and not parts.netloc:
        return value.startswith("/")
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


@deconstructible
class WebAddress:
    """Form and block validator for addresses that people type."""

    def __call__(self, value: str) -> None:
        """Raises ValidationError unless it starts with https:// or http:// and has a host."""
        if not is_web_address(value) or value.startswith("/"):
            raise ValidationError(_("Write a whole web address that starts with https://"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WebAddress)

    def __hash__(self) -> int:
        return hash(WebAddress)


def stored(markup: str) -> str:
    """Rich text as it may be kept."""
    return _clean(markup, _STORED)


def shown(markup: str) -> SafeString:
    """Rich text as it may be shown, whatever was stored."""
    return mark_safe(_clean(markup, _SHOWN))  # noqa: S308 -- just cleaned


def formatted(text: str) -> SafeString:
    """Plain words as paragraphs, lists (lines that start with ``- ``) and links."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return shown("".join(_block(block) for block in blocks if block.strip()))


def _block(block: str) -> str:
    lines = block.strip().split("\n")
    if all(_ITEM.match(line) for line in lines):
        items = "".join(f"<li>{_inline(_ITEM.sub('', line))}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    return f"<p>{'<br>'.join(_inline(line) for line in lines)}</p>"


def _inline(line: str) -> str:
    out, end = [], 0
    for found in _LINK.finditer(line):
        url = html.escape(found.group())
        out += [html.escape(line[end : found.start()]), f'<a href="{url}">{url}</a>']
        end = found.end()
    return "".join([*out, html.escape(line[end:])])


def _clean(markup: str, attributes: dict[str, set[str]]) -> str:
    return nh3.clean(
        markup,
        tags=_TAGS,
        attributes=attributes,
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag != "a" or name != "href":
        return value if name != "href" else None
    if value.startswith(("mailto:", "tel:")):
        return value
    return value if is_web_address(value) else None
