"""Letters: the way back from paper to the page."""

import json
import re
import shutil
import subprocess

import pytest
import segno

from messaging.channels import letter, letter_codes
from tests.databases import ROOT
from tests.pdf_streams import unpacked_streams

_ADDRESS = "https://skolebro.example.no/brev/ABCD2345/"
_DECODE = """
const jsQR = require(process.argv[1]);
const {rows, scale} = JSON.parse(require("fs").readFileSync(0));
const side = rows.length * scale;
const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
for (let y = 0; y < side; y++) for (let x = 0; x < side; x++)
  if (rows[Math.floor(y / scale)][Math.floor(x / scale)])
    pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
process.stdout.write(jsQR(pixels, side, side).data);
"""


def test_camera_reads_the_address() -> None:
    """Read by the decoder that the equipment pages use, from the picture that is printed."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node")
    rows = _modules(letter.qr(_ADDRESS))
    decoder = ROOT / "node_modules" / "jsqr" / "dist" / "jsQR.js"
    done = subprocess.run(
        [node, "-e", _DECODE, str(decoder)],
        input=json.dumps({"rows": rows, "scale": 4}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == _ADDRESS


def _modules(data_uri: str) -> list[list[int]]:
    """Dark and light squares of the drawing, whose path is strokes one module high."""
    from urllib.parse import unquote

    drawing = unquote(data_uri)
    side = int(re.search(r"width=[\"'](\d+)", drawing)[1])  # type: ignore[index]
    rows = [[0] * side for _ in range(side)]
    x, y = 0.0, 0.0
    path = re.search(r"\bd=[\"']([^\"']+)", drawing)[1]  # type: ignore[index]
    for kind, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if kind == "h":
            for at in range(int(values[0])):
                rows[int(y)][int(x) + at] = 1
            x += values[0]
        else:
            x, y = (values[0], values[1]) if kind == "M" else (x + values[0], y + values[1])
    return rows


def test_printed_squares_are_those_of_the_code() -> None:
    wanted = segno.make(_ADDRESS, error="q", micro=False).matrix_iter(border=4)
    assert _modules(letter.qr(_ADDRESS)) == [[int(cell) for cell in row] for row in wanted]


@pytest.mark.parametrize("language", ["nb", "nn", "en", "so"])
def test_letter_is_a_document(language: str) -> None:
    html = '<p class="address">Kari Nordmann<br>Storgata 1</p><h1>Møte</h1><p>Velkommen</p>'
    with_way = letter.render(
        language=language, html=html, title="Møte", address=_ADDRESS, code=letter_codes.short_code()
    )
    without = letter.render(language=language, html=html)
    assert with_way.startswith(b"%PDF-1.7")
    drawn = [_drawn_squares(pdf) for pdf in (with_way, without)]
    assert drawn[0] > drawn[1]


def _drawn_squares(pdf: bytes) -> int:
    return sum(len(re.findall(rb" l\b", stream)) for stream in unpacked_streams(pdf))


def test_codes_are_codes_and_differ() -> None:
    codes = {letter_codes.short_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(letter_codes.is_code(code) and len(code) == 8 for code in codes)
    assert not set("".join(codes)) & set("0O1IL")


def test_code_is_known_however_it_is_typed() -> None:
    code = letter_codes.short_code()
    for typed in (code.lower(), letter_codes.grouped(code), f" {code[:4]}-{code[4:]} "):
        assert letter_codes.is_code(typed)
        assert letter_codes.tidied(typed) == code


def test_every_wrong_letter_and_every_swap_is_found() -> None:
    code = letter_codes.short_code()
    letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    wrong = [
        code[:at] + other + code[at + 1 :]
        for at in range(8)
        for other in letters
        if other != code[at]
    ]
    wrong += [
        code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        for at in range(7)
        if code[at] != code[at + 1]
    ]
    assert not [typed for typed in wrong if letter_codes.is_code(typed)]


@pytest.mark.parametrize("typed", ["", "ABC", "ABCDEFG0", "ÆØÅABCDE", "A" * 9])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert not letter_codes.is_code(typed)
