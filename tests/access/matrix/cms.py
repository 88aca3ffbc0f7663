"""Who may what in ``cms``: one row per route and method."""

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cms.actions.assignments import AssignmentText, create_assignment, publish_assignment
from cms.actions.feedback import publish_feedback, save_feedback
from cms.actions.hand_ins import hand_in, save_draft
from cms.actions.pages import add_block, delete_block
from cms.actions.plans import PlanLine, publish_plan, save_plan
from cms.models import (
    Assignment,
    ClassPage,
    Feedback,
    FrontPage,
    HandIn,
    SchoolIndexPage,
    SchoolPage,
    WeekPlan,
)
from cms.visibility import (
    assignment_viewers,
    class_page_viewers,
    class_readers,
    feedback_viewers,
    hand_in_viewers,
    read_groups,
    visible_assignments,
    visible_class_pages,
    visible_feedback,
    visible_hand_ins,
    visible_week_plans,
    week_plan_viewers,
)
from schools import clock
from schools.models import Group
from tests.access.pairs import Pair
from tests.access.rows import Objects, Row, everyone, only, signed_in
from tests.cast import Cast

READERS = "PU PC GU GO TC SA"
READS = only("r", READERS)


def _staff(letter: str) -> str:
    """Staff of the class may; the other readers see it and are refused."""
    return only(letter, "TC", f="PU PC GU GO SA")


def _editors(letter: str) -> str:
    return only(letter, "TC SA", f="PU PC GU GO")


def _pupils(letter: str) -> str:
    return only(letter, "PU PC", f="GU GO TC SA")


def _group(o: Objects) -> dict[str, Any]:
    return {"uuid": o.cast.class_6a.uuid}


def _block(o: Objects) -> dict[str, Any]:
    return {"uuid": o.cast.class_6a.uuid, "block": o.text_block}


def _task(o: Objects) -> dict[str, Any]:
    return {"uuid": o.assignment.uuid}


def _unpublished(o: Objects) -> dict[str, Any]:
    return {"uuid": o.unpublished.uuid}


def _pupil(o: Objects) -> dict[str, Any]:
    return {"uuid": o.assignment.uuid, "pupil": o.cast.nora.uuid}


def _key(name: str) -> Any:
    return lambda o: {"key": getattr(o, name).uuid}


def _written(o: Objects) -> dict[str, Any]:
    day = clock.today() + dt.timedelta(days=5)
    return {"title": "Les kapittel 4", "due_date": day.isoformat(), "due_time": "12:00"}


_LINES = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-subject": "Norsk"}

ROWS: list[Row] = [
    Row("front", "r" + "w" * 13),
    Row("page:FrontPage", "r" + "w" * 13, kwargs=lambda o: {"page": o.front_page}),
    Row("page:SchoolIndexPage", everyone("r"), kwargs=lambda o: {"page": o.index_page}),
    Row("page:SchoolPage", everyone("r"), kwargs=lambda o: {"page": o.school_page}),
    # read at /klasse/<uuid>/ only
    Row("page:ClassPage", everyone("."), kwargs=lambda o: {"page": o.class_page}),
    Row("plan", only("r", "PU PC GU GX GO SA MA SU XG XT", rest="w")),
    Row("classes", only("r", "GX SA MA SU XG XT", rest="w")),
    Row("class_page", READS, kwargs=_group),
    Row("edit_class_page", _editors("r"), kwargs=_group),
    Row("new_block", _editors("r"), kwargs=lambda o: _group(o) | {"kind": "text"}),
    Row(
        "new_block",
        _editors("w"),
        "POST",
        kwargs=lambda o: _group(o) | {"kind": "text"},
        data={"text": "Hei"},
    ),
    Row("edit_block", _editors("r"), kwargs=_block),
    Row("edit_block", _editors("w"), "POST", kwargs=_block, data={"text": "Hei"}),
    Row("move_block", _editors("w"), "POST", kwargs=_block),
    Row("delete_block", _editors("w"), "POST", kwargs=_block),
    Row("undo_class_page", _editors("w"), "POST", kwargs=_group),
    Row("group_plan", READS, kwargs=_group),
    Row("edit_plan", _staff("r"), kwargs=_group),
    Row("edit_plan", _staff("w"), "POST", kwargs=_group, data=_LINES),
    Row("copy_plan", _staff("w"), "POST", kwargs=_group),
    Row("publish_plan", _staff("w"), "POST", kwargs=_group),
    Row("assignments", signed_in("r")),
    Row("group_assignments", READS, kwargs=_group),
    Row("new_assignment", _staff("r"), kwargs=_group),
    Row("new_assignment", _staff("w"), "POST", kwargs=_group, data=_written),
    Row("new_assignment", _staff("i"), "POST", kwargs=_group, data={"title": ""}),
    Row("assignment", READS, kwargs=_task),
    Row("assignment", only("r", "TC"), kwargs=_unpublished),
    Row("edit_assignment", _staff("r"), kwargs=_task),
    Row("edit_assignment", _staff("w"), "POST", kwargs=_task, data=_written),
    Row("publish_assignment", _staff("w"), "POST", kwargs=_task),
    Row("publish_assignment", only("w", "TC"), "POST", kwargs=_unpublished),
    Row("hide_assignment", _staff("w"), "POST", kwargs=_task),
    Row(
        "remove_assignment_file",
        _staff("w"),
        "POST",
        kwargs=lambda o: _task(o) | {"file": o.sheet.uuid},
    ),
    Row("save_draft", _pupils("w"), "POST", kwargs=_task, data={"text": "Kladd"}),
    Row("save_draft", only("f", "TC"), "POST", kwargs=_unpublished, data={"text": "Kladd"}),
    Row("hand_in", _pupils("w"), "POST", kwargs=_task, data={"text": "Ferdig"}),
    Row(
        "remove_draft_file",
        only("w", "PU", f="GU GO TC SA"),
        "POST",
        kwargs=lambda o: _task(o) | {"file": o.photo.uuid},
    ),
    Row("publish_feedback", _staff("w"), "POST", kwargs=_task),
    Row("mark", only("r", "TC"), kwargs=_pupil),
    Row(
        "mark",
        only("w", "TC"),
        "POST",
        kwargs=_pupil,
        data={"text": "Fint", "outcome": "assessed", "publish": "1"},
    ),
    # a protected classmate whom the teacher is not named for
    Row("mark", only("r", ""), kwargs=lambda o: _task(o) | {"pupil": o.cast.amira.uuid}),
    Row(
        "reopen_hand_in",
        only("w", "TC"),
        "POST",
        kwargs=_pupil,
        data=lambda _o: {"until": (clock.today() + dt.timedelta(days=3)).isoformat()},
    ),
    Row("file", READS, kwargs=_key("sheet")),
    Row("file", only("r", "PU GU TC"), kwargs=_key("photo")),
    Row("file", only("r", "PC"), kwargs=_key("draft_file")),
    Row("file", READS, kwargs=_key("class_photo")),
    # taken off the page again
    Row("file", only("r", ""), kwargs=_key("gone_photo")),
    Row("file_thumbnail", only("r", ""), kwargs=_key("gone_photo")),
]


def objects(cast: Cast) -> dict[str, Any]:
    """What the rows and pairs need beside the cast."""
    return {**_pages(cast), **_plans(cast), **_work(cast)}


def _pages(cast: Cast) -> dict[str, Any]:
    page = add_block(actor=cast.tone, group=cast.class_6a, kind="text", value={"text": "Velkommen"})
    text_block = page.body[0].id
    for name in ("tur.png", "feil.png"):
        page = add_block(
            actor=cast.tone,
            group=cast.class_6a,
            kind="picture",
            value={"file": "", "alt": "Klassen på tur"},
            upload=picture(name),
        )
    page = delete_block(actor=cast.tone, group=cast.class_6a, block_id=page.body[2].id)
    return {
        "class_page": page,
        "text_block": _uuid(text_block),
        "class_photo": cast.class_6a.pictures.get(is_shown=True).file,
        "gone_photo": cast.class_6a.pictures.get(is_shown=False).file,
        "school_page": SchoolPage.objects.get(school=cast.lade),
        "front_page": FrontPage.objects.get(),
        "index_page": SchoolIndexPage.objects.get(),
    }


def _plans(cast: Cast) -> dict[str, Any]:
    monday = clock.today() + dt.timedelta(days=2)
    year, week, _ = monday.isocalendar()
    line = PlanLine(weekday=1, subject="Matte", homework="Side 4", due_weekday=2)
    plan = save_plan(
        actor=cast.tone, group=cast.class_6a, iso_year=year, iso_week=week, lines=[line]
    )
    publish_plan(actor=cast.tone, plan=plan)
    year, week, _ = (monday + dt.timedelta(days=7)).isocalendar()
    save_plan(actor=cast.tone, group=cast.class_6a, iso_year=year, iso_week=week, lines=[line])
    return {"plan": plan}


def _work(cast: Cast) -> dict[str, Any]:
    due = clock.now() + dt.timedelta(days=7)
    assignment = create_assignment(
        actor=cast.tone,
        group=cast.class_6a,
        text=AssignmentText(title="Fortelling", due_at=due),
        uploads=[SimpleUploadedFile("ark.txt", b"Skriv en fortelling")],
    )
    publish_assignment(actor=cast.tone, assignment=assignment)
    unpublished = create_assignment(
        actor=cast.tone, group=cast.class_6a, text=AssignmentText(title="Prøve", due_at=due)
    )
    assignment.refresh_from_db()
    hand_in(
        actor=cast.nora,
        assignment=assignment,
        text="Det var en gang",
        uploads=[picture("bilde.png")],
    )
    hand_in(actor=cast.amira, assignment=assignment, text="Min fortelling")
    draft = save_draft(
        actor=cast.jonas,
        assignment=assignment,
        text="Kladd",
        uploads=[SimpleUploadedFile("kladd.txt", b"Ikke ferdig")],
    )
    say = {"actor": cast.tone, "assignment": assignment, "outcome": "assessed"}
    save_feedback(**say, pupil=cast.nora, text="Godt begynt")
    publish_feedback(actor=cast.tone, assignment=assignment, pupil=cast.nora)
    save_feedback(**say, pupil=cast.nora, text="Ikke publisert")
    return {
        "assignment": assignment,
        "unpublished": unpublished,
        "sheet": assignment.files.get().file,
        "photo": HandIn.objects.get(pupil=cast.nora).files.get().file,
        "draft_file": draft.files.get().file,
    }


def picture(name: str) -> SimpleUploadedFile:
    """A small picture as it comes from a browser."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def _uuid(text: str) -> Any:
    import uuid

    return uuid.UUID(text)


PAIRS: list[Pair] = [
    Pair(
        "read_groups",
        read_groups,
        lambda group: class_readers(group.pk),
        lambda _o: Group.objects.all(),
    ),
    Pair(
        "class_pages",
        visible_class_pages,
        class_page_viewers,
        lambda _o: ClassPage.objects.all(),
    ),
    Pair(
        "week_plans",
        visible_week_plans,
        week_plan_viewers,
        lambda _o: WeekPlan.objects.all(),
    ),
    Pair(
        "assignments",
        visible_assignments,
        assignment_viewers,
        lambda _o: Assignment.objects.all(),
    ),
    Pair("hand_ins", visible_hand_ins, hand_in_viewers, lambda _o: HandIn.objects.all()),
    Pair("feedback", visible_feedback, feedback_viewers, lambda _o: Feedback.objects.all()),
]
