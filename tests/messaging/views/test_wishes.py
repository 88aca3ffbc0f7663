"""The page of wishes, and the one click of an e-mail."""

from collections.abc import Callable

import pytest
from django.test import Client

from messaging import wording
from messaging.actions import wishes
from messaging.choices import Channel, NoticeClass, Timing
from messaging.hours import USUAL
from messaging.models import NoticeHours, NoticeWish
from schools.exceptions import InvalidInput, NotVisible
from schools.models import Person
from tests.cast import Cast

PAGE = "/varsler/"
CHOSEN = {
    "school_email": "digest",
    "general_email": "off",
    "quiet_from": "20:00",
    "quiet_until": "07:00",
    "digest_at": "18:30",
}


def test_what_is_chosen_is_kept_and_shown_again(
    cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    client = sign_in(cast.kari)
    assert client.post(PAGE, CHOSEN).status_code == 302
    kept = NoticeWish.objects.values_list("notice_class", "channel", "timing")
    assert sorted(kept) == [("general", "email", "off"), ("school", "email", "digest")]
    assert NoticeHours.objects.get().digest_at.isoformat() == "18:30:00"
    client.post(PAGE, CHOSEN | {"school_email": "at_once"})
    assert NoticeWish.objects.get(notice_class="school").timing == Timing.AT_ONCE
    assert 'value="18:30"' in client.get(PAGE).content.decode()


def test_a_wrong_choice_keeps_what_was_typed(
    cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    answer = sign_in(cast.kari).post(PAGE, CHOSEN | {"digest_at": "halv fem"})
    assert answer.status_code == 422
    assert "halv fem" in answer.content.decode()
    assert not NoticeWish.objects.exists()


def test_emergencies_cannot_be_turned_off(cast: Cast) -> None:
    barred = {(NoticeClass.EMERGENCY, Channel.SMS): Timing.OFF}
    with pytest.raises(InvalidInput):
        wishes.choose(actor=cast.kari, wishes=barred, hours=next(iter(USUAL.values())))
    with pytest.raises(InvalidInput):
        wishes.turn_off(
            actor=None,
            person_id=cast.kari.pk,
            notice_class=NoticeClass.ABSENCE,
            channel=Channel.EMAIL,
        )


def test_turning_off_is_for_people_we_know(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        wishes.turn_off(
            actor=None,
            person_id=cast.people["gone"].pk,
            notice_class=NoticeClass.SCHOOL,
            channel=Channel.EMAIL,
        )


def test_one_click_in_the_mail_program_turns_it_off(cast: Cast, client: Client) -> None:
    address = f"/varsler/av/{wording.off_key(cast.kari.pk, 'school', 'email')}/"
    assert client.get(address).status_code == 200
    assert not NoticeWish.objects.exists()
    strict = Client(enforce_csrf_checks=True)  # a mail program has no token of ours
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert NoticeWish.objects.get(person=cast.kari).timing == Timing.OFF
