"""What in a text looks sensitive, by its words alone."""

import pytest

from messaging.sensitivity import MOST_NAMES, Reason, has_national_number, in_words, name_keys
from schools.names import sort_key


@pytest.mark.parametrize(
    "text",
    [
        "05831451264",
        "Nora har 058314 51264.",
        "fnr:058314\u00a051264,",
        "(05831451264)",
        "0583145126\n05831451264",
    ],
)
def test_national_number_is_found_with_and_without_space(text: str) -> None:
    assert in_words(text) == [Reason.NUMBER]


@pytest.mark.parametrize(
    "text",
    [
        "05831451265",  # the last check digit is wrong
        "058314512645",
        "958314 51264",
        "Ring 004791234567 eller +47 912 34 567",
        "Konto 1234.56.78903",
        "Konto 12345678903",
        "NO93 8601 1117 947",
        "058314.51264.5",
        "ref05831451264",
        "058314-51264-22",
    ],
)
def test_phone_and_account_numbers_are_not_national_numbers(text: str) -> None:
    assert not has_national_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vi har fått en diagnose",
        "Barnevernet ringte",
        "Barnevernstenesta ringde",
        "time på BUP-en i morgen",
        "Husk medisinen hans",
        "snakket om selvmord",
        "snakka om sjølvmord",
        "Her er PPT-rapporten",
        "Møte med PP-tjenesten",
        "sakkunnig vurdering",
        "utredes for ADHD",
        "She takes medication for epilepsy",
        "the child welfare service",
        "eating disorder",
        "DIAGNOSE",
    ],
)
def test_words_on_health_and_child_welfare_are_found(text: str) -> None:
    assert in_words(text) == [Reason.CARE]


@pytest.mark.parametrize(
    "text",
    [
        "Nora er syk i dag",
        "Nora er sjuk i dag, har hoste og feber",
        "She is ill today",
        "Vi trenger en medisinball",
        "the medicine ball",
        "Last opp som PPT-fil",
        "Bupp!",
        "Vold og voldsom er to ord",
        "Turen går til Kreta",
        "Tannlege kl. 12",
        "",
    ],
)
def test_ordinary_days_are_not_sensitive(text: str) -> None:
    assert in_words(text) == []


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Da slo Jonas Berg ham.", "Jonas", "Berg"),
        ("Jonas\u00a0Bergs bok", "Jonas", "Berg"),
        ("Hei Jonas Berg", "Jonas", "Berg"),
        ("Kari Anne Li", "Kari Anne", "Li"),
        ("Kari Moen Li", "Kari", "Moen Li"),
        ("Åse-Marie O'Hara", "Åse-Marie", "O'Hara"),
        ("Lærer Øystein Ås", "Øystein", "Ås"),
    ],
)
def test_names_side_by_side_are_looked_up(text: str, given: str, family: str) -> None:
    assert sort_key(family, given) in name_keys(text)


@pytest.mark.parametrize(
    "text", ["jonas berg", "Jonas. Berg", "Jonas og Berg", "Jonas", "Jonas\nBerg", "HEI 6A", ""]
)
def test_what_is_no_name_is_not_looked_up(text: str) -> None:
    assert name_keys(text) == set()


def test_no_text_asks_for_names_without_end() -> None:
    words = [f"Navn{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600)]
    assert len(name_keys(" ".join(words))) < MOST_NAMES * 2 * 3  # endings, places to part


def test_same_name_again_takes_no_other_name_its_place() -> None:
    assert sort_key("Berg", "Jonas") in name_keys("Tone Lie. " * 2 * MOST_NAMES + "Jonas Berg")
