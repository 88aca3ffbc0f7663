"""What somebody wrote, as HTML."""

from functools import lru_cache

from django.template.defaultfilters import linebreaksbr, urlize
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=1024)
def with_links(text: str) -> SafeString:
    """Escaped, addresses as links, lines kept. The same in each language."""
    return mark_safe(linebreaksbr(urlize(text), autoescape=False))  # noqa: S308 -- urlize escapes
