"""Fields in the texts of templates: words in braces, ``{dato}``, that are filled in when used."""

import re
from collections.abc import Collection, Iterable, Mapping

LONGEST_NAME = 30
EXAMPLE = "{dato}"  # for sentences that say what a field is
_FIELD = re.compile(rf"\{{([^\W\d_][\w-]{{0,{LONGEST_NAME - 1}}})\}}")


def names(*texts: str) -> tuple[str, ...]:
    """The fields of these texts in order, each once; large and small letters are the same."""
    found = (match[1].lower() for text in texts for match in _FIELD.finditer(text))
    return tuple(dict.fromkeys(found))


def has_stray_braces(text: str) -> bool:
    """Whether a brace stands there that is part of no field."""
    return not {"{", "}"}.isdisjoint(_FIELD.sub("", text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with these values put in as they are; a field without one stays."""
    return _FIELD.sub(lambda match: values.get(match[1].lower()) or match[0], text)


def left(wanted: Collection[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Which of these fields stand in the texts still."""
    return tuple(name for name in names(*texts) if name in wanted)
