"""Whom one may start to write to, in each capacity."""

import pytest

from messaging.actions import conversations
from messaging.choices import Kind, Part, ReplyPolicy, Side
from messaging.queries.search import find_conversations
from messaging.visibility import writable_homes_of, writable_people
from schools import clock, registries
from schools.choices import Role
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from tests.cast import Cast
from tests.messaging import conversations as made


def names(people: object) -> set[str]:
    return {person.username for person in people}  # type: ignore[attr-defined]


def test_a_guardian_writes_to_the_staff_of_the_childs_class_and_the_office(cast: Cast) -> None:
    found = names(writable_people(cast.fresh("kari"), Side.GUARDIAN))
    assert found == {"tone", "arne", "sissel", "hanne"}


@pytest.mark.parametrize("name", ["geir", "inger", "kjell", "ivar"])
def test_who_has_no_full_access_writes_to_nobody_first(cast: Cast, name: str) -> None:
    assert not writable_people(cast.fresh(name), Side.GUARDIAN).exists()


def test_pupils_write_first_from_grade_eight_and_never_to_pupils(cast: Cast) -> None:
    assert names(writable_people(cast.fresh("nora"), Side.PUPIL)) == set()
    assert names(writable_people(cast.fresh("sara"), Side.PUPIL)) == {"tuva"}


def test_staff_write_to_colleagues_and_own_pupils_but_not_unknown_protected_ones(
    cast: Cast,
) -> None:
    found = names(writable_people(cast.fresh("tone"), Side.STAFF))
    assert {"nora", "jonas", "odd", "sissel"} <= found
    assert not {"amira", "lise", "magnus", "tuva", "kari", "sverre"} & found


def test_homes_are_reached_by_those_who_teach_or_lead(cast: Cast) -> None:
    assert names(writable_homes_of(cast.fresh("tone"))) == {"nora", "jonas"}
    assert names(writable_homes_of(cast.fresh("sissel"))) == {"nora", "jonas", "lise", "per"}
    assert "amira" in names(writable_homes_of(cast.fresh("hanne")))
    for outsider in ("kari", "nora", "bjarne", "sverre", "marit"):
        assert not {"nora", "jonas", "amira"} & names(writable_homes_of(cast.fresh(outsider)))


def test_each_home_gets_a_thread_of_its_own(cast: Cast) -> None:
    threads = made.home_threads(cast)
    assert {thread.home_key for thread in threads} == {"hansen", "nilsen"}
    places = [
        {place.person.username for place in thread.participants.select_related("person")}
        for thread in threads
    ]
    assert {"tone", "kari", "erik"} in places
    assert {"tone", "ola"} in places


def test_a_pupil_of_another_class_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        made.home_threads(cast, "lise")
    with pytest.raises(NotVisible):
        made.direct(cast, "tone", "kari")


def test_a_protected_home_is_written_to_by_its_named_staff_only(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        made.home_threads(cast, "amira")
    (thread,) = conversations.start_with_homes(
        actor=cast.fresh("hanne"), pupils=[cast.amira], draft=made.draft()
    )
    assert thread.kind == Kind.HOME


def test_only_staff_of_the_class_or_its_leaders_write_to_it(cast: Cast) -> None:
    for outsider in ("odd", "bjarne", "kari", "nora", "marit"):
        with pytest.raises(NotAllowed):
            conversations.start_class_thread(
                actor=cast.fresh(outsider),
                group=cast.class_6a,
                parts=[Part.GUARDIANS],
                reply_policy=ReplyPolicy.ALL,
                draft=made.draft(),
            )


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"draft": made.draft(title=" ")}),
        ("title", {"draft": made.draft(title="x" * 121)}),
        ("parts", {"parts": []}),
        ("body", {"draft": made.draft(" ")}),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    cast: Cast, field: str, change: dict[str, object]
) -> None:
    given = {"parts": [Part.GUARDIANS], "draft": made.draft()} | change
    with pytest.raises(InvalidInput) as refusal:
        conversations.start_class_thread(
            actor=cast.fresh("tone"),
            group=cast.class_6a,
            reply_policy=ReplyPolicy.ALL,
            **given,  # type: ignore[arg-type]
        )
    assert refusal.value.field == field


def test_a_guardian_says_which_own_child_it_is_about(cast: Cast) -> None:
    for child in (None, cast.jonas):
        with pytest.raises(InvalidInput):
            conversations.start_direct(
                actor=cast.fresh("kari"),
                side=Side.GUARDIAN,
                person=cast.tone,
                child=child,
                draft=made.draft(),
            )


def test_search_finds_headings_of_own_conversations_only(cast: Cast) -> None:
    thread = made.class_thread(cast)
    (hit,) = find_conversations(cast.fresh("kari"), "TUR fre", 8)
    assert str(thread.uuid) in hit.url
    assert find_conversations(cast.fresh("stian"), "tur", 8) == []


def test_today_says_what_waits(cast: Cast) -> None:
    made.announcement(cast)
    made.direct(cast)
    for name, role in (("mona", Role.GUARDIAN), ("nora", Role.PUPIL), ("tone", Role.TEACHER)):
        context = registries.PanelContext(cast.fresh(name), role, day=clock.today())
        keys = {panel.key for panel in registries.panels_for(context)}
        assert "messages-waiting" in keys
    context = registries.PanelContext(cast.fresh("stian"), Role.GUARDIAN, day=clock.today())
    assert not {"messages-waiting", "messages-news"} & {
        panel.key for panel in registries.panels_for(context)
    }
