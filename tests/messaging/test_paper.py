"""What a letter says: the frame in the guardian's language, and only words that may lie about."""

import datetime as dt
import re
import uuid

import pytest
from django.conf import settings

from config import translations
from messaging import paper
from messaging.actions import messages
from messaging.asking import Asked
from messaging.channels import letter as printer
from messaging.choices import AskKind, Per
from messaging.models import Conversation, HomeLetter, Message
from messaging.queries import cards
from schools import clock
from schools.models import Person
from tests import pdf_text
from tests.cast import Cast
from tests.messaging import asks as asked
from tests.messaging import conversations as made
from tests.messaging import letters as written

# The frame of letters and of what is sent to tell that there is something to read.
FRAME = ("letter_text.html", "letter.html", "mail/notice.html", "mail/notice.txt", "wording.py")


def printed(letter: HomeLetter) -> str:
    """The words of its PDF, which is one page."""
    rows = cards.with_card_parts(Message.objects.filter(pk=letter.message_id))
    message = rows.select_related("conversation__school").get()
    cards.complete([message], message.conversation, None)
    sheet = paper.sheet(letter, message, paper.ask_of(message))
    [page] = pdf_text.pages(printer.render_all([sheet], title="Brev"))
    return page


def with_language(cast: Cast, thread: Conversation, language: str) -> HomeLetter:
    Person.objects.filter(pk=cast.kari.pk).update(language=language)
    return written.to_kari(cast, thread)


@pytest.mark.parametrize(
    ("language", "frame"),
    [
        ("nb", ("Ingen hjemme har lest den der ennå", "Jeg har lest", "Kode:")),
        ("nn", ("Ingen heime har lese henne der enno", "Eg har lese", "Kode:")),
        ("en", ("Nobody at home has read it there yet", "I have read", "Code:")),
        ("", ("Ingen hjemme har lest den der ennå", "Jeg har lest", "Kode:")),
        ("so", ("Ingen hjemme har lest den der ennå", "Jeg har lest", "Kode:")),  # not ours yet
    ],
)
def test_the_frame_is_in_the_guardians_language_and_the_message_in_its_own(
    cast: Cast, language: str, frame: tuple[str, ...]
) -> None:
    letter = with_language(cast, made.announcement(cast), language)
    said = printed(letter)
    for words in (*frame, "Nye tider", "Tur fredag", "Kari Hansen", "Nora Hansen", "Lade skole"):
        assert words in said
    assert f"{letter.code[:4]} {letter.code[4:]}" in said
    assert f"/brev/{letter.code}/" in said


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_text_of_letters_and_notices_is_there_in_each_language(language: str) -> None:
    """A new language is a translation file and nothing else: this says what it must hold."""
    book = translations.Book("messaging", language)
    kept = translations.merged(book, translations.collect("messaging"))
    texts = [text for text in kept if any(name.endswith(FRAME) for name, _ in text.locations)]
    assert len(texts) > 20
    if language == "en":
        return  # the texts themselves are English
    missing = [text.id for text in texts if not text.string or not any(text.string)]
    assert not missing


def test_without_a_question_there_is_room_for_an_answer_all_the_same(cast: Cast) -> None:
    said = printed(written.to_kari(cast, made.class_thread(cast)))
    assert "Hvis du vil svare" in said
    assert "Jeg har lest" not in said


def _answered_by_a_guardian(cast: Cast) -> Conversation:
    thread = made.class_thread(cast)
    messages.post_message(
        actor=cast.fresh("mona"),
        conversation=thread,
        body="Jonas er syk og kommer ikke",
        client_token=uuid.uuid4(),
    )
    return thread


def _with_words(body: str) -> object:
    def begin(cast: Cast) -> Conversation:
        thread = made.announcement(cast)
        thread.messages.update(body=body)
        return thread

    return begin


@pytest.mark.parametrize(
    ("begin", "hidden"),
    [
        (_with_words("Hva vi sa om diagnosen"), "diagnosen"),
        (_with_words("Nummeret er 05831451264, hilsen oss"), "058314"),
        (_answered_by_a_guardian, "syk"),
    ],
)
def test_what_looks_sensitive_or_is_a_guardians_is_not_printed(
    cast: Cast, begin: object, hidden: str
) -> None:
    thread = begin(cast)  # type: ignore[operator]
    said = printed(written.to_kari(cast, thread))
    assert hidden not in said
    assert "Tur fredag" not in said  # nor its heading
    assert "En melding fra skolen" in said
    assert "Les den på nettet, eller ring skolen" in said


def asking(cast: Cast, language: str, asks: Asked, **fields: object) -> str:
    return printed(with_language(cast, asked.asked(cast, asks, **fields).conversation, language))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", ("Vi ber om svar", "Ett svar per hjem", "Kommer dere?", "Kommer ikke", "Voksne:")),
        ("nn", ("Vi ber om svar", "Ingen heime har lese henne der enno")),
        ("en", ("Please reply", "(at most 2)", "(at most 3)")),
    ],
)
def test_who_comes_is_asked_with_numbers_in_the_guardians_language(
    cast: Cast, language: str, said: tuple[str, ...]
) -> None:
    text = asking(cast, language, asked.rsvp())
    for words in said:
        assert words in text


def test_what_is_not_asked_has_no_box(cast: Cast) -> None:
    text = asking(cast, "nb", Asked(AskKind.RSVP, per=Per.PERSON))
    assert "Ett svar fra hver foresatt" in text
    for words in ("Voksne", "Barn", "Svar innen", "enig", "Velg ett", "Vet ikke"):
        assert words not in text


def test_an_agreement_says_to_which_version(cast: Cast) -> None:
    text = asking(cast, "en", Asked(AskKind.AGREE))
    assert re.search(r"I have read the text on this sheet and agree to it\. \(\w+ 1\)", text)
    assert "I have read the message and confirm it." not in text


@pytest.mark.parametrize(
    ("language", "fields", "said"),
    [
        ("nb", {}, "Velg ett"),
        ("nb", {"several": True}, "Velg ett eller flere"),
        ("en", {}, "On the web nobody sees who chose what"),
        ("en", {"is_open": True}, "Tone Lie sees who chose what, and so does whoever types in"),
    ],
)
def test_a_poll_has_its_options_and_says_who_sees_the_choice(
    cast: Cast, language: str, fields: dict[str, bool], said: str
) -> None:
    text = asking(cast, language, asked.poll(**fields))
    for words in ("Skogen", "Sjøen", said):
        assert words in text


def test_the_last_day_stands_on_the_sheet_and_after_it_there_is_nothing_to_tick(
    cast: Cast,
) -> None:
    ask = asked.asked(cast, asked.rsvp(closes_on=clock.today()))
    letter = with_language(cast, ask.conversation, "nb")
    assert "Svar innen" in printed(letter)
    with clock.set_to(clock.now() + dt.timedelta(days=1)):
        text = printed(letter)
    assert "Svarfristen var" in text
    assert "Hvis du vil svare" in text
    assert "Kommer ikke" not in text


@pytest.mark.parametrize(
    ("asks", "body"),
    [
        (asked.rsvp(), "Hva vi sa om diagnosen"),
        (asked.poll(options=("Diagnosen først", "Turen først")), "Hva tar vi først?"),
    ],
)
def test_what_looks_sensitive_does_not_tell_what_is_asked(
    cast: Cast, asks: Asked, body: str
) -> None:
    ask = asked.asked(cast, asks)
    ask.conversation.messages.update(body=body)
    text = printed(with_language(cast, ask.conversation, "nb"))
    assert "En melding fra skolen" in text
    assert "Vi ber om svar" in text
    for words in ("Kommer", "Voksne", "iagnose", "Turen", "Velg", "ser hvem", "per hjem"):
        assert words not in text


def test_markup_in_a_message_is_only_text(cast: Cast) -> None:
    thread = made.announcement(cast)
    thread.messages.update(body="<b>Hei</b> & <script>alert(1)</script>")
    assert "<b>Hei</b> & <script>alert(1)</script>" in printed(written.to_kari(cast, thread))


def test_the_address_of_the_code_holds_nothing_else(cast: Cast) -> None:
    letter = written.to_kari(cast, made.announcement(cast))
    assert paper.address(letter) == f"{settings.BASE_URL}/brev/{letter.code}/"
