"""Pages of letters: what is to be printed, its file, and what came back."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from messaging.actions import letter_batches
from messaging.channels import letter_codes
from messaging.models import (
    Confirmation,
    Conversation,
    HomeLetter,
    LetterBatch,
    Message,
    SchoolLadder,
)
from schools import clock
from schools.models import Guardianship, Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging import letters as paper

SignIn = Callable[[Person | None], Client]
LIST, FIND = "/brev/", "/brev/svar/"
SIGNED = {"what": "confirmation", "instead": "not_used", "client_token": f"{7:032x}"}


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.announcement(cast)


@pytest.fixture
def at_home(cast: Cast) -> Conversation:
    return next(home for home in made.home_threads(cast) if home.home_key == "hansen")


def text(client: Client, page: str) -> str:
    return client.get(page).content.decode()


def test_letters_are_written_by_a_click_in_the_list_of_readers(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    client, page = sign_in(cast.tone), f"/meldinger/{thread.uuid}/lesere/steg/"
    given = {"rung": "letter", "which": "ulest"}
    said = client.post(page, given, follow=True).content.decode()
    assert "5 brev skal skrives ut." in said
    assert "Brev: skal skrives ut" in said
    again = client.post(page, given, follow=True).content.decode()
    assert "De har et brev fra før." in again


def test_from_the_list_to_paper_and_back_again(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    letter, client = paper.to_kari(cast, thread), sign_in(cast.sissel)
    assert "Kari Hansen" in text(client, LIST)
    page = client.post("/brev/fil/")["Location"]
    shown = text(client, page)
    batch = LetterBatch.objects.select_related("file").get()
    assert batch.file is not None
    assert f"/filer/{batch.file.uuid}/" in shown
    served = client.get(f"/filer/{batch.file.uuid}/")
    assert b"".join(served.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "brev-" in served["Content-Disposition"]
    client.post(f"{page}skrevet-ut/")
    assert f"/brev/svar/{letter.code}/" in text(client, LIST)
    typed = letter_codes.grouped(letter.code).lower()
    found = client.get(FIND, {"kode": f" {typed} "})
    assert found["Location"] == f"/brev/svar/{letter.code}/"
    assert "Kari Hansen" in text(client, found["Location"])
    assert client.post(found["Location"], SIGNED)["Location"] == FIND
    assert Confirmation.objects.get().person == cast.kari
    assert "Kari Hansen" not in text(client, LIST)


def test_put_back_and_not_needed(cast: Cast, thread: Conversation, sign_in: SignIn) -> None:
    letter, client = paper.to_kari(cast, thread), sign_in(cast.tone)
    page = client.post("/brev/fil/")["Location"]
    assert "Kari Hansen" not in text(client, LIST)
    client.post(f"{page}tilbake/")
    assert "Kari Hansen" in text(client, LIST)
    said = client.post(f"{page}skrevet-ut/", follow=True).content.decode()
    assert "Brevene er ikke klare ennå." in said
    assert "Brevene venter i lista" in text(client, page)
    client.post(f"/brev/{letter.uuid}/avslutt/")
    assert "Kari Hansen" not in text(client, LIST)


def test_when_all_have_read_meanwhile_the_page_says_so(
    cast: Cast, thread: Conversation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_batches, "AT_ONCE", 0)
    paper.to_kari(cast, thread)
    client = sign_in(cast.tone)
    page = client.post("/brev/fil/")["Location"]
    assert "0 av 2 brev" in text(client, page)
    assert "0 av 2 brev" in text(client, f"{page}framdrift/")
    assert "Blir laget" in text(client, LIST)
    Guardianship.objects.filter(household_key="hansen").update(ends=clock.today())
    letter_batches.make_file(batch_id=LetterBatch.objects.get().pk)
    assert "Ingen av disse brevene trengs lenger" in text(client, page)
    assert client.get(f"{page}framdrift/").status_code == 204


def test_nothing_to_print_is_said_in_words(cast: Cast, sign_in: SignIn) -> None:
    said = sign_in(cast.tone).post("/brev/fil/", follow=True).content.decode()
    assert "Det er ingen brev å skrive ut nå." in said
    assert "Ingen brev å skrive ut" in said


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable, count: int
) -> None:
    for _each in range(count):
        paper.write(cast, made.announcement(cast), "nilsen")
    paper.file(cast)
    letter_batches.mark_printed(actor=cast.fresh("tone"), batch=LetterBatch.objects.get())
    for _each in range(count):
        paper.write(cast, made.announcement(cast), "hansen")
    client = sign_in(cast.tone)
    client.get(LIST)
    with django_assert_num_queries(9):
        shown = client.get(LIST).content.decode()
    assert shown.count("Brevet til Kari Hansen trengs ikke") == count
    assert shown.count("Skriv inn det som kom tilbake fra Ola Nilsen") == count


# --- what came back


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "må fylles ut"),
        ("ABCD 2345", "En av bokstavene eller tallene er feil"),
        ("x" * 41, "41"),
    ],
)
def test_a_code_that_is_none_is_refused_in_words_and_kept(
    cast: Cast, sign_in: SignIn, typed: str, said: str
) -> None:
    answer = sign_in(cast.tone).get(FIND, {"kode": typed})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown or not typed
    assert f'value="{typed}"' in shown or not typed


def test_a_code_that_is_not_theirs_is_as_one_that_never_was(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    letter = paper.to_kari(cast, thread)
    for code in (letter.code, letter_codes.short_code()):
        answer = sign_in(cast.odd).get(FIND, {"kode": code})
        assert answer.status_code == 422
        assert "Ingen av brevene dine har denne koden" in answer.content.decode()


def test_a_used_code_says_what_became_of_the_letter(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    letter, client = paper.to_kari(cast, thread), sign_in(cast.tone)
    page = f"/brev/svar/{letter.code}/"
    client.post(page, SIGNED)
    shown = text(client, page)
    assert "Besvart på papir" in shown
    assert "Tone Lie" in shown
    again = client.post(page, SIGNED)
    assert again.status_code == 409
    assert "Besvart på papir" in again.content.decode()


def test_an_answer_with_the_scanned_sheet_is_written_down(
    cast: Cast, at_home: Conversation, sign_in: SignIn
) -> None:
    letter, client = paper.to_kari(cast, at_home), sign_in(cast.tone)
    scan = SimpleUploadedFile("ark.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    given = SIGNED | {"what": "answer", "body": "Ja, onsdag", "files": scan}
    assert client.post(f"/brev/svar/{letter.code}/", given).status_code == 302
    message = Message.objects.get(author=cast.kari)
    assert (message.body, message.attachments.count()) == ("Ja, onsdag", 1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"what": "returned", "body": "Hei"}, "har ikke noe svar i seg"),
        ({"what": "answer", "body": ""}, "Skriv"),
        ({"what": "confirmation"}, "Velg"),
        ({"what": "answer", "body": "Hei", "instead": "x"}, "Hei"),
    ],
)
def test_what_cannot_be_written_down_is_said_and_kept(
    cast: Cast, at_home: Conversation, sign_in: SignIn, given: dict[str, str], said: str
) -> None:
    letter = paper.to_kari(cast, at_home)
    answer = sign_in(cast.tone).post(f"/brev/svar/{letter.code}/", SIGNED | given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not HomeLetter.objects.exclude(outcome="").exists()


def test_a_file_without_an_answer_is_asked_about(
    cast: Cast, at_home: Conversation, sign_in: SignIn
) -> None:
    letter = paper.to_kari(cast, at_home)
    scan = SimpleUploadedFile("ark.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    given = SIGNED | {"what": "returned", "files": scan}
    answer = sign_in(cast.tone).post(f"/brev/svar/{letter.code}/", given)
    assert answer.status_code == 422
    assert "En fil hører til et svar" in answer.content.decode()


def test_a_letter_in_return_is_written_down(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    letter = paper.to_kari(cast, thread)
    sign_in(cast.tone).post(f"/brev/svar/{letter.code}/", SIGNED | {"what": "returned"})
    assert paper.letter(cast).outcome == "returned"
    assert not Confirmation.objects.exists()


def test_for_whom_is_no_guardian_any_more_nothing_is_asked(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    letter = paper.to_kari(cast, thread)
    Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    shown = text(sign_in(cast.tone), f"/brev/svar/{letter.code}/")
    assert "kan ikke lenger lese meldingen" in shown
    assert 'name="what"' not in shown


# --- the square code


def test_the_square_code_leads_the_guardian_to_the_message_and_staff_to_writing_down(
    cast: Cast, thread: Conversation, sign_in: SignIn
) -> None:
    letter = paper.to_kari(cast, thread)
    page = f"/brev/{letter.code}/"
    assert sign_in(cast.kari).get(page)["Location"] == f"/meldinger/{thread.uuid}/"
    assert sign_in(cast.tone).get(page)["Location"] == f"/brev/svar/{letter.code}/"
    for name in ("erik", "mona", "odd", "bjarne"):
        assert sign_in(cast.people[name]).get(page).status_code == 404
    assert "/konto/login/" in sign_in(None).get(page)["Location"]


# --- what a school sets


def test_a_school_chooses_letters_by_themselves(cast: Cast, sign_in: SignIn) -> None:
    client, page = sign_in(cast.sissel), "/varsler/steg/"
    given = {"school": cast.lade.uuid, "asked_sms": "24", "asked_letter": "72", "urgent_calls": "1"}
    assert client.post(page, given).status_code == 302
    assert SchoolLadder.objects.get(urgency="asked").letter == 72
    assert SchoolLadder.objects.get(urgency="urgent").letter is None
