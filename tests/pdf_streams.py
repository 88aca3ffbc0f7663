"""What is written in a PDF: its streams unpacked."""

import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def unpacked_streams(pdf: bytes) -> list[bytes]:
    """Those that are compressed.

    The sum at the end of one may end in the sign of a line break, which is then cut off: so what
    is unpacked is not held against its sum.
    """
    return list(filter(None, (_unpacked(found[1]) for found in _STREAM.finditer(pdf))))


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""
