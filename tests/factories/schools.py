"""Rows of who is who."""

import datetime as dt
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from schools import clock, models
from schools.choices import Access, MemberRole, PositionRole, Responsibility
from schools.names import search_key, sort_key


class SchoolFactory(DjangoModelFactory[models.School]):
    class Meta:
        model = models.School

    name = factory.Sequence(lambda number: f"Skole {number}")
    slug = factory.Sequence(lambda number: f"skole-{number}")
    org_number = factory.Sequence(lambda number: f"{975_000_000 + number}")


class PersonFactory(DjangoModelFactory[models.Person]):
    """``PersonFactory(password="...")`` for the few who sign in by the form."""

    class Meta:
        model = models.Person

    class Params:
        secret = None

    given_name = "Kim"
    family_name = factory.Sequence(lambda number: f"Person{number}")
    username = factory.Sequence(lambda number: f"person{number}")
    search_key = factory.LazyAttribute(
        lambda person: search_key(person.given_name, person.family_name, person.username)
    )
    sort_key = factory.LazyAttribute(lambda person: sort_key(person.family_name, person.given_name))
    password = factory.LazyFunction(lambda: make_password(None))
    is_synthetic = True

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        if not kwargs["password"].startswith(("!", "md5$", "argon2$")):
            kwargs["password"] = make_password(kwargs["password"])
        return kwargs


class GroupFactory(DjangoModelFactory[models.Group]):
    class Meta:
        model = models.Group

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda number: f"{number}A")
    grade = 6


class MembershipFactory(DjangoModelFactory[models.Membership]):
    class Meta:
        model = models.Membership

    person = factory.SubFactory(PersonFactory)
    group = factory.SubFactory(GroupFactory)
    role = MemberRole.PUPIL


class PositionFactory(DjangoModelFactory[models.Position]):
    class Meta:
        model = models.Position

    person = factory.SubFactory(PersonFactory)
    school = factory.SubFactory(SchoolFactory)
    role = PositionRole.TEACHER


class GuardianshipFactory(DjangoModelFactory[models.Guardianship]):
    class Meta:
        model = models.Guardianship

    guardian = factory.SubFactory(PersonFactory)
    pupil = factory.SubFactory(PersonFactory)
    responsibility = Responsibility.FULL
    access = Access.FULL


class PrivateFileFactory(DjangoModelFactory[models.PrivateFile]):
    """A row without bytes in the storage."""

    class Meta:
        model = models.PrivateFile

    name = "notat.txt"
    content_type = "text/plain"
    size = 5
    storage_name = factory.Sequence(lambda number: f"file-{number}")
    created_at: dt.datetime = factory.LazyFunction(clock.now)
