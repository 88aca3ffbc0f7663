import pytest

from messaging.channels.sms import Parts, parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Parts("GSM-7", 1, 0)),
        ("Ny melding fra skolen. Åpne: https://skolebro.no/m/1", Parts("GSM-7", 1, 52)),
        ("æøåÆØÅäöüñ", Parts("GSM-7", 1, 10)),
        ("a" * 160, Parts("GSM-7", 1, 160)),
        ("a" * 161, Parts("GSM-7", 2, 161)),
        ("a" * 306, Parts("GSM-7", 2, 306)),
        ("a" * 307, Parts("GSM-7", 3, 307)),
        ("€" * 80, Parts("GSM-7", 1, 160)),
        ("€" * 81, Parts("GSM-7", 2, 162)),
        # 76 pairs fill 152 of 153: a pair is never cut, so 153 pairs need a third part
        ("€" * 153, Parts("GSM-7", 3, 306)),
        ("[~]", Parts("GSM-7", 1, 6)),
        ("á", Parts("UCS-2", 1, 1)),
        ("č" * 70, Parts("UCS-2", 1, 70)),
        ("č" * 71, Parts("UCS-2", 2, 71)),
        ("č" * 134, Parts("UCS-2", 2, 134)),
        ("č" * 135, Parts("UCS-2", 3, 135)),
        ("🎒", Parts("UCS-2", 1, 2)),
        ("🎒" * 35, Parts("UCS-2", 1, 70)),
        ("🎒" * 67, Parts("UCS-2", 3, 134)),
    ],
)
def test_parts_are_counted_as_the_network_does(text: str, expected: Parts) -> None:
    assert parts(text) == expected
