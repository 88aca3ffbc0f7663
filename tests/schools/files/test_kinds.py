import io

import pytest

from schools.exceptions import InvalidInput
from schools.files import kinds
from tests.schools.files import samples


def kind_of(name: str, content: bytes) -> str:
    return kinds.of_document(io.BytesIO(content), name)


def test_document_kind_follows_from_content():
    assert kind_of("plan.pdf", b"%PDF-1.7 ...") == kinds.PDF
    assert kind_of("Brev.DOCX", samples.word()).endswith("wordprocessingml.document")
    assert kind_of("notat.txt", "Blåbær å så".encode()) == kinds.TEXT


def test_letter_cut_by_the_end_of_the_sample_is_still_text():
    assert kind_of("notat.txt", ("a" * 4095 + "å").encode()) == kinds.TEXT


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bilde.pdf", b"<svg onload='x'/>"),
        ("side.txt", b"<!DOCTYPE html><script>x</script>"),
        ("program.pdf", b"MZ\x90\x00\x03"),
        ("brev.docx", samples.word("word/vbaProject.bin")),
        ("arkiv.docx", b"PK\x03\x04 not really"),
        ("plan.pdf", samples.word()),
        ("plan.pdf.exe", b"%PDF-1.7 ..."),
        ("notat.txt", b"abc\x00def"),
    ],
)
def test_disguised_or_refused_kind_is_refused(name, content):
    with pytest.raises(InvalidInput):
        kind_of(name, content)
