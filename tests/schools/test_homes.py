import pytest

from schools import clock
from schools.homes import homes_of
from schools.models import Guardianship


@pytest.fixture
def day():
    return clock.today()


def names(home):
    return home.pupil.given_name, home.key, [guardian.given_name for guardian in home.guardians]


def test_home_is_a_pupil_with_the_guardians_of_one_household(cast, day):
    homes = [names(home) for home in homes_of([cast.nora.pk], day)]

    assert homes == [("Nora", "hansen", ["Erik", "Kari"]), ("Nora", "nilsen", ["Ola"])]


def test_guardian_without_household_key_is_a_home_alone(cast, day):
    Guardianship.objects.filter(pupil=cast.nora).update(household_key="")

    assert [len(home.guardians) for home in homes_of([cast.nora.pk], day)] == [1, 1, 1]


def test_home_counts_nobody_without_access(cast, day):
    """Geir has no responsibility, Inger's right has ended, Kjell waits in quarantine."""
    homes = homes_of([cast.nora.pk, cast.jonas.pk], day)

    seen = {guardian.given_name for home in homes for guardian in home.guardians}
    assert seen == {"Kari", "Erik", "Ola", "Mona", "Ivar"}


@pytest.mark.parametrize("children", [1, 3])
def test_homes_cost_one_query(cast, day, django_assert_num_queries, children):
    pupils = [cast.nora.pk, cast.jonas.pk, cast.lise.pk][:children]

    with django_assert_num_queries(1):
        homes_of(pupils, day)
