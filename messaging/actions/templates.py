"""A school's templates for messages: made, changed, put in order and taken away."""

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import fields, policies
from messaging.actions.messages import clean_body
from messaging.actions.starting import clean_title
from messaging.models import MessageTemplate
from schools.actions import audit
from schools.exceptions import InvalidInput, NotVisible
from schools.models import Person, School

MOST_TEMPLATES = 50  # of one school
MOST_FIELDS = 10  # of one template


def create_template(*, actor: Person, school: School, title: str, body: str) -> MessageTemplate:
    """One more, after the others.

    Raises NotVisible for a school the actor neither leads nor runs the office of, InvalidInput
    (``title``, ``body``), also for the 51st and for a brace that is part of no field.
    """
    _may_set(actor, school)
    heading, text = _clean(title, body)
    with transaction.atomic():
        others = _lock(school)
        if len(others) >= MOST_TEMPLATES:
            words = _("The school has %(count)s templates. Remove one first.")
            raise InvalidInput(words % {"count": MOST_TEMPLATES})
        position = others[-1].position + 1 if others else 1
        row = MessageTemplate.objects.create(
            school=school, title=heading, body=text, position=position
        )
        _record(actor, row, "template.create")
    return row


def change_template(*, actor: Person, template: MessageTemplate, title: str, body: str) -> None:
    """Another heading or text. Raises NotVisible, also once it is removed; InvalidInput."""
    _may_set(actor, template.school)
    heading, text = _clean(title, body)
    with transaction.atomic():
        row, _others = _lock_one(template)
        row.title, row.body = heading, text
        row.save(update_fields=["title", "body"])
        _record(actor, row, "template.change")


def move_template(*, actor: Person, template: MessageTemplate, up: bool) -> None:
    """One place up or down; at the end it stays. Raises NotVisible."""
    _may_set(actor, template.school)
    with transaction.atomic():
        row, rows = _lock_one(template)
        at = rows.index(row)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(rows):
            return
        other = rows[to]
        row.position, other.position = other.position, row.position
        MessageTemplate.objects.bulk_update([row, other], ["position"])


def remove_template(*, actor: Person, template: MessageTemplate) -> None:
    """It is gone; messages that were begun with it stay as they are. Raises NotVisible."""
    _may_set(actor, template.school)
    with transaction.atomic():
        row, _others = _lock_one(template)
        _record(actor, row, "template.remove")
        row.delete()


def _may_set(actor: Person, school: School) -> None:
    if not policies.can_set_rules(actor, school):
        raise NotVisible


def _clean(title: str, body: str) -> tuple[str, str]:
    heading, text = clean_title(title), clean_body(body)
    for name, given in (("title", heading), ("body", text)):
        if fields.has_stray_braces(given):
            raise InvalidInput(_no_field(), name)
    if len(fields.names(heading, text)) > MOST_FIELDS:
        words = _("There are too many fields: at most %(limit)s.")
        raise InvalidInput(words % {"limit": MOST_FIELDS}, "body")
    return heading, text


def _no_field() -> str:
    words = _(
        "Braces hold one word of at most %(limit)s letters, digits and hyphens,"
        " such as %(example)s."
    )
    return words % {"limit": fields.LONGEST_NAME, "example": fields.EXAMPLE}


def _lock(school: School) -> list[MessageTemplate]:
    """The school's, in order. Its row is locked: one change of them at a time."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    return list(MessageTemplate.objects.filter(school=school))


def _lock_one(template: MessageTemplate) -> tuple[MessageTemplate, list[MessageTemplate]]:
    """It, and all of its school. Raises NotVisible when it was removed meanwhile."""
    rows = _lock(template.school)
    row = next((row for row in rows if row.pk == template.pk), None)
    if row is None:
        raise NotVisible
    return row, rows


def _record(actor: Person, row: MessageTemplate, action: str) -> None:
    audit.record(actor=actor, action=action, about=row, school_id=row.school_id)
