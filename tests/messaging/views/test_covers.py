"""A picture above an announcement: its fields, its place on the page, and how it is changed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from messaging.models import Attachment, Conversation, Message, ScheduledAnnouncement
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.views.test_announce_later import LATER, PAGE, given

SignIn = Callable[[Person], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def tone(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.fresh("tone"))


def with_cover(cast: Cast, **more: Any) -> dict[str, Any]:
    return given(cast, cover=made.picture(), cover_alt="Et fjell") | more


def sent(cast: Cast, tone: Client, **more: Any) -> Message:
    assert tone.post(PAGE, with_cover(cast, **more)).status_code == 302
    return Message.objects.select_related("conversation").get()


def test_its_readers_see_it_with_its_size_and_words(
    cast: Cast, tone: Client, sign_in: SignIn
) -> None:
    message = sent(cast, tone)
    key = Attachment.objects.get().file.uuid
    kari = sign_in(cast.fresh("kari"))
    page = kari.get(f"/meldinger/{message.conversation.uuid}/").text
    assert f'<a href="/filer/{key}/"><img' in page
    assert 'alt="Et fjell" width="800" height="400"' in page
    listed = re.search(r'<img class="row-link__cover"[^>]*>', kari.get("/meldinger/").text)
    assert listed is not None
    assert str(key) in listed[0]
    assert 'alt="" width="48" height="48"' in listed[0]


def test_decoration_is_no_link(cast: Cast, tone: Client) -> None:
    message = sent(cast, tone, cover_alt="", cover_is_decoration="on")
    page = tone.get(f"/meldinger/{message.conversation.uuid}/").text
    assert f'<a href="/filer/{Attachment.objects.get().file.uuid}/"' not in page
    assert 'alt="" width="800" height="400"' in page


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (PAGE, {"cover_alt": ""}),
        (LATER, {"cover_alt": ""}),
        (PAGE, {"cover": "plan"}),
        (PAGE, {"cover_alt": "å" * 201}),
    ],
)
def test_what_will_not_do_is_said_and_nothing_typed_is_lost(
    cast: Cast, tone: Client, address: str, fields: dict[str, Any]
) -> None:
    if "cover" in fields:
        fields = {"cover": SimpleUploadedFile("plan.txt", b"Hei")}
    answer = tone.post(address, with_cover(cast, **fields))
    assert answer.status_code == 422
    assert "Husk matpakke</textarea>" in answer.text
    assert '<details class="announce__cover" open>' in answer.text
    assert not Conversation.objects.exists()
    assert not ScheduledAnnouncement.objects.exists()


def test_words_stay_when_readers_are_looked_at(cast: Cast, tone: Client) -> None:
    answer = tone.post(PAGE + "?vis=lesere", with_cover(cast))
    assert 'value="Et fjell"' in answer.text


def test_its_author_changes_it_on_the_page_of_the_text(cast: Cast, tone: Client) -> None:
    message = sent(cast, tone)
    page = f"/meldinger/{message.conversation.uuid}/{message.uuid}/"
    address = f"{page}bilde/"
    assert f'action="{address}"' in tone.get(page).text
    assert tone.post(address, {"cover_alt": "Et vann"}).status_code == 302
    assert Attachment.objects.get().alt == "Et vann"
    refused = tone.post(address, {"cover_alt": ""})
    assert refused.status_code == 422
    assert tone.post(address, {"gone": "1"}).status_code == 302
    assert not Attachment.objects.exists()
    assert tone.post(address, {"cover_alt": "Et vann"}).status_code == 422


def test_others_are_not_shown_its_form(cast: Cast, tone: Client, sign_in: SignIn) -> None:
    message = sent(cast, tone)
    address = f"/meldinger/{message.conversation.uuid}/{message.uuid}/bilde/"
    assert sign_in(cast.fresh("kari")).post(address, {}).status_code == 403
    assert sign_in(cast.fresh("stian")).post(address, {}).status_code == 404


def test_it_waits_and_is_changed_on_its_page(cast: Cast, tone: Client) -> None:
    assert tone.post(LATER, with_cover(cast)).status_code == 302
    row = ScheduledAnnouncement.objects.get()
    page = tone.get(f"{LATER}{row.uuid}/").text
    assert 'value="Et fjell"' in page
    assert 'alt="Et fjell" width="800"' in page
    words = {"title": "Ny", "body": "Nytt", "day": row.day.isoformat(), "time": "09:15"}
    assert tone.post(f"{LATER}{row.uuid}/", words).status_code == 422  # it has no words now
    assert tone.post(f"{LATER}{row.uuid}/", words | {"cover_alt": "Et vann"}).status_code == 302
    held = row.files.get()
    assert held.alt == "Et vann"
    words["without"] = str(held.file.uuid)
    assert tone.post(f"{LATER}{row.uuid}/", words).status_code == 302
    assert not row.files.exists()


@pytest.mark.parametrize("has_cover", [False, True])
def test_the_pages_ask_no_more_for_it(
    cast: Cast, tone: Client, sign_in: SignIn, django_assert_num_queries: Any, *, has_cover: bool
) -> None:
    message = sent(cast, tone, **({} if has_cover else {"cover": ""}))
    assert Attachment.objects.exists() == has_cover
    kari = sign_in(cast.fresh("kari"))
    in_thread = 12 if has_cover else 11
    for address, count in (
        (f"/meldinger/{message.conversation.uuid}/", in_thread),
        ("/meldinger/", 8),
    ):
        kari.get(address)
        with django_assert_num_queries(count):
            kari.get(address)
