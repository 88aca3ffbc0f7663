import pytest
from django.test.utils import CaptureQueriesContext

from schools.queries.search import PER_SOURCE, find
from tests.cast import Cast
from tests.factories.schools import MembershipFactory, PersonFactory


def titles(cast: Cast, name: str, words: str) -> set[str]:
    groups = find(cast.fresh(name), words)
    return {hit.title for group in groups for hit in group.hits}


def test_search_finds_classmates_and_the_class(cast: Cast) -> None:
    assert titles(cast, "nora", "jonas") == {"Jonas Berg"}
    assert titles(cast, "nora", "6a") == {"6A"}


@pytest.mark.parametrize("words", ["ås", "ÅS", "Ås", "per ås", "ås per"])
def test_search_finds_norwegian_letters_in_any_case(cast: Cast, words: str) -> None:
    assert "Per Ås" in titles(cast, "lise", words)


def test_search_with_one_letter_finds_nothing(cast: Cast) -> None:
    assert find(cast.nora, "n") == []
    assert find(cast.nora, "") == []


@pytest.mark.parametrize("name", ["nora", "kari", "tone", "odd", "sissel", "ida", "marit"])
def test_search_for_a_protected_person_finds_nobody(cast: Cast, name: str) -> None:
    assert "Amira Haddad" not in titles(cast, name, "amira")
    assert "Amira Haddad" not in titles(cast, name, "haddad")


@pytest.mark.parametrize("name", ["hanne", "leila"])
def test_search_for_a_protected_person_by_those_who_know(cast: Cast, name: str) -> None:
    assert "Amira Haddad" in titles(cast, name, "amira")


@pytest.mark.parametrize("name", ["geir", "inger", "torleif", "sverre", "stian", "marit"])
def test_search_by_outsiders_finds_nothing_of_the_class(cast: Cast, name: str) -> None:
    assert not titles(cast, name, "hansen")
    assert "6A" not in titles(cast, name, "6a")


def test_search_treats_wildcards_as_letters(cast: Cast) -> None:
    assert titles(cast, "tone", "%%") == set()
    assert titles(cast, "tone", "__") == set()


def test_search_is_bounded(cast: Cast) -> None:
    for _ in range(PER_SOURCE + 3):
        person = PersonFactory(given_name="Mangfold")
        MembershipFactory(person=person, group=cast.class_6a)
    [found] = find(cast.fresh("tone"), "mangfold")
    assert len(found.hits) == PER_SOURCE


@pytest.mark.parametrize("more", [0, 3])
def test_search_takes_four_queries_of_our_own(cast: Cast, more: int) -> None:
    from django.db import connection

    from schools import affiliations
    from schools.queries.search import find_groups, find_people

    for _ in range(more):
        MembershipFactory(person=PersonFactory(given_name="Jo"), group=cast.class_6a)
    viewer = cast.fresh("tone")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        affiliations.of(viewer)
        find_people(viewer, "jo", 8)
        find_groups(viewer, "6a", 8)
    assert len(queries) == 4  # affiliations, people, their groups, groups
