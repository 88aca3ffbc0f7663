"""Text that people wrote, made safe to show."""

from django import template
from django.utils.safestring import SafeString
from wagtail.rich_text import RichText, expand_db_html

from cms import sanitising

register = template.Library()


@register.filter
def formatted(text: str) -> SafeString:
    """Plain words as paragraphs, lists and links."""
    return sanitising.formatted(text or "")


@register.filter
def safe_rich(value: RichText | str) -> SafeString:
    """Rich text, its links expanded, cleaned whatever was stored."""
    source = value.source if isinstance(value, RichText) else str(value)
    return sanitising.shown(expand_db_html(source))


@register.filter
def safe_address(value: str) -> str:
    """A web address as it may stand in a link; empty when it may not, whatever was stored."""
    return value if sanitising.is_web_address(str(value)) else ""
