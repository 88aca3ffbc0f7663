"""The page of announcements to be sent later, and the form that puts them there."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from messaging.actions import announcing_later
from messaging.models import Conversation, ScheduledAnnouncement
from schools import clock
from schools.models import Membership, Person
from tests.cast import Cast
from tests.messaging import conversations as made

PAGE = "/meldinger/ny/kunngjoring/"
LATER = PAGE + "senere/"
SignIn = Callable[[Person], Client]


def given(cast: Cast, **more: Any) -> dict[str, Any]:
    words = {"title": "Tur fredag", "body": "Husk matpakke", "client_token": str(uuid.uuid4())}
    words |= {"per": "home", "results": "sender", "time": "07:30"}
    words |= {"day": (clock.today() + dt.timedelta(days=2)).isoformat()}
    return words | {"to": [f"guardians.{cast.class_6a.uuid}"]} | more


@pytest.fixture
def tone(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.fresh("tone"))


def test_the_form_offers_it_for_tomorrow_morning(cast: Cast, tone: Client) -> None:
    page = tone.get(PAGE).text
    assert f'formaction="{LATER}"' in page
    assert f'value="{clock.today() + dt.timedelta(days=1)}"' in page
    assert 'value="07:30"' in page


def test_it_waits_and_its_writer_sees_it(cast: Cast, tone: Client) -> None:
    answer = tone.post(LATER, given(cast, ask="read"))
    assert (answer.status_code, answer.headers["Location"]) == (302, LATER)
    assert not Conversation.objects.exists()
    row = ScheduledAnnouncement.objects.get()
    assert row.asks_confirmation
    page = tone.get(LATER).text
    for text in ("Tur fredag", "Husk matpakke", "6A – foresatte", f"{LATER}{row.uuid}/"):
        assert text in page
    assert LATER in tone.get("/meldinger/").text


@pytest.mark.parametrize(
    "fields",
    [
        {"day": "2020-01-01"},
        {"day": "i morgen"},
        {"time": ""},
        {"to": []},
        {"body": ""},
        {"holds_until": "tull"},
        {"client_token": "tull"},
        {"holds_until": clock.today().isoformat()},
    ],
)
def test_what_will_not_do_is_said_and_what_was_typed_is_kept(
    cast: Cast, tone: Client, fields: dict[str, Any]
) -> None:
    answer = tone.post(LATER, given(cast, **fields))
    assert answer.status_code == 422
    assert 'value="Tur fredag"' in answer.text
    assert '<details class="composer__later" open>' in answer.text
    assert not ScheduledAnnouncement.objects.exists()


def upload(name: str = "plan.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"Hei")


def test_files_wait_with_it_and_are_shown_on_its_page(cast: Cast, tone: Client) -> None:
    answer = tone.post(LATER, given(cast, files=[upload(), upload("kart.txt")]))
    assert answer.status_code == 302
    row = ScheduledAnnouncement.objects.get()
    assert "plan.txt, kart.txt" in tone.get(LATER).text
    page = tone.get(f"{LATER}{row.uuid}/").text
    for held in row.files.select_related("file"):
        assert f'href="/filer/{held.file.uuid}/"' in page
        served = tone.get(f"/filer/{held.file.uuid}/")
        assert b"".join(served.streaming_content) == b"Hei"  # type: ignore[attr-defined]


def test_files_are_taken_away_and_added_on_its_page(cast: Cast, tone: Client) -> None:
    tone.post(LATER, given(cast, files=[upload(), upload("kart.txt")]))
    row = ScheduledAnnouncement.objects.get()
    first = row.files.all()[0].file
    words = {"title": "Ny tur", "body": "Nytt", "day": row.day.isoformat(), "time": "09:15"}
    words |= {"without": [str(first.uuid)], "files": [upload("ny.txt")]}
    refused = tone.post(f"{LATER}{row.uuid}/", words | {"day": "2020-01-01"})
    assert refused.status_code == 422
    assert f'name="without" value="{first.uuid}" checked' in refused.text
    words["files"] = [upload("ny.txt")]
    assert tone.post(f"{LATER}{row.uuid}/", words).status_code == 302
    assert "kart.txt, ny.txt" in tone.get(LATER).text
    assert tone.get(f"/filer/{first.uuid}/").status_code == 404


@pytest.mark.parametrize("wrong", [{"without": ["tull"]}, {"files": "virus"}])
def test_files_that_will_not_do_leave_it_as_it_was(
    cast: Cast, tone: Client, wrong: dict[str, Any]
) -> None:
    row = made.announced_later(cast)
    words = {"title": "Ny tur", "body": "Nytt", "day": row.day.isoformat(), "time": "09:15"}
    if "files" in wrong:
        wrong = {"files": SimpleUploadedFile("a.txt", b"MZ\x00\x01")}
    assert tone.post(f"{LATER}{row.uuid}/", words | wrong).status_code == 422
    row.refresh_from_db()
    assert row.body == "Husk mat"


def test_the_time_stays_when_readers_are_looked_at(cast: Cast, tone: Client) -> None:
    answer = tone.post(PAGE + "?vis=lesere", given(cast, time="09:15"))
    assert 'value="09:15"' in answer.text


def test_it_is_changed_on_its_page(cast: Cast, tone: Client) -> None:
    row = made.announced_later(cast)
    address = f"{LATER}{row.uuid}/"
    page = tone.get(address).text
    assert 'value="07:30"' in page
    assert "foresatte til" in page
    words = {"title": "Ny tur", "body": "Nytt", "day": row.day.isoformat(), "time": "09:15"}
    assert tone.post(address, words).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.body, row.time) == ("Ny tur", "Nytt", dt.time(9, 15))
    refused = tone.post(address, words | {"day": "2020-01-01", "body": "Enda et"})
    assert (refused.status_code, "Enda et" in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("body", "more"),
    [
        ("Lise Østby har glemt lua", {}),
        ("Nora har vært hos BUP", {}),
        ("Barnet er 05831451264", {}),
        ("Nora Hansen har glemt lua", {"people": ["odd"]}),
    ],
)
def test_a_changed_text_is_looked_at_as_a_new_one_is(
    cast: Cast, sign_in: SignIn, body: str, more: dict[str, list[str]]
) -> None:
    people = [cast.people[name] for name in more.get("people", [])]
    row = made.announced_later(cast, "sissel", people=people)
    client, address = sign_in(cast.fresh("sissel")), f"{LATER}{row.uuid}/"
    words = {"title": "Ny tur", "body": body, "day": row.day.isoformat(), "time": "09:15"}
    answer = client.post(address, words)
    assert answer.status_code == 422
    assert f"{body}</textarea>" in answer.text
    assert 'name="advised" value="1"' in answer.text
    row.refresh_from_db()
    assert row.body == "Husk mat"
    assert client.post(address, words | {"advised": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.body == body


def test_in_its_own_class_alone_a_pupil_may_be_named_when_it_is_changed(
    cast: Cast, tone: Client
) -> None:
    row = made.announced_later(cast)
    words = {"title": "Lue", "body": "Nora Hansen har glemt lua", "time": "09:15"}
    words["day"] = row.day.isoformat()
    assert tone.post(f"{LATER}{row.uuid}/", words).status_code == 302
    assert (
        f"?gruppe={cast.class_6a.uuid}"
        in tone.get(f"{LATER}{made.announced_later(cast).uuid}/").text
    )


def test_it_is_sent_at_once_or_removed(cast: Cast, tone: Client) -> None:
    first, second = made.announced_later(cast), made.announced_later(cast)
    sent = tone.post(f"{LATER}{first.uuid}/send/")
    assert sent.headers["Location"] == f"/meldinger/{Conversation.objects.get().uuid}/"
    assert tone.post(f"{LATER}{second.uuid}/fjern/").status_code == 302
    assert not ScheduledAnnouncement.objects.exists()
    assert tone.post(f"{LATER}{first.uuid}/send/").status_code == 404


def test_who_may_no_longer_announce_reads_why(cast: Cast, sign_in: SignIn) -> None:
    row = made.announced_later(cast)
    Membership.objects.filter(person=cast.tone).update(ends=clock.today())
    client = sign_in(cast.fresh("tone"))
    answer = client.post(f"{LATER}{row.uuid}/send/")
    assert (answer.status_code, answer.headers["Location"]) == (302, LATER)
    with time_machine.travel(clock.at(row.day, row.time)):
        announcing_later.send_due()
    row.refresh_from_db()
    page = client.get(LATER).text
    assert "Ikke sendt." in page
    assert str(row.get_not_sent_display()) in page
    assert client.get(f"{LATER}{row.uuid}/").status_code == 200
    assert not Conversation.objects.exists()


def test_who_no_longer_works_there_reads_why_too(cast: Cast, sign_in: SignIn) -> None:
    row = made.announced_later(cast)
    Membership.objects.filter(person=cast.tone).update(ends=clock.today())
    cast.tone.positions.update(ends=clock.today())
    with time_machine.travel(clock.at(row.day, row.time)):
        announcing_later.send_due()
    client = sign_in(cast.fresh("tone"))
    assert LATER in client.get("/meldinger/").text
    assert "Ikke sendt." in client.get(LATER).text


@pytest.mark.parametrize("name", ["kari", "nora"])
def test_others_have_no_such_page(cast: Cast, sign_in: SignIn, name: str) -> None:
    client = sign_in(cast.fresh(name))
    assert client.get(LATER).status_code == 404
    assert client.post(LATER, given(cast)).status_code == 404
