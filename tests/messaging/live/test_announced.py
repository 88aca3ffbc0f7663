"""An announcement to a school: nothing is written per reader, and every open page is told."""

import datetime as dt

import pytest

from messaging import targets
from messaging.actions import announcing, courier, outbox
from messaging.actions.starting import Draft
from messaging.choices import Part
from messaging.live.publisher import publisher
from messaging.models import Conversation, Delivery, LiveOutbox, Notice, Participant
from messaging.visibility import few_viewer_ids, message_viewer_ids
from schools import clock
from schools.models import Group, Guardianship
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made
from tests.messaging.live.sockets import socket_of
from tests.site import LiveSite


def announce(cast: Cast, draft: Draft | None = None) -> Conversation:
    return announcing.announce(
        actor=cast.fresh("sissel"),
        to=[targets.of_school(cast.lade.pk, Part.GUARDIANS)],
        draft=draft or made.draft("Nye tider"),
    )


@pytest.fixture
def site_cast(live_site: LiveSite) -> Cast:
    return build_cast()


@pytest.mark.slow
def test_all_who_read_see_it_at_once_and_nobody_else(live_site: LiveSite, site_cast: Cast) -> None:
    cast = site_cast
    with (
        socket_of(live_site, cast.kari) as kari,
        socket_of(live_site, cast.people["tuva"]) as tuva,
        socket_of(live_site, cast.tone) as tone,
        socket_of(live_site, cast.stian) as stian,
    ):
        for socket in (kari, tuva, tone, stian):
            socket.is_in()
        announce(cast)
        for socket in (kari, tuva, tone):
            assert "Nye tider" in socket.next("posted")["html"]
        assert "posted" not in stian.heard_before_pong()
    assert courier.courier.wait(10)
    assert not LiveOutbox.objects.exists()


@pytest.mark.slow
def test_what_a_crash_left_is_told_to_those_who_read_it_then(
    live_site: LiveSite, site_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = site_cast
    with monkeypatch.context() as patch:
        patch.setattr(publisher, "publish", lambda envelope: False)
        announce(cast)
        assert courier.courier.wait(10)
    LiveOutbox.objects.update(created_at=clock.now() - dt.timedelta(seconds=2))
    Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    with socket_of(live_site, cast.kari) as kari, socket_of(live_site, cast.mona) as mona:
        kari.is_in(), mona.is_in()
        assert outbox.publish_leftover_events() == 1
        assert "Nye tider" in mona.next("posted")["html"]
        assert "posted" not in kari.heard_before_pong()


@pytest.mark.both_databases
@pytest.mark.django_db
def test_nothing_is_written_per_reader(cast: Cast) -> None:
    announced = announce(cast)
    row = LiveOutbox.objects.get()
    assert row.recipients is None
    assert str(cast.kari.pk) not in str(row.event).split()
    assert Participant.objects.filter(conversation=announced).count() == 1  # who wrote it
    assert Notice.objects.count() == 1
    assert not Delivery.objects.exists()


@pytest.mark.both_databases
@pytest.mark.django_db
def test_readers_of_few_classes_are_found_while_the_sender_waits(cast: Cast) -> None:
    few = made.class_thread(cast).messages.get()
    assert set(few_viewer_ids(few) or ()) == set(message_viewer_ids(few))
    assert cast.kari.pk in message_viewer_ids(few)


@pytest.mark.both_databases
@pytest.mark.django_db
def test_readers_of_many_classes_are_not(cast: Cast) -> None:
    groups = Group.objects.bulk_create(
        Group(school=cast.lade, name=f"{number}X", grade=6) for number in range(11)
    )
    many = announcing.announce(
        actor=cast.fresh("sissel"),
        to=[targets.of_group(group.pk, Part.GUARDIANS) for group in groups],
        draft=made.draft(),
    ).messages.get()
    assert few_viewer_ids(many) is None
    assert set(message_viewer_ids(many)) == {cast.people["sissel"].pk, cast.people["hanne"].pk}
