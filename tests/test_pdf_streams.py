"""The reader of PDF streams, which has failed by chance before."""

import zlib

from tests.pdf_streams import unpacked_streams


def test_stream_is_read_whatever_its_sum_ends_in() -> None:
    texts = [b"0 0 l" + bytes([last]) for last in range(256)]
    packed = [zlib.compress(text) for text in texts]
    assert any(stream.endswith(b"\r") for stream in packed)
    pdf = b"".join(b"stream\n" + stream + b"\nendstream\n" for stream in packed)
    assert unpacked_streams(pdf) == texts
