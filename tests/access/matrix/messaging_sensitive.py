"""Who may what with sensitive conversations. The visitors have given their password just now."""

from typing import Any

from messaging import visibility
from messaging.actions import sensitive
from messaging.models import SensitiveOpening
from tests.access.pairs import Pair
from tests.access.rows import Row, only
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.sensitive_threads import sensitive_home


def _sensitive(objects: Any) -> dict[str, Any]:
    return {"key": objects.sensitive_thread.uuid}


def _plain(objects: Any) -> dict[str, Any]:
    return {"key": objects.home_thread.uuid}


def _class(objects: Any) -> dict[str, Any]:
    return {"key": objects.class_thread.uuid}


def _reported(objects: Any) -> dict[str, Any]:
    return {"key": objects.sensitive_report.uuid}


def _answer(objects: Any) -> dict[str, Any]:
    return {"body": "Takk", "client_token": objects.sensitive_thread.uuid}


ROWS: list[Row] = [
    # its readers alone: no leader, no other home, no pupil
    Row("conversation", only("r", "GU TC"), kwargs=_sensitive),
    Row("conversation", only("w", "GU TC"), "POST", kwargs=_sensitive, data=_answer),
    Row("conversation_changes", only("r", "GU TC"), kwargs=_sensitive, query="?after_version=0"),
    Row("conversation_people", only("r", "TC"), kwargs=_sensitive),
    Row("conversation_openings", only("r", "GU TC"), kwargs=_sensitive),
    Row("conversation_openings", only(".", ""), kwargs=_plain),
    # its staff mark it, and whoever began it; not what a class reads
    Row("conversation_sensitive", only("r", "TC", f="GU"), kwargs=_plain),
    Row("conversation_sensitive", only("w", "TC", f="GU"), "POST", kwargs=_plain),
    Row("conversation_sensitive", only("f", "GU GO TC"), kwargs=_class),
    Row("conversation_sensitive", only("w", "GU TC"), kwargs=_sensitive),
    Row("conversation_sensitive", only("w", "GU TC"), "POST", kwargs=_sensitive),
    # the leader receives what Kari reported there, and reads nothing else of it
    Row("message_report_of", only("r", "SA"), kwargs=_reported),
]

PAIRS: list[Pair] = [
    Pair(
        "openings of sensitive conversations",
        visibility.visible_openings,
        visibility.opening_viewers,
        lambda objects: SensitiveOpening.objects.select_related("conversation", "report__message"),
    ),
]


def objects(cast: Cast) -> dict[str, object]:
    """A sensitive thread with a home, opened by both, reported, and opened for that."""
    thread = sensitive_home(cast)
    report = made.report(cast, thread)
    for name in ("tone", "kari"):
        sensitive.record_opening(actor=cast.fresh(name), conversation=thread)
    sensitive.record_report_opening(actor=cast.fresh("sissel"), report=report)
    return {"sensitive_thread": thread, "sensitive_report": report}
