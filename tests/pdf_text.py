"""The words on the pages of a PDF of ours: each page's, in the order they were drawn."""

import re
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_FONT = re.compile(rb"/BaseFont\s*/(\w{6})\+[^>]*?/ToUnicode (\d+) 0 R", re.DOTALL)
_DRAWN = re.compile(rb"/(\w{6}) [\d.]+ Tf|\[((?:<[0-9a-f]*>|-?[\d.]+|\s)*)\] TJ|(ET)")


def pages(pdf: bytes) -> list[str]:
    """One text a page; each run of letters is followed by a space."""
    streams = {int(number): _unpacked(body) for number, body in _OBJECT.findall(pdf)}
    every = b"\n".join([pdf, *streams.values()])
    fonts = {name: _letters(streams[int(number)]) for name, number in _FONT.findall(every)}
    return [_read(body, fonts) for body in streams.values() if b" Tf\n" in body]


def _unpacked(body: bytes) -> bytes:
    found = _STREAM.search(body)
    try:
        return zlib.decompress(found[1]) if found else b""
    except zlib.error:
        return found[1] if found else b""


def _letters(cmap: bytes) -> dict[str, str]:
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>\n", cmap)
    return {
        glyph.decode(): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in pairs
        if glyph != b"0000"
    }


def _read(body: bytes, fonts: dict[bytes, dict[str, str]]) -> str:
    said, font = "", {}
    for name, run, end in _DRAWN.findall(body):
        if name:
            font = fonts[name]
        elif end:
            said += " "
        else:
            glyphs = "".join(re.findall(r"<([0-9a-f]*)>", run.decode()))
            said += "".join(font.get(glyphs[at : at + 4], "") for at in range(0, len(glyphs), 4))
    return re.sub(r"\s+", " ", said).strip()
