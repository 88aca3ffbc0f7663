"""The account that a typed user name or e-mail address belongs to."""

from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from schools.models import ExternalId, Person


def person_for(login: str) -> Person | None:
    """By user name, else by e-mail, in any case; inactive people too. One query.

    Compares LOWER() on both sides, as the unique indexes do; ``iexact`` would use UPPER().
    """
    typed = Lower(Value(login.strip()))
    names = Q(Exact(Lower("username"), typed))
    addresses = Q(Exact(Lower("email"), typed)) & ~Q(email="")
    found = list(Person.objects.filter(names | addresses)[:2])
    by_name = [person for person in found if person.username.lower() == login.strip().lower()]
    return next(iter(by_name or found), None)


def is_linked(person: Person, system: str) -> bool:
    """Whether the person signs in through this outside system."""
    return ExternalId.objects.filter(person=person, system=system).exists()
