"""Who may what with announcements to any combination: one row per route and method."""

import datetime as dt
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from messaging import targets, visibility
from messaging.actions import announcing, covers
from messaging.choices import Part
from messaging.models import Conversation, HomeCall, ScheduledAnnouncement
from schools import clock
from schools.actions.files import store_upload
from schools.choices import PositionRole
from schools.models import Person, Position, PrivateFile
from tests.access.pairs import Pair
from tests.access.rows import Row, only
from tests.cast import Cast
from tests.messaging import conversations as made

_STAFF = "TC TO SA SB"
_READERS = "PU PC GU GO TC TO SA SB"


def _to_6a(objects: Any) -> dict[str, Any]:
    words = {"title": "Tur", "body": "Husk mat", "client_token": uuid.uuid4()}
    return words | {"to": f"guardians.{objects.cast.class_6a.uuid}"}


def _to_lade(objects: Any) -> dict[str, Any]:
    return _to_6a(objects) | {"to": f"guardians.{objects.cast.lade.uuid}"}


def _to_nora(objects: Any) -> dict[str, Any]:
    return _to_6a(objects) | {"to": [], "homes": str(objects.cast.nora.uuid)}


def _wide(objects: Any) -> dict[str, Any]:
    return {"key": objects.wide_announcement.uuid}


def _to_6a_later(objects: Any) -> dict[str, Any]:
    day = clock.today() + dt.timedelta(days=2)
    return _to_6a(objects) | {"day": day.isoformat(), "time": "07:30"}


def _waits(objects: Any) -> dict[str, Any]:
    return {"key": objects.announced_later.uuid}


def _of_6a(objects: Any) -> dict[str, Any]:
    return {"key": objects.announcement.uuid}


def _until(objects: Any) -> dict[str, Any]:
    return {"until": clock.today().isoformat()}


def _text(objects: Any) -> dict[str, Any]:
    return {"body": "Hei", "client_token": uuid.uuid4()}


def _home_of_nora(objects: Any) -> dict[str, Any]:
    return {"pupil": objects.cast.nora.uuid, "home_key": "hansen", "reason": "phone"}


def _there(objects: Any) -> dict[str, Any]:
    return {"call": objects.call_elsewhere.uuid}


ROWS: list[Row] = [
    Row("announce", only("r", _STAFF)),
    Row("announce", only("w", "TC SA", i="TO SB"), "POST", data=_to_6a),
    Row("announce", only("w", "SA", i="TC TO SB"), "POST", data=_to_lade),
    Row("announce", only("w", "TC SA", i="TO SB"), "POST", data=_to_nora),
    Row("announce", only("i", _STAFF), "POST", data={"title": "Til ingen"}),
    Row("announce", only("r", _STAFF), "POST", data=_to_6a, query="?vis=lesere"),
    Row("announce_readers", only("r", _STAFF), "POST", data=_to_6a),
    Row("announce_readers", only("r", _STAFF), "POST", data=_to_lade, query="?vis=lesere"),
    Row("announce_people", only("r", _STAFF), query="?q=nora"),
    # one to two schools, from a leader who led both: each side follows its own homes
    Row("conversation", only("r", _READERS), kwargs=_wide),
    Row("conversation", only("f", _READERS), "POST", kwargs=_wide, data=_text),
    Row("conversation_readers", only("r", _STAFF), kwargs=_wide),
    # what Tone wants announced later is nobody else's, her leader's neither
    Row("announce_later", only("r", _STAFF)),
    Row("announce_later", only("w", "TC SA", i="TO SB"), "POST", data=_to_6a_later),
    Row("announce_later", only("i", _STAFF), "POST", data=_to_6a),
    Row("announce_later_change", only("r", "TC"), kwargs=_waits),
    Row("announce_later_change", only("w", "TC"), "POST", kwargs=_waits, data=_to_6a_later),
    Row("announce_later_change", only("i", "TC"), "POST", kwargs=_waits, data={"title": "Tur"}),
    Row("announce_later_send", only("w", "TC"), "POST", kwargs=_waits),
    Row("file", only("r", "TC"), kwargs=lambda objects: {"key": objects.file_that_waits.uuid}),
    # Tone has taken it away since Kari reported it: for who receives the report it is there
    Row("file", only("r", "SA"), kwargs=lambda objects: {"key": objects.reported_cover.uuid}),
    Row("announce_later_remove", only("w", "TC"), "POST", kwargs=_waits),
    # pinned for all by who wrote it, and by those who lead the school it comes from
    Row("conversation_pin_for_all", only("r", "TC SA", f="PU PC GU GO"), kwargs=_of_6a),
    Row(
        "conversation_pin_for_all",
        only("w", "TC SA", f="PU PC GU GO"),
        "POST",
        kwargs=_of_6a,
        data=_until,
    ),
    Row(
        "conversation_pin_for_all",
        only("i", "TC SA", f="PU PC GU GO"),
        "POST",
        kwargs=_of_6a,
        data={"until": "2020-01-01"},
    ),
    Row("conversation_pin_for_all", only("r", "SA", f="PU PC GU GO TC TO SB"), kwargs=_wide),
    Row(
        "conversation_unpin_for_all",
        only("w", "TC SA", f="PU PC GU GO"),
        "POST",
        kwargs=_of_6a,
    ),
    Row("conversation_close_home", only("w", "TC SA"), "POST", kwargs=_wide, data=_home_of_nora),
    Row("call_result", only("w", "SB"), "POST", kwargs=_there, data={"result": "none"}),
]


def _the_wide_one() -> Conversation:
    return Conversation.objects.get(title="Til to skoler")


def _followed(person: Person) -> Any:
    opens = visibility.with_visible_readers(person).filter(pk=_the_wide_one().pk).exists()
    followed = visibility.followed_pupils(person, _the_wide_one())
    return followed if opens else followed.none()


PAIRS: list[Pair] = [
    Pair(
        "pupils followed in a wide announcement",
        _followed,
        lambda pupil: visibility.pupil_followers(_the_wide_one(), pupil),
        lambda objects: Person.objects.all(),
    ),
    Pair(
        "announcements that wait",
        visibility.visible_scheduled_announcements,
        visibility.scheduled_announcement_viewers,
        lambda objects: ScheduledAnnouncement.objects.all(),
    ),
    Pair(
        "files of announcements that wait",
        lambda person: PrivateFile.objects.filter(
            pk__in=visibility.visible_scheduled_files(person)
        ),
        lambda file: visibility.scheduled_file_viewers(file.pk),
        lambda objects: PrivateFile.objects.all(),
    ),
    Pair(
        "files of reported messages",
        lambda person: PrivateFile.objects.filter(pk__in=visibility.visible_report_files(person)),
        lambda file: visibility.report_file_viewers(file.pk),
        lambda objects: PrivateFile.objects.all(),
    ),
]


def _reported_cover(cast: Cast) -> PrivateFile:
    """The picture above an announcement that Kari reported; Tone takes it away."""
    tone = cast.fresh("tone")
    cover = covers.store_cover(
        actor=tone, upload=made.picture(), alt="Et fjell", is_decoration=False
    )
    pictured = announcing.announce(
        actor=tone,
        to=[targets.of_group(cast.class_6a.pk, Part.GUARDIANS)],
        draft=made.draft().with_cover(cover),
    )
    made.report(cast, pictured)
    covers.remove_cover(actor=tone, message=pictured.messages.get())
    return PrivateFile.objects.get(uuid=cover.file)


def objects(cast: Cast) -> dict[str, object]:
    """An announcement to Lade and Rosenborg, and a home at Rosenborg to be called."""
    led = Position.objects.create(
        person=cast.sissel, school=cast.rosenborg, role=PositionRole.LEADER
    )
    wide = announcing.announce(
        actor=cast.fresh("sissel"),
        to=[
            targets.of_school(school.pk, part)
            for school in (cast.lade, cast.rosenborg)
            for part in (Part.GUARDIANS, Part.PUPILS)
        ],
        draft=made.draft(title="Til to skoler"),
    )
    led.delete()
    call = HomeCall.objects.create(
        message=wide.messages.get(),
        pupil=cast.sara,
        home_key=f"person-{cast.stian.pk}",
        asked_at=clock.now(),
    )
    plan = SimpleUploadedFile("plan.txt", b"Hei")
    file = store_upload(actor=cast.fresh("tone"), upload=plan)
    waits = made.announced_later(cast, file_uuids=[str(file.uuid)])
    return {
        "wide_announcement": wide,
        "call_elsewhere": call,
        "announced_later": waits,
        "file_that_waits": file,
        "reported_cover": _reported_cover(cast),
    }
