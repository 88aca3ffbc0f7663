"""What a letter says: the frame in the guardian's language, and only words that may lie about."""

import uuid

import pytest
from django.conf import settings

from config import translations
from messaging import paper
from messaging.actions import messages
from messaging.channels import letter as printer
from messaging.models import Conversation, HomeLetter, Message
from messaging.queries import cards
from schools.models import Person
from tests import pdf_text
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging import letters as written

# The frame of letters and of what is sent to tell that there is something to read.
FRAME = ("letter_text.html", "letter.html", "mail/notice.html", "mail/notice.txt", "wording.py")


def printed(letter: HomeLetter) -> str:
    """The words of its PDF, which is one page."""
    rows = cards.with_card_parts(Message.objects.filter(pk=letter.message_id))
    message = rows.select_related("conversation__school").get()
    cards.complete([message], message.conversation, None)
    [page] = pdf_text.pages(printer.render_all([paper.sheet(letter, message)], title="Brev"))
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


def test_markup_in_a_message_is_only_text(cast: Cast) -> None:
    thread = made.announcement(cast)
    thread.messages.update(body="<b>Hei</b> & <script>alert(1)</script>")
    assert "<b>Hei</b> & <script>alert(1)</script>" in printed(written.to_kari(cast, thread))


def test_the_address_of_the_code_holds_nothing_else(cast: Cast) -> None:
    letter = written.to_kari(cast, made.announcement(cast))
    assert paper.address(letter) == f"{settings.BASE_URL}/brev/{letter.code}/"
