"""A school's templates for messages: to change them, and to begin a message with one."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from messaging import fields, policies
from messaging.models import MessageTemplate
from messaging.queries import cards
from messaging.queries.rules import school_of
from messaging.visibility import visible_message_templates
from schools.models import Group, Person, School
from schools.queries.one import the_one

MOST_OFFERED = 200


@dataclass(frozen=True)
class Offer:
    """What one school offers, in its order; ``may_change``: whether the viewer sets it."""

    school: School
    templates: tuple[MessageTemplate, ...]
    may_change: bool


@dataclass(frozen=True)
class Line:
    """One template on the page where they are changed."""

    template: MessageTemplate
    fields: tuple[str, ...]


@dataclass(frozen=True)
class TemplatePage:
    """A school's templates, for its leaders and office."""

    school: School
    lines: tuple[Line, ...]


def page(viewer: Person, key: uuid.UUID) -> TemplatePage:
    """Two queries. Raises NotVisible for a school whose rules the viewer does not set."""
    school = school_of(viewer, key)
    rows = visible_message_templates(viewer).filter(school=school)
    lines = tuple(Line(row, fields.names(row.title, row.body)) for row in rows)
    return TemplatePage(school, lines)


def one_to_change(viewer: Person, school: uuid.UUID, key: uuid.UUID) -> MessageTemplate:
    """Two queries. Raises NotVisible, existing or not."""
    rows = visible_message_templates(viewer).filter(school=school_of(viewer, school), uuid=key)
    return the_one(list(rows.select_related("school")[:1]))


def offers(viewer: Person, school: School | None = None) -> tuple[Offer, ...]:
    """What the viewer may begin a message with, at this school or all of theirs, without texts.

    At most 200, schools in order of name. One query.
    """
    rows = visible_message_templates(viewer).select_related("school").defer("body")
    if school is not None:
        rows = rows.filter(school=school)
    ordered = rows.order_by("school__name", "school_id", "position", "pk")[:MOST_OFFERED]
    return tuple(
        Offer(at, tuple(some), policies.can_set_rules(viewer, at))
        for at, some in groupby(ordered, key=lambda row: row.school)
    )


def chosen(viewer: Person, key: uuid.UUID, school: School | None = None) -> MessageTemplate:
    """One to begin with; at this school when one is given. One query. Raises NotVisible."""
    rows = visible_message_templates(viewer).filter(uuid=key).select_related("school")
    if school is not None:
        rows = rows.filter(school=school)
    return the_one(list(rows[:1]))


def known(viewer: Person, template: MessageTemplate, group: Group | None) -> dict[str, str]:
    """Fields that fill themselves, by name in both written languages."""
    sender = cards.staff_name(viewer)
    found = {"skole": template.school.name, "avsender": sender}
    found |= {"skule": template.school.name, "avsendar": sender}
    return found | ({"klasse": group.name} if group else {})


def to_fill(template: MessageTemplate, known_values: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that the writer fills in, in their order."""
    found = fields.names(template.title, template.body)
    return tuple(name for name in found if name not in known_values)
