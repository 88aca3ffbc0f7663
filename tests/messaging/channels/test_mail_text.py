"""What programs make of an answer, in the forms that people's mail programs send."""

import time

import pytest

from messaging.channels import mail_text

_OWN = "Ja, det passer.\n\nHilsen Kari"
_QUOTED = "> Passer det på torsdag?\n> Hilsen læreren\n"
_HEADERS = {
    "gmail nb": "fre. 27. nov. 2026 kl. 08:15 skrev Solvang skole <svar@skolebro.test>:",
    "gmail nb, broken": "fre. 27. nov. 2026 kl. 08:15 skrev Solvang skole <\nsvar@skolebro.test>:",
    "apple nb": "27. nov. 2026 kl. 08:15 skrev Solvang skole <svar@skolebro.test>:",
    "older nb": "Den 27.11.2026 08:15, skrev Solvang skole:",
    "nn": "Den 27. november 2026 kl. 08.15 skreiv Solvang skole:",
    "da": "Den fre. 27. nov. 2026 kl. 08.15 skrev Solvang skole <svar@skolebro.test>:",
    "sv": "Den fre 27 nov. 2026 kl 08:15 skrev Solvang skole <svar@skolebro.test>:",
    "gmail en": "On Fri, Nov 27, 2026 at 8:15 AM Solvang skole <svar@skolebro.test> wrote:",
    "gmail en, broken": "On Fri, Nov 27, 2026 at 8:15 AM Solvang skole\n<s@skolebro.test> wrote:",
    "de": "Am Fr., 27. Nov. 2026 um 08:15 Uhr schrieb Solvang skole <svar@skolebro.test>:",
    "fr": "Le ven. 27 nov. 2026 à 08:15, Solvang skole <svar@skolebro.test> a écrit :",
}
_OUTLOOK = {
    "nb": "Fra: Solvang skole <svar@skolebro.test>\nSendt: fredag 27. november 2026 08:15\n"
    "Til: Kari Nordmann <kari@example.test>\nEmne: Ny melding fra skolen\n",
    "nn": "Frå: Solvang skole <svar@skolebro.test>\nSendt: fredag 27. november 2026 08:15\n"
    "Til: Kari Nordmann\nEmne: Ny melding\n",
    "en": "From: Solvang skole <svar@skolebro.test>\nSent: Friday, November 27, 2026 8:15 AM\n"
    "To: Kari Nordmann\nSubject: Ny melding\n",
    "bold": "*Fra:* Solvang skole <svar@skolebro.test>\n*Sendt:* fredag 27. november 2026\n"
    "*Til:* Kari Nordmann\n*Emne:* Ny melding\n",
    "old": "-----Opprinnelig melding-----\nFra: Solvang\n",
    "line": "________________________________\nFra: S <s@skolebro.test>\nSendt: 27. november 2026\n"
    "Til: Kari\nEmne: x\n",
}


@pytest.mark.parametrize("header", _HEADERS.values(), ids=_HEADERS.keys())
def test_what_is_quoted_below_is_gone(header: str) -> None:
    assert mail_text.without_quotes(f"{_OWN}\n\n{header}\n\n{_QUOTED}") == _OWN


@pytest.mark.parametrize("header", _HEADERS.values(), ids=_HEADERS.keys())
def test_answer_below_the_quote_is_kept(header: str) -> None:
    assert mail_text.without_quotes(f"{header}\n{_QUOTED}\n{_OWN}\n") == _OWN


@pytest.mark.parametrize("header", _OUTLOOK.values(), ids=_OUTLOOK.keys())
def test_outlooks_quote_without_marks_is_gone(header: str) -> None:
    text = f"{_OWN}\n\n{header}\nPasser det på torsdag?\n"
    assert mail_text.without_quotes(text).strip("_\n") == _OWN


def test_answers_between_the_lines_are_kept() -> None:
    text = "> Når?\nTorsdag.\n> Hvor?\nPå skolen.\n"
    assert mail_text.without_quotes(text) == "Torsdag.\nPå skolen."


@pytest.mark.parametrize(
    "ending",
    [
        "-- \nKari Nordmann\nTlf. 400 00 000",
        "--\nKari Nordmann",
        "Sendt fra min iPhone",
        "Sendt frå min iPad",
        "Sent from my iPhone",
        "Sendt fra Outlook for iOS<https://aka.ms/o0ukef>",
        "Hent Outlook for Android<https://aka.ms/ghei36>",
    ],
)
def test_signature_is_gone(ending: str) -> None:
    assert mail_text.without_quotes(f"{_OWN}\n\n{ending}\n") == _OWN


@pytest.mark.parametrize(
    "text",
    [
        "Den beskjeden læreren skrev:\nhva betyr den?",
        "On Monday the teacher wrote:\nwhat does it mean?",
        "Husk:\n- matpakke\n- regntøy\n- et skift",
        "Best, men dyrest: den røde.\nThanks, og god helg",
        "Fra: mandag\nog til fredag er vi bortreist.",
        "Sendt fra min bror var gaven, og den kom i går. Han lurer på om du har fått den nå, da.",
    ],
)
def test_words_that_only_look_like_a_quote_are_kept(text: str) -> None:
    assert mail_text.without_quotes(text) == text


def test_nothing_but_a_quote_says_nothing() -> None:
    assert mail_text.without_quotes(f"{_HEADERS['gmail nb']}\n{_QUOTED}") == ""
    assert mail_text.without_quotes("") == ""


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<div>Ja</div><div><br></div><div>Hilsen&nbsp;Kari</div>", "Ja\n\nHilsen Kari"),
        ("<p>En\n  to</p><style>p{}</style><!-- x --><p>tre</p>", "En to\n\ntre"),
        ("Ja<div class=gmail_quote>fre. skrev S:<blockquote>Nei</blockquote></div>", "Ja"),
        ("<p>Ja</p><blockquote type='cite'>Nei</blockquote>", "Ja"),
        ("<p>Ja</p><blockquote>Mitt sitat</blockquote>", "Ja\n\nMitt sitat"),
        ("<p>Ja</p><div id=appendonsend></div><hr><div>Fra: S</div>", "Ja"),
        ("<p>Ja</p><hr><div id=divRplyFwdMsg>Fra: S</div><div>Nei</div>", "Ja"),
        ("<script>alert(1)</script>Ja &lt;b&gt;", "Ja <b>"),
        ("<ul><li>en</li><li>to</li></ul>", "en\n\nto"),
    ],
)
def test_page_becomes_lines(page: str, text: str) -> None:
    assert mail_text.without_quotes(mail_text.from_html(page)) == text


def test_flowed_paragraph_is_one_line() -> None:
    text = "Dette er \nett avsnitt.\n\n> sitat \n> til\nNeste.\n-- \nKari\n"
    assert mail_text.unwrapped(text) == (
        "Dette er ett avsnitt.\n\n> sitat\n> til\nNeste.\n--\nKari\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "On " + "a b " * 200_000,
        ("On " + "a b " * 49 + "\n") * 1000,
        ("Den " + "x skrev " * 24 + "\n") * 1000,
        "From: a\n" * 100_000,
        "> " * 500_000,
        " \n" * 500_000,
        "_" * 1_000_000,
    ],
)
def test_text_made_to_take_long_does_not(text: str) -> None:
    started = time.monotonic()
    mail_text.without_quotes(text)
    assert time.monotonic() - started < 20


def test_page_nested_to_do_harm_is_read() -> None:
    assert "x" in mail_text.from_html("<div>" * 20_000 + "x")
