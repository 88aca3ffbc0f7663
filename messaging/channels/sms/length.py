"""How many SMS a text becomes, and is paid for as: 3GPP TS 23.038 (alphabets), 23.040 (parts)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from gsm0338 import Codec

_ALONE = {"GSM-7": 160, "UCS-2": 70}
_JOINED = {"GSM-7": 153, "UCS-2": 67}  # each part has a header that joins them
_BEYOND_BMP = 0xFFFF

_codec = Codec()


@dataclass(frozen=True)
class Parts:
    """``characters`` as the network counts them: €, [ and emoji are two."""

    alphabet: str
    count: int
    characters: int


def parts(text: str) -> Parts:
    """Alphabet, number of parts and length. One letter outside GSM-7 makes it UCS-2."""
    sizes = [_septets(letter) for letter in text]
    alphabet = "GSM-7"
    if not all(sizes):
        alphabet = "UCS-2"
        sizes = [2 if ord(letter) > _BEYOND_BMP else 1 for letter in text]
    length = sum(sizes)
    if length <= _ALONE[alphabet]:
        return Parts(alphabet, 1, length)
    return Parts(alphabet, _fill(sizes, _JOINED[alphabet]), length)


def _fill(sizes: Iterable[int], room: int) -> int:
    """Parts that are needed when no letter is cut in two."""
    count, left = 1, room
    for size in sizes:
        if size > left:
            count, left = count + 1, room
        left -= size
    return count


@cache
def _septets(letter: str) -> int:
    """One, two for a letter of the extension table, zero when GSM-7 has none."""
    try:
        encoded, _ = _codec.encode(letter)
    except UnicodeEncodeError:
        return 0
    return len(encoded)
