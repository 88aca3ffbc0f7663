"""What in a text looks sensitive: read here and kept nowhere.

It is a hint before sending, not a judgement: few words, so that the hint is worth reading.
"""

import re
from collections.abc import Iterator
from itertools import islice

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.names import sort_key
from schools.roster.numbers import is_national_number

MOST_READ = 12_000  # characters: the longest message with its heading, and some
MOST_NAMES = 100
_LONGEST_NAME = 4  # words

# Six and five digits, with or without a space; not a part of something longer.
_ELEVEN = re.compile(r"(?<![\w.])(\d{6})[ \u00a0]?(\d{5})(?![\w]|\.\d)", re.ASCII)
# How words on health (GDPR art. 9) and child welfare begin, in bokmål, nynorsk and English.
_STARTS = (
    "diagnos",
    "adhd",
    "autis",
    "epilep",
    "diabet",
    "kreft",
    r"medisin(?!ball)",
    r"medicin(?!e ball)",
    "medication",
    "prescription",
    "resept",
    r"bup\b",
    "psykolog",
    "psykiat",
    "psycholog",
    "psychiat",
    "terapeut",
    "therapist",
    "angst",
    "anxiety",
    "depres",
    "deprim",
    "selvmord",
    "sjølvmord",
    "suicid",
    "selvskad",
    "sjølvskad",
    "self-harm",
    "self harm",
    "spiseforstyrr",
    "eteforstyrr",
    "eating disorder",
    "rusmis",
    "rusproblem",
    "barnevern",
    "child welfare",
    "child protect",
    "bekymringsmelding",
    "uromelding",
    "fosterhjem",
    "fosterheim",
    "foster home",
    "overgrep",
    "voldtekt",
    "valdtekt",
    "mishandl",
    "abuse",
    "krisesent",
    r"ppt[- ](?:rapport|sak|utred|utgrei|vurder|report)",
    "pp-tjenest",
    "pp-tenest",
    "sakkyndig",
    "sakkunnig",
)
_CARE = re.compile(rf"\b(?:{'|'.join(_STARTS)})")
_CAPITALISED = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_BETWEEN_NAMES = re.compile(r"[ \u00a0]+")


class Reason(models.TextChoices):
    """Why a text looks sensitive, as the writer is told."""

    NUMBER = "number", _("There is a national number in it.")
    CARE = "care", _("It is about health or child welfare.")
    PUPIL = "pupil", _("It has the name of another pupil.")


def in_words(text: str) -> list[Reason]:
    """What the words alone tell; whose names they are must be asked of the database."""
    reasons = []
    if has_national_number(text):
        reasons.append(Reason.NUMBER)
    if _CARE.search(text.casefold()):
        reasons.append(Reason.CARE)
    return reasons


def has_national_number(text: str) -> bool:
    """Digits whose date and check digits are right; phone and account numbers are not."""
    return any(is_national_number("".join(found)) for found in _ELEVEN.findall(text))


def name_keys(text: str) -> set[str]:
    """Sort keys of what may be given and family names side by side, of the first hundred.

    «Kari Anne Li» may be Kari with two family names or with two given names; «Jonas Bergs bok»
    may be about Jonas Berg.
    """
    return {key for words in islice(_names(text), MOST_NAMES) for key in _keys_of(words)}


def _names(text: str) -> Iterator[tuple[str, ...]]:
    """Two to four words of a run, each group once."""
    seen: set[tuple[str, ...]] = set()
    for run in _runs(text):
        for start in range(len(run)):
            for end in range(start + 2, min(len(run), start + _LONGEST_NAME) + 1):
                words = tuple(run[start:end])
                if words not in seen:
                    seen.add(words)
                    yield words


def _runs(text: str) -> list[list[str]]:
    """Words with a capital that stand side by side with nothing but space between."""
    runs: list[list[str]] = []
    ended = -1
    for word in _CAPITALISED.finditer(text):
        if not word.group()[0].isupper():
            continue
        if ended >= 0 and _BETWEEN_NAMES.fullmatch(text, ended, word.start()):
            runs[-1].append(word.group())
        else:
            runs.append([word.group()])
        ended = word.end()
    return runs


def _keys_of(words: tuple[str, ...]) -> set[str]:
    whole = " ".join(words)
    endings = {whole, whole.removesuffix("'").removesuffix("s")}
    return {
        sort_key(name.split(" ", cut)[-1], " ".join(name.split(" ")[:cut]))
        for name in endings
        for cut in range(1, len(words))
    }
