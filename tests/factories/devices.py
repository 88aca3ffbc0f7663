"""Rows of equipment."""

import factory
from factory.django import DjangoModelFactory

from devices import models
from devices.choices import BookableKind
from tests.factories.schools import SchoolFactory


class CategoryFactory(DjangoModelFactory[models.Category]):
    class Meta:
        model = models.Category
        django_get_or_create = ("name",)

    name = "Laptops"
    icon = "laptop"


class AssetModelFactory(DjangoModelFactory[models.AssetModel]):
    class Meta:
        model = models.AssetModel
        django_get_or_create = ("maker", "name")

    category = factory.SubFactory(CategoryFactory)
    maker = "Lenovo"
    name = "100e"


class AssetFactory(DjangoModelFactory[models.Asset]):
    class Meta:
        model = models.Asset

    tag = factory.Sequence(lambda number: f"T-{number:04}")
    asset_model = factory.SubFactory(AssetModelFactory)
    school = factory.SubFactory(SchoolFactory)


class BookableFactory(DjangoModelFactory[models.Bookable]):
    """A trolley of 30 without units; ``pool_with_units`` puts some in."""

    class Meta:
        model = models.Bookable

    kind = BookableKind.POOL
    school = factory.SubFactory(SchoolFactory)
    category = factory.SubFactory(CategoryFactory)
    name = factory.Sequence(lambda number: f"Tralle {number}")
    capacity = 30


class PoolMemberFactory(DjangoModelFactory[models.PoolMember]):
    class Meta:
        model = models.PoolMember

    bookable = factory.SubFactory(BookableFactory)
    asset = factory.SubFactory(AssetFactory)


def pool_with_units(school: models.Bookable, units: int, **fields: object) -> models.Bookable:
    """A trolley with that many units in it."""
    pool = BookableFactory(school=school, capacity=units, **fields)
    for number in range(1, units + 1):
        asset = AssetFactory(school=school, tag=f"{pool.name}-{number}".upper().replace(" ", "-"))
        PoolMemberFactory(bookable=pool, asset=asset, number=number)
    return pool


def single(school: object, **fields: object) -> models.Bookable:
    """One device that is booked by itself."""
    asset = AssetFactory(school=school)
    return BookableFactory(
        school=school, kind=BookableKind.ASSET, asset=asset, capacity=1, **fields
    )
