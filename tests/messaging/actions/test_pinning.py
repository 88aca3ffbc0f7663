"""First in every reader's list, until a day, and at most three at a time at a school."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from messaging import targets
from messaging.actions import announcing, messages, pinning, reading, reports
from messaging.choices import Part, ReportOutcome, ReportReason, Shown
from messaging.models import Conversation
from messaging.queries import inbox, pins
from schools import clock
from schools.choices import Role
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry, Membership
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

WEEK = dt.timedelta(days=7)


def announced(cast: Cast, title: str = "Tur fredag", name: str = "tone", **fields: Any) -> Any:
    return announcing.announce(
        actor=cast.fresh(name),
        to=[targets.of_group(cast.class_6a.pk, Part.GUARDIANS)],
        draft=made.draft(title=title, **fields),
    )


def pinned(cast: Cast, title: str, *, days: int = 7, **fields: Any) -> Conversation:
    one: Conversation = announced(cast, title, **fields)
    until = clock.today() + dt.timedelta(days=days)
    pinning.pin_for_all(actor=cast.fresh("sissel"), conversation=one, until=until)
    return one


def titles(cast: Cast, **options: Any) -> list[str]:
    """As Kari reads her list."""
    return [row.title for row in inbox.inbox(cast.fresh("kari"), Role.GUARDIAN, **options)]


def until(cast: Cast, name: str, one: Conversation, days: int = 7) -> None:
    day = clock.today() + dt.timedelta(days=days)
    pinning.pin_for_all(actor=cast.fresh(name), conversation=one, until=day)


def test_it_stands_under_ones_own_pins_and_above_what_is_newer(cast: Cast) -> None:
    own, first, second = announced(cast, "Egen"), pinned(cast, "Første"), pinned(cast, "Andre")
    announced(cast, "Nyest")
    reading.pin(actor=cast.fresh("kari"), conversation=own, pinned=True)
    assert titles(cast) == ["Egen", "Andre", "Første", "Nyest"]
    reading.pin(actor=cast.fresh("kari"), conversation=first, pinned=True)
    assert titles(cast) == ["Første", "Egen", "Andre", "Nyest"]
    pinning.unpin_for_all(actor=cast.fresh("tone"), conversation=second)
    assert titles(cast) == ["Første", "Egen", "Nyest", "Andre"]


def test_it_is_unpinned_by_itself_when_the_day_is_past(cast: Cast) -> None:
    pinned(cast, "Festet", days=1)
    announced(cast, "Nyest")
    last = clock.today() + dt.timedelta(days=1)
    with time_machine.travel(clock.at(last, dt.time(23, 59)), tick=False):
        assert titles(cast) == ["Festet", "Nyest"]
    with time_machine.travel(clock.at(last + dt.timedelta(days=1), dt.time(0, 1)), tick=False):
        assert titles(cast) == ["Nyest", "Festet"]


def test_what_is_withdrawn_stands_first_no_longer(cast: Cast) -> None:
    one = pinned(cast, "Festet")
    messages.withdraw_message(actor=cast.fresh("tone"), message=one.messages.get())
    one.refresh_from_db()
    assert one.pinned_until is None
    assert not inbox.inbox(cast.fresh("kari"), Role.GUARDIAN)[0].is_pinned_for_all


def test_what_the_school_removes_stands_first_no_longer(cast: Cast) -> None:
    one = pinned(cast, "Festet")
    reports.handle_report(
        actor=cast.fresh("sissel"), report=made.report(cast, one), outcome=ReportOutcome.REMOVED
    )
    one.refresh_from_db()
    assert one.pinned_until is None
    assert not inbox.inbox(cast.fresh("kari"), Role.GUARDIAN)[0].is_pinned_for_all


def test_an_answer_that_is_removed_leaves_the_pin(cast: Cast) -> None:
    one = pinned(cast, "Festet")
    answer = messages.post_message(
        actor=cast.fresh("tone"), conversation=one, body="Også hjem", client_token=uuid.uuid4()
    )
    report = reports.report_message(
        actor=cast.fresh("kari"), message=answer, reason=ReportReason.OTHER
    )
    reports.handle_report(actor=cast.fresh("sissel"), report=report, outcome=ReportOutcome.REMOVED)
    one.refresh_from_db()
    assert one.pinned_until is not None


def test_reading_counting_and_the_narrowed_lists_stay_as_they_are(cast: Cast) -> None:
    one = pinned(cast, "Festet")
    kari = cast.fresh("kari")
    assert inbox.unread_count(kari) == 1
    assert titles(cast, shown=Shown.STARRED) == []
    reading.mark_read(actor=kari, conversation=one, seq=1)
    assert inbox.unread_count(cast.fresh("kari")) == 0
    ends = announced(cast, "Holder", holds_until=clock.today())
    until(cast, "tone", ends, days=0)
    with time_machine.travel(clock.now() + dt.timedelta(days=1)):
        assert titles(cast) == ["Festet"]
        assert titles(cast, shown=Shown.OVER) == ["Holder"]


def test_an_older_page_loses_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when there is room for nothing but what is pinned on the first."""
    pinned(cast, "Festet")
    pinned(cast, "Festet 2")
    for title in ("Gammel", "Ny"):
        announced(cast, title)
    seen: list[str] = []
    monkeypatch.setattr(inbox, "PAGE", 1)
    before, pages = None, 0
    while pages == 0 or (before is not None and pages < 9):
        rows = inbox.inbox(cast.fresh("kari"), Role.GUARDIAN, before=before)
        seen += [row.title for row in rows[:1]]
        before, pages = inbox.older_than(rows, before), pages + 1
    assert seen == ["Festet 2", "Ny", "Gammel", "Festet 2", "Festet"]


@pytest.mark.parametrize("days", [-1, 31, 6])
def test_a_day_that_will_not_do_is_refused(cast: Cast, days: int) -> None:
    one = announced(cast, holds_until=clock.today() + dt.timedelta(days=5))
    with pytest.raises(InvalidInput) as refusal:
        until(cast, "tone", one, days)
    assert refusal.value.field == "until"
    assert Conversation.objects.get().pinned_until is None


def test_the_last_days_there_are(cast: Cast) -> None:
    one = announced(cast, holds_until=clock.today() + dt.timedelta(days=5))
    until(cast, "tone", one, 5)
    until(cast, "tone", announced(cast, "For alltid"), 30)
    assert Conversation.objects.filter(pinned_until__isnull=False).count() == 2


def test_a_fourth_is_refused_until_there_is_room(cast: Cast) -> None:
    three = [pinned(cast, f"Festet {days}", days=days) for days in (3, 2, 9)]
    fourth = announced(cast, "Fjerde")
    with pytest.raises(InvalidInput, match="3"):
        until(cast, "tone", fourth)
    until(cast, "tone", three[0], 12)  # another day for what is pinned takes no room
    elsewhere = announcing.announce(
        actor=cast.fresh("tuva"),
        to=[targets.of_group(cast.class_8a.pk, Part.GUARDIANS)],
        draft=made.draft(),
    )
    until(cast, "bjarne", elsewhere)
    with time_machine.travel(clock.now() + dt.timedelta(days=3)):
        until(cast, "tone", fourth)  # one of them is past


@pytest.mark.parametrize("name", ["tone", "sissel", "hanne"])
def test_its_writer_and_those_who_lead_its_school_pin_it(cast: Cast, name: str) -> None:
    one = announced(cast)
    for _twice in range(2):
        until(cast, name, one)
        assert titles(cast) == ["Tur fredag"]
    pinning.unpin_for_all(actor=cast.fresh(name), conversation=one)
    pinning.unpin_for_all(actor=cast.fresh(name), conversation=one)
    actions = AuditEntry.objects.filter(action__contains="pin_for_all").values_list("action")
    assert [action for (action,) in actions.order_by("pk")] == [
        "conversation.pin_for_all",
        "conversation.unpin_for_all",
    ]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("kari", NotAllowed), ("arne", NotAllowed), ("odd", NotVisible), ("stian", NotVisible)],
)
def test_others_do_not(cast: Cast, name: str, refusal: type[Exception]) -> None:
    one = announced(cast)
    with pytest.raises(refusal):
        until(cast, name, one)
    with pytest.raises(refusal):
        pinning.unpin_for_all(actor=cast.fresh(name), conversation=one)


def test_a_writer_who_works_there_no_longer_does_not(cast: Cast) -> None:
    one = announced(cast)
    Membership.objects.filter(person=cast.tone).update(ends=clock.today())
    cast.people["tone"].positions.update(ends=clock.today())
    with pytest.raises((NotVisible, NotAllowed)):
        until(cast, "tone", one)


def test_only_announcements_are_pinned_for_all(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        until(cast, "tone", made.class_thread(cast))


def test_it_is_pinned_and_unpinned_on_its_page(cast: Cast) -> None:
    one, beside = announced(cast), pinned(cast, "Ved siden av")
    client = Client()
    client.force_login(cast.fresh("tone"))
    address = reverse("conversation_pin_for_all", args=[one.uuid])
    assert address in client.get(reverse("conversation", args=[one.uuid])).text
    page = client.get(address)
    assert beside.title in page.text
    assert f'value="{clock.today() + WEEK}"' in page.text
    wrong = client.post(address, {"until": "2020-01-01"})
    assert (wrong.status_code, 'value="2020-01-01"' in wrong.text) == (422, True)
    assert client.post(address, {"until": "tull"}).status_code == 422
    answer = client.post(address, {"until": clock.today() + WEEK}, follow=True)
    off = reverse("conversation_unpin_for_all", args=[one.uuid])
    assert off in answer.text
    listed = client.get(reverse("messages")).text
    assert listed.count(escape(_("Pinned by the school"))) == 2
    assert off not in client.post(off, follow=True).text


def test_a_reader_sees_that_it_is_pinned_and_cannot_unpin_it(cast: Cast) -> None:
    one = pinned(cast, "Festet")
    client = Client()
    client.force_login(cast.fresh("kari"))
    page = client.get(reverse("conversation", args=[one.uuid])).text
    assert escape(_("Pinned by the school")) in page
    assert "feste/alle" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_three_times(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        pinned(cast, f"Festet {number}")
    one, viewer = announced(cast), cast.fresh("tone")
    with django_assert_num_queries(3):  # one is the viewer's own places
        page = pins.pin_page(viewer, one.uuid)
    assert len(page.others) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_pins(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        pinned(cast, f"Festet {number}")
    viewer = cast.fresh("kari")
    with django_assert_num_queries(4):  # one is the viewer's own places
        rows = inbox.inbox(viewer, Role.GUARDIAN)
    assert [row.is_pinned_for_all for row in rows] == [True] * count
