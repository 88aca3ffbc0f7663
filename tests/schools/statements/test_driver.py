"""The driver keeps how it read our longest statements."""

import pytest
from django.db import connection
from psycopg import _queries


@pytest.mark.django_db
@pytest.mark.parametrize("places", [1, 150])
def test_long_statement_is_read_once(places: int) -> None:
    text = f"SELECT {', '.join(['%s::integer'] * places)} -- {'long ' * 2_000}"
    hits = []
    for _time in range(3):
        with connection.cursor() as cursor:
            cursor.execute(text, list(range(places)))
            assert cursor.fetchone() == tuple(range(places))
        hits.append(_queries._query2pg.cache_info().hits)
    assert hits[2] > hits[1] > hits[0]
