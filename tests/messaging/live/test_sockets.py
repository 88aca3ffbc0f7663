"""Real sockets on a real server: delivery, resuming, and who is shut out."""

import uuid

import pytest
from django.test import Client
from websockets.exceptions import InvalidStatus

from messaging.actions import messages, participants
from messaging.choices import Part
from messaging.models import Conversation
from schools import clock
from schools.actions import sessions
from schools.models import Guardianship, HelperAppointment, Membership, Person
from tests import helping
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made
from tests.messaging.live.sockets import cookies, socket_of
from tests.site import LiveSite

pytestmark = pytest.mark.slow  # each on a server and a database of its own


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def post(cast: Cast, conversation: Conversation, name: str = "tone", body: str = "Hei") -> None:
    messages.post_message(
        actor=cast.fresh(name), conversation=conversation, body=body, client_token=uuid.uuid4()
    )


def test_a_message_reaches_every_reader_and_nobody_else(live_site: LiveSite, cast: Cast) -> None:
    thread = made.class_thread(cast)
    with (
        socket_of(live_site, cast.kari) as kari,
        socket_of(live_site, cast.mona, language="en") as mona,
        socket_of(live_site, cast.stian) as stian,
    ):
        for socket in (kari, mona, stian):
            socket.is_in()
        post(cast, thread, body="Vi går til Lade kirke")
        assert "Vi går til Lade kirke" in kari.next("posted")["html"]
        event = mona.next("posted")
        assert event["conversation"] == str(thread.uuid)
        assert "Member of staff" in event["html"]
        assert "posted" not in stian.heard_before_pong()


def test_the_bytes_are_the_same_for_everybody_of_a_language(
    live_site: LiveSite, cast: Cast
) -> None:
    thread = made.class_thread(cast)
    with socket_of(live_site, cast.kari) as kari, socket_of(live_site, cast.tone) as tone:
        kari.is_in(), tone.is_in()
        post(cast, thread)
        assert kari.next("posted") == tone.next("posted")


def test_a_page_that_was_away_asks_for_exactly_what_it_missed(
    live_site: LiveSite, cast: Cast
) -> None:
    thread = made.class_thread(cast)
    with socket_of(live_site, cast.kari) as kari:
        kari.is_in()
        post(cast, thread, body="mens hun var her")
        known = kari.next("posted")["version"]
    post(cast, thread, body="mens hun var borte")
    with socket_of(live_site, cast.kari) as kari:
        kari.is_in()
        client = Client(headers={"host": live_site.host})
        client.force_login(cast.kari)
        answer = client.get(f"/meldinger/{thread.uuid}/endringer/?after_version={known}").json()
    assert [("borte" in message["html"]) for message in answer["messages"]] == [True]


def test_a_removed_member_receives_nothing_after_the_removal(
    live_site: LiveSite, cast: Cast
) -> None:
    (thread, *_) = made.home_threads(cast)
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=thread, person=cast.fresh("odd")
    )
    with socket_of(live_site, cast.odd) as odd, socket_of(live_site, cast.tone) as tone:
        odd.is_in(), tone.is_in()
        post(cast, thread)
        odd.next("posted"), tone.next("posted")
        participants.end_participant(actor=cast.fresh("tone"), conversation=thread, person=cast.odd)
        odd.next("refetch")
        for _ in range(3):
            post(cast, thread)
            tone.next("posted")
        assert odd.heard_before_pong() == []


def test_a_guardian_whose_access_ended_receives_nothing(live_site: LiveSite, cast: Cast) -> None:
    thread = made.class_thread(cast)
    with socket_of(live_site, cast.kari) as kari, socket_of(live_site, cast.tone) as tone:
        kari.is_in(), tone.is_in()
        _wait_for_marks(cast.kari)
        Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
        post(cast, thread)
        tone.next("posted")
        heard, code = kari.heard_until_closed()
        assert "posted" not in heard
        assert code == 4401


def test_signing_out_closes_the_socket(live_site: LiveSite, cast: Cast) -> None:
    header = cookies(cast.kari)
    client = Client(headers={"cookie": header, "host": live_site.host})
    with socket_of(live_site, header) as kari:
        kari.is_in()
        client.post("/konto/logout/")
        assert kari.closing_code() == 4401


def test_a_deleted_session_closes_the_socket(live_site: LiveSite, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.kari)
    with socket_of(live_site, f"sessionid={client.session.session_key}") as kari:
        kari.is_in()
        client.session.delete()
        assert kari.closing_code() == 4401


@pytest.mark.parametrize("change", ["inactive", "epoch", "role"])
def test_ended_access_closes_the_socket(live_site: LiveSite, cast: Cast, change: str) -> None:
    with socket_of(live_site, cast.tone) as tone:
        tone.is_in()
        people = Person.objects.filter(pk=cast.tone.pk)
        if change == "inactive":
            people.update(is_active=False)
        elif change == "epoch":
            people.update(session_epoch=7)
        else:
            _wait_for_marks(cast.tone)
            Membership.objects.filter(person=cast.tone).update(ends=clock.today())
        assert tone.closing_code() == 4401


def test_helper_whose_time_is_over_is_shut_out(live_site: LiveSite, cast: Cast) -> None:
    halima = helping.somebody()
    helping.let_help(cast, halima)
    with socket_of(live_site, halima) as page:
        page.is_in()
        _wait_for_marks(halima)
        HelperAppointment.objects.update(ends=clock.today())
        assert page.closing_code() == 4401


def _wait_for_marks(person: Person) -> None:
    """The hub has looked at this person's roles once."""
    import threading

    from messaging.live.hub import hub

    seen = threading.Event()
    while person.pk not in hub._marks:
        seen.wait(0.05)


def test_signing_out_everywhere_closes_at_once(live_site: LiveSite, cast: Cast) -> None:
    with socket_of(live_site, cast.kari) as kari:
        kari.is_in()
        sessions.record_sign_out(actor=cast.kari)
        assert kari.closing_code(timeout=2) == 4401


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.test",
        "https://{host}",
        "http://{host}:81",
        "http://user@{host}",
        "http://{host}.evil.test",
        "{host}",
        "::::",
    ],
)
def test_a_foreign_origin_is_refused(live_site: LiveSite, cast: Cast, origin: str | None) -> None:
    given = origin.format(host=live_site.host) if origin else None
    with (
        pytest.raises(InvalidStatus, match="403"),
        socket_of(live_site, cast.kari, origin=given),
    ):
        pass


def test_a_signed_out_page_is_refused(live_site: LiveSite, cast: Cast) -> None:
    with pytest.raises(InvalidStatus, match="403"), socket_of(live_site, "a=b"):
        pass


def test_an_unknown_address_is_refused(live_site: LiveSite, cast: Cast) -> None:
    from websockets.sync.client import connect

    with pytest.raises(InvalidStatus, match="403"):
        connect(f"{live_site.ws_url}/andre/", origin=live_site.url)  # type: ignore[arg-type]


def test_a_large_frame_closes_the_socket(live_site: LiveSite, cast: Cast) -> None:
    with socket_of(live_site, cast.kari) as kari:
        kari.is_in()
        kari.connection.send("x" * 70_000)
        assert kari.closing_code() == 1009


def test_a_flood_closes_the_socket(live_site: LiveSite, cast: Cast) -> None:
    with socket_of(live_site, cast.kari) as kari:
        kari.is_in()
        for _ in range(50):
            kari.connection.send("ping")
        assert kari.closing_code() == 1008


def test_one_account_has_a_bounded_number_of_sockets(live_site: LiveSite, cast: Cast) -> None:
    from contextlib import ExitStack

    from messaging.live.hub import MOST_PER_ACCOUNT

    header = cookies(cast.kari)
    with ExitStack() as pages:
        for _ in range(MOST_PER_ACCOUNT):
            pages.enter_context(socket_of(live_site, header)).is_in()
        one_more = pages.enter_context(socket_of(live_site, header))
        assert one_more.closing_code() == 1008


def test_a_confirmation_reaches_the_staff_and_no_other_home(
    live_site: LiveSite, cast: Cast
) -> None:
    from messaging.actions.reading import confirm

    announced = made.announcement(cast, parts=(Part.GUARDIANS,))
    with socket_of(live_site, cast.tone) as tone, socket_of(live_site, cast.mona) as mona:
        tone.is_in(), mona.is_in()
        confirm(actor=cast.fresh("kari"), message=announced.messages.get())
        assert "html" not in tone.next("confirmed")
        assert "confirmed" not in mona.heard_before_pong()
