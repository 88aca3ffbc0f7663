"""Who may change a school's templates for messages, and begin a message with one."""

import uuid
from typing import Any

from messaging import visibility
from messaging.actions import templates
from messaging.models import MessageTemplate
from tests.access.pairs import Pair
from tests.access.rows import Row, only
from tests.cast import Cast

_TEXT = {"title": "Tur {dato}", "body": "Vi går til {sted}."}
_STRAY = {"title": "Tur {", "body": "Vi går."}


def _at_lade(objects: Any) -> dict[str, Any]:
    return {"school": objects.cast.lade.uuid}


def _one(objects: Any) -> dict[str, Any]:
    return _at_lade(objects) | {"key": objects.template.uuid}


def _elsewhere(objects: Any) -> dict[str, Any]:
    """Lade's address with a template of Rosenborg."""
    return _at_lade(objects) | {"key": objects.template_elsewhere.uuid}


def _left(objects: Any) -> dict[str, Any]:
    """To the guardians of 6A, with a field of Lade's template; another school's is not known."""
    given = {"to": f"guardians.{objects.cast.class_6a.uuid}", "client_token": uuid.uuid4()}
    return given | _TEXT | {"mal": objects.template.uuid}


ROWS: list[Row] = [
    Row("message_templates", only("r", "SA"), kwargs=_at_lade),
    Row("message_templates", only("w", "SA"), "POST", kwargs=_at_lade, data=_TEXT),
    Row("message_templates", only("i", "SA"), "POST", kwargs=_at_lade, data=_STRAY),
    Row("message_template", only("r", "SA"), kwargs=_one),
    Row("message_template", only(".", ""), kwargs=_elsewhere),
    Row("message_template", only("w", "SA"), "POST", kwargs=_one, data=_TEXT),
    Row("message_template", only("i", "SA"), "POST", kwargs=_one, data=_STRAY),
    Row("message_template_move", only("w", "SA"), "POST", kwargs=_one, data={"up": "1"}),
    Row("message_template_remove", only("w", "SA"), "POST", kwargs=_one),
    Row("message_template_remove", only(".", ""), "POST", kwargs=_elsewhere),
    # a text with a field left is refused once; who may not send it is refused anyway
    Row("announce", only("i", "TC TO SA SB"), "POST", data=_left),
]

PAIRS: list[Pair] = [
    Pair(
        "templates for messages",
        visibility.visible_message_templates,
        visibility.message_template_viewers,
        lambda objects: MessageTemplate.objects.all(),
    ),
]


def objects(cast: Cast) -> dict[str, object]:
    """One template at each school."""
    return {
        "template": templates.create_template(
            actor=cast.fresh("sissel"), school=cast.lade, **_TEXT
        ),
        "template_elsewhere": templates.create_template(
            actor=cast.fresh("bjarne"), school=cast.rosenborg, **_TEXT
        ),
    }
