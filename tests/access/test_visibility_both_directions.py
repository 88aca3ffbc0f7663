"""A person sees a thing exactly when they are among its viewers, for everybody in the cast."""

import pytest

from schools.models import Person
from tests.access.objects import all_pairs
from tests.access.pairs import Pair
from tests.access.rows import Objects


@pytest.mark.both_databases
@pytest.mark.parametrize("pair", all_pairs(), ids=lambda pair: pair.name)
def test_pair(pair: Pair, objects: Objects) -> None:
    things = {thing.pk: thing for thing in pair.things(objects)}
    assert things, "Nothing to ask about: the test would prove nothing."
    people = {person.pk: person for person in Person.objects.all()}
    seen = {
        (who, pk)
        for who, person in people.items()
        for pk in pair.visible(person).values_list("pk", flat=True)
        if pk in things
    }
    listed = {
        (who, pk)
        for pk, thing in things.items()
        for who in pair.viewers(thing).values_list("pk", flat=True)
    }
    wrong = [f"{people[who]} sees {things[pk]}, but is no viewer" for who, pk in seen - listed]
    wrong += [f"{people[who]} is a viewer of {things[pk]}, unseen" for who, pk in listed - seen]
    assert not wrong, "\n".join(sorted(wrong))
