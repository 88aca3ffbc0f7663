import pytest

from schools.exceptions import NotVisible
from schools.queries.people import child_by_uuid, people_page, person_page
from schools.queries.places import schools_of
from tests.cast import Cast


@pytest.mark.parametrize("name", ["nora", "kari", "marit", "torleif"])
def test_people_page_is_for_staff(cast: Cast, name: str) -> None:
    with pytest.raises(NotVisible):
        people_page(cast.people[name], "", None)


def test_people_page_with_a_page_that_does_not_exist_is_the_last(cast: Cast) -> None:
    assert people_page(cast.tone, "", "999").number == 1
    assert people_page(cast.tone, "", "x").number == 1


def test_person_page_of_somebody_one_does_not_know_is_refused(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        person_page(cast.stian, cast.nora.uuid)


def test_person_page_names_the_work_at_shared_schools_only(cast: Cast) -> None:
    assert [row.school for row in person_page(cast.kari, cast.tone.uuid)["work"]] == [cast.lade]


def test_child_of_somebody_else_is_not_found(cast: Cast) -> None:
    assert child_by_uuid(cast.kari, str(cast.nora.uuid)) == cast.nora
    with pytest.raises(NotVisible):
        child_by_uuid(cast.kari, str(cast.jonas.uuid))


def test_schools_of_a_guardian_are_those_of_the_children(cast: Cast) -> None:
    assert schools_of(cast.anne) == [cast.lade, cast.rosenborg]
    assert schools_of(cast.geir) == []
