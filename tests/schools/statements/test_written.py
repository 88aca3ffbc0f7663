"""A statement is written once a shape, and filled in with what each call gives."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from messaging.models import ReadState
from schools import affiliations, clock
from schools.models import Group, Membership, Person
from schools.models.dated import on_day
from schools.statements import plan_once, update, upsert, written, written_once
from schools.visibility import visible_people
from tests import written_statements
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases


@written_once()
def seen_by(viewer: Person) -> QuerySet[Person]:
    return visible_people(viewer)


@written_once("keys", "day")
def members(keys: list[int], day: dt.date) -> QuerySet[Membership]:
    return Membership.objects.filter(on_day(day), group__in=keys).select_related("person")


@pytest.fixture(autouse=True)
def _nothing_written(request: pytest.FixtureRequest) -> None:
    written._kept.clear()


def everybody(cast: Cast) -> list[Person]:
    return [Person.objects.get(pk=person.pk) for person in cast.people.values()]


def test_whole_cast_finds_what_the_plain_queryset_finds(cast: Cast) -> None:
    for person in everybody(cast):
        again = Person.objects.get(pk=person.pk)
        assert set(seen_by(person)) == set(visible_people(again)), person.username


def test_people_of_one_shape_share_a_statement(cast: Cast) -> None:
    tone, arne = (Person.objects.get(pk=one.pk) for one in (cast.tone, cast.arne))
    seen_by(tone)
    before = len(written._kept)
    extra = Group.objects.create(school=cast.lade, name="Kor", kind="teaching", grade=7)
    Membership.objects.create(person=tone, group=extra, role="teacher")

    tone = Person.objects.get(pk=tone.pk)
    assert extra.pk in affiliations.of(tone).staff_groups
    seen_by(tone)

    assert len(written._kept) == before
    assert set(seen_by(arne)) == set(visible_people(arne))


def test_nobody_and_the_inactive_find_nothing(cast: Cast) -> None:
    cast.tone.is_active = False
    assert seen_by(None) == []
    assert seen_by(cast.tone) == []


def test_a_list_takes_as_many_as_there_are(cast: Cast, django_assert_num_queries: Any) -> None:
    groups, day = [cast.class_6a.pk, cast.class_8a.pk], clock.today()
    for keys in (groups, groups[:1], []):
        with django_assert_num_queries(1 if keys else 0):
            found = members(keys, day)
            names = [row.person.given_name for row in found]
        assert len(names) == Membership.objects.filter(on_day(day), group__in=keys).count()


def test_values_are_never_those_of_the_first_call(cast: Cast) -> None:
    now = members([cast.class_6a.pk], clock.today())
    long_ago = dt.date(1970, 1, 1)
    held = Membership.objects.filter(on_day(long_ago), group=cast.class_6a)
    assert set(members([cast.class_6a.pk], long_ago)) == set(held) != set(now)
    assert len(members([cast.class_8a.pk], clock.today())) != len(now)


def test_what_was_computed_from_the_clock_is_refused(cast: Cast) -> None:
    @written_once()
    def of_today(viewer: Person) -> QuerySet[Person]:
        return Person.objects.filter(created_at__gt=clock.day_bounds(clock.today())[0])

    with pytest.raises(ValueError, match="computed from the clock"):
        of_today(cast.tone)


@pytest.mark.parametrize(
    "day",
    [
        lambda: clock.monday_of(clock.today()),
        lambda: clock.today().replace(day=1),
        lambda: clock.now().replace(hour=0, minute=0),
    ],
)
def test_what_does_not_move_with_the_clock_is_refused(cast: Cast, day: Any) -> None:
    @written_once()
    def since(viewer: Person) -> QuerySet[Person]:
        return Person.objects.filter(created_at__gt=day())

    @written_once()
    def begun(viewer: Person) -> QuerySet[Membership]:
        return Membership.objects.filter(starts__gte=day())

    with pytest.raises(ValueError, match="computed from the clock"):
        (since if isinstance(day(), dt.datetime) else begun)(cast.tone)


def test_the_day_after_a_value_is_refused(cast: Cast) -> None:
    @written_once("day", "other")
    def begun(day: dt.date, other: dt.date) -> QuerySet[Membership]:
        return Membership.objects.filter(starts__gte=day + dt.timedelta(days=1), ends=other)

    with pytest.raises(ValueError, match="computed from the clock or a value"):
        begun(clock.today(), clock.today())


def test_rows_are_locked_in_a_transaction_only(committed_db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite locks no rows")

    @written_once()
    def locked() -> QuerySet[Person]:
        return Person.objects.select_for_update()

    with transaction.atomic():
        locked()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(written, "observers", [])
        with pytest.raises(TransactionManagementError):
            locked()


def test_later_than_now_moves_with_the_clock(cast: Cast) -> None:
    @written_once()
    def lately(viewer: Person) -> QuerySet[Person]:
        return Person.objects.filter(created_at__gt=clock.now() - dt.timedelta(hours=1))

    assert cast.tone in lately(cast.tone)
    with clock.set_to(clock.now() + dt.timedelta(hours=2)):
        assert lately(cast.tone) == []


def test_nothing_may_be_asked_while_it_is_written(cast: Cast) -> None:
    @written_once()
    def asks(viewer: Person) -> QuerySet[Person]:
        return Person.objects.filter(pk=Person.objects.values_list("pk", flat=True)[0])

    with pytest.raises(RuntimeError, match="being written"):
        asks(cast.tone)


def test_nothing_else_of_the_viewer_may_be_looked_at(cast: Cast) -> None:
    @written_once()
    def by_name(viewer: Person) -> QuerySet[Person]:
        return Person.objects.filter(family_name=viewer.family_name)

    with pytest.raises(RuntimeError, match="being written"):
        by_name(cast.tone)


def test_a_number_made_of_a_value_is_refused(cast: Cast) -> None:
    @written_once("key", "other")
    def next_one(key: int, other: int) -> QuerySet[Person]:
        return Person.objects.filter(pk=key + 1).exclude(pk=other)

    with pytest.raises(ValueError, match="computed from a stand-in"):
        next_one(cast.tone.pk, cast.arne.pk)


def test_the_comparison_finds_a_value_that_stayed(cast: Cast) -> None:
    limit = [1]

    @written_once()
    def some(viewer: Person) -> QuerySet[Person]:
        return Person.objects.order_by("pk")[: limit[0]]

    some(cast.tone)
    limit[0] = 2
    assert written_statements.compare in written.observers
    with pytest.raises(AssertionError, match="filled in with something else"):
        some(cast.tone)


def test_the_oldest_is_written_again_when_there_are_too_many(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "MOST_KEPT", 2)
    for person in everybody(cast):
        seen_by(person)
    assert len(written._kept) == 2


def test_a_row_is_written_or_changed(cast: Cast) -> None:
    thread = made.direct(cast)
    ReadState.objects.all().delete()
    for seq in (1, 4):
        state = ReadState(
            person=cast.tone, conversation=thread, last_read_seq=seq, read_at=clock.now()
        )
        upsert(state, unique=("person", "conversation"), update=("last_read_seq",))
        assert ReadState.objects.get() == state
    assert ReadState.objects.get().last_read_seq == 4


def test_named_fields_are_written_and_no_others(cast: Cast) -> None:
    group = cast.class_6a
    name, group.name, group.grade = group.name, "6Z", None
    update(group, "grade")
    group.refresh_from_db()
    assert (group.name, group.grade) == (name, None)
    group.delete()
    group.pk = 0
    with pytest.raises(DatabaseError, match="gone"):
        update(group, "grade")


def test_a_change_does_not_make_a_row_new(cast: Cast) -> None:
    created = cast.tone.created_at
    update(cast.tone, "created_at")
    cast.tone.refresh_from_db()
    assert cast.tone.created_at == created


def test_one_plan_holds_until_the_transaction_ends(cast: Cast) -> None:
    plan_once(reserving=Group)
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("force_generic_plan",)


def test_the_statement_used_longest_ago_makes_room(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "MOST_KEPT", 2)

    @written_once("key")
    def of_role(key: int, role: str) -> QuerySet[Membership]:
        return Membership.objects.filter(group=key, role=role)

    for role in ("pupil", "teacher", "pupil", "assistant"):
        of_role(cast.class_6a.pk, role)
    assert [key[-1] for key in written._kept] == ["pupil", "assistant"]  # type: ignore[index]
