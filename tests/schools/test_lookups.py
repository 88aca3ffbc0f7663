"""Keys by the hundred as one parameter."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.models import Guardianship, Person
from tests.cast import Cast

pytestmark = pytest.mark.both_databases


def test_those_among_the_keys_are_found_and_no_others(cast: Cast) -> None:
    keys = {cast.kari.pk, cast.mona.pk}
    assert set(Person.objects.filter(pk__among=keys).values_list("pk", flat=True)) == keys
    of_them = Guardianship.objects.filter(guardian__among=keys)
    assert set(of_them) == set(Guardianship.objects.filter(guardian__in=keys))
    assert of_them.exists()


def test_people_can_be_named_as_well(cast: Cast) -> None:
    found = Guardianship.objects.filter(guardian__among=[cast.kari])
    assert {row.guardian_id for row in found} == {cast.kari.pk}


def test_among_none_is_nobody_and_is_not_asked(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert not list(Person.objects.filter(pk__among=[]))
        assert not list(Guardianship.objects.filter(guardian__among=set()))
    assert not asked.captured_queries


def test_all_others_are_found_by_excluding(cast: Cast) -> None:
    others = Person.objects.exclude(pk__among=[cast.kari.pk])
    assert others.count() == Person.objects.count() - 1


def test_on_postgresql_it_is_one_parameter(cast: Cast) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no lists")
    _sql, params = Person.objects.filter(pk__among=range(1, 900)).query.sql_with_params()
    assert [list(range(1, 900))] == [sorted(one) for one in params]
