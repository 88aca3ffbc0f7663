"""What the database plans for many is, row by row, what ``planning`` says of each."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction

from messaging import targets
from messaging.actions import announcing, notices
from messaging.choices import Channel, NoticeClass, Part, Side, Timing
from messaging.models import (
    Conversation,
    Delivery,
    Notice,
    NoticeHours,
    NoticeWish,
    PushSubscription,
    SchoolHours,
    WrongNumber,
)
from messaging.queries import planned, promise
from schools import clock
from schools.choices import Access, Responsibility
from schools.models import FreeDay, Guardianship, Person
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases

NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
MOMENTS = {
    "in lessons": NOON,
    "in the evening": NOON.replace(hour=20, minute=30),
    "at night": NOON.replace(hour=3),
    "on a Saturday": NOON + dt.timedelta(days=3),
    "before the collecting": NOON.replace(hour=15, minute=59, second=45),
    "when the clocks go back": dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC),
    "when they go forward": dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC),
}
_QUARTERS = [dt.time(hour, minute) for hour in range(24) for minute in (0, 15, 30)]


@pytest.fixture(autouse=True)
def now(settings: Any) -> Iterator[time_machine.Traveller]:
    settings.SMS = {**settings.SMS, "adapter": "file"}
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def announced(cast: Cast) -> Conversation:
    """To all of a school; Tone is a guardian there as well, and one guardian is chosen alone."""
    guardian = {"responsibility": Responsibility.FULL, "access": Access.FULL}
    Guardianship.objects.create(guardian=cast.tone, pupil=cast.people["per"], **guardian)
    return announcing.announce(
        actor=cast.fresh("sissel"),
        to=[targets.of_school(cast.lade.pk, part) for part in Part],
        homes=[cast.people["lise"]],
        draft=made.draft("Nye tider"),
    )


def somehow(draw: random.Random, cast: Cast) -> None:
    """Wishes, hours, ways and troubles of everybody, drawn."""
    for number, person in enumerate(Person.objects.order_by("pk")):
        person.email = draw.choice(["", f"p{number}@skolebro.test"])
        person.mobile = draw.choice(["", f"+474100{number:04}"])
        person.is_active = draw.random() < 0.9
        person.save()
        _wishes(draw, person)
        _browsers(draw, person)
        if draw.random() < 0.5:
            NoticeHours.objects.create(person=person, **_hours(draw))
        if draw.random() < 0.4:
            said = {"said_by": cast.tone, "said_at": clock.now()}
            wrong = draw.choice([person.mobile, "+4740000000"])
            WrongNumber.objects.create(person=person, number=wrong, **said)
    for side in Side:
        if draw.random() < 0.5:
            SchoolHours.objects.create(school=cast.lade, side=side, **_hours(draw))
    FreeDay.objects.create(date=clock.today() + dt.timedelta(days=draw.choice([0, 1])), name="Fri")


def _wishes(draw: random.Random, person: Person) -> None:
    NoticeWish.objects.bulk_create(
        NoticeWish(
            person=person,
            notice_class=notice_class,
            channel=channel,
            timing=draw.choice([*Timing]),
        )
        for notice_class in NoticeClass
        for channel in Channel
        if draw.random() < 0.5
    )


def _browsers(draw: random.Random, person: Person) -> None:
    PushSubscription.objects.bulk_create(
        PushSubscription(
            person=person,
            endpoint=f"https://push.test/{person.pk}/{browser}",
            p256dh="k",
            auth="a",
            created_at=clock.now(),
        )
        for browser in range(draw.choice([0, 0, 1, 2]))
    )


def _hours(draw: random.Random) -> dict[str, Any]:
    return {
        "quiet_from": draw.choice(_QUARTERS),
        "quiet_until": draw.choice(_QUARTERS),
        "digest_at": draw.choice(_QUARTERS),
        "free_days_quiet": draw.random() < 0.5,
    }


def rows() -> set[tuple[Any, ...]]:
    """All deliveries but for their keys, of notices that have none yet."""
    Delivery.objects.all().delete()
    Notice.objects.update(expanded_at=None)
    assert notices.expand_waiting() == Notice.objects.count()
    fields = [each.attname for each in Delivery._meta.local_concrete_fields if each.name != "id"]
    found = list(Delivery.objects.values_list(*fields))
    assert len(found) == len(set(found))
    return set(found)


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_database_plans_as_python_does(
    cast: Cast,
    announced: Conversation,
    now: time_machine.Traveller,
    moment: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now.move_to(MOMENTS[moment])
    told = 0
    for seed in range(4):
        with transaction.atomic():
            somehow(random.Random(f"{moment} {seed}"), cast)
            for notice_class in NoticeClass:
                Notice.objects.update(notice_class=notice_class, created_at=clock.now())
                one_by_one = rows()
                with monkeypatch.context() as patch:
                    patch.setattr(planned, "MANY", 0)
                    assert rows() == one_by_one
                told += len(one_by_one)
            transaction.set_rollback(True)
    assert told > 200


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_writer_is_told_the_same(
    cast: Cast,
    announced: Conversation,
    now: time_machine.Traveller,
    moment: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now.move_to(MOMENTS[moment])
    somehow(random.Random(moment), cast)
    Person.objects.filter(pk=cast.people["sissel"].pk).update(is_active=True)
    viewer = cast.fresh("sissel")
    one_by_one = promise.to_conversation(viewer, announced)
    assert len(one_by_one) > 2
    with monkeypatch.context() as patch:
        patch.setattr(planned, "MANY", 0)
        assert promise.to_conversation(viewer, announced) == one_by_one


def test_nobody_is_planned_twice(
    cast: Cast, announced: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planned, "MANY", 0)
    before = rows()
    Notice.objects.update(expanded_at=None)
    notices.expand_waiting()
    assert Delivery.objects.count() == len(before)


def test_without_a_gateway_nobody_has_sms(
    cast: Cast, announced: Conversation, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(planned, "MANY", 0)
    somehow(random.Random(1), cast)
    Notice.objects.update(notice_class=NoticeClass.EMERGENCY)
    assert "sms" in {row[3] for row in rows()}
    settings.SMS = {**settings.SMS, "adapter": "off"}
    assert "sms" not in {row[3] for row in rows()}
