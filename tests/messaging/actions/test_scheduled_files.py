"""Files of an announcement that waits: its writer's alone until it is sent, gone with it."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.actions import announcing_later, scheduled_files
from messaging.choices import NotSent
from messaging.models import Attachment, Conversation, ScheduledAnnouncement, ScheduledFile
from schools import clock
from schools.actions.files import store_upload, sweep_unowned
from schools.exceptions import InvalidInput, NotVisible
from schools.files import vault
from schools.models import Membership, Position, PrivateFile
from schools.visibility import file_viewers, visible_files
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def stored(cast: Cast, *names: str, by: str = "tone") -> list[str]:
    uploads = [SimpleUploadedFile(name, b"Hei") for name in names]
    files = [store_upload(actor=cast.fresh(by), upload=upload) for upload in uploads]
    return [str(file.uuid) for file in files]


def later(cast: Cast, *names: str) -> ScheduledAnnouncement:
    return made.announced_later(cast, file_uuids=stored(cast, *names))


def changed(cast: Cast, row: ScheduledAnnouncement, **fields: Any) -> None:
    words = {"title": "Ny", "body": "Nytt", "day": row.day, "time": row.time}
    announcing_later.change_announcement(actor=cast.fresh("tone"), scheduled=row, **words, **fields)


def names_of(row: ScheduledAnnouncement) -> list[str]:
    return [one.file.name for one in row.files.select_related("file")]


def readers_of(cast: Cast, file: PrivateFile) -> set[str]:
    seen = {name for name in cast.people if visible_files(cast.fresh(name)).filter(pk=file.pk)}
    asked = set(file_viewers(file).values_list("pk", flat=True))
    assert asked == {cast.people[name].pk for name in seen}
    return seen


def test_until_it_is_sent_they_are_its_writers_alone(cast: Cast) -> None:
    row = later(cast, "plan.txt", "kart.txt")
    file = PrivateFile.objects.get(name="plan.txt")
    assert readers_of(cast, file) == {"tone"}
    with time_machine.travel(clock.at(row.day, row.time), tick=False):
        assert sweep_unowned() == 0
        assert announcing_later.send_due() == 1
        assert {"tone", "kari", "ola", "sissel"} <= readers_of(cast, file)
        assert "stian" not in readers_of(cast, file)
    message = Conversation.objects.get().messages.get()
    assert [one.file.name for one in message.attachments.all()] == ["plan.txt", "kart.txt"]
    assert not ScheduledFile.objects.exists()
    assert PrivateFile.objects.filter(owned=True).count() == 2


def test_who_is_no_longer_there_no_longer_opens_them(cast: Cast) -> None:
    row = later(cast, "plan.txt")
    cast.people["tone"].is_active = False
    cast.people["tone"].save(update_fields=["is_active"])
    assert readers_of(cast, row.files.get().file) == set()


def test_what_could_not_be_sent_keeps_them(cast: Cast) -> None:
    row = later(cast, "plan.txt")
    Membership.objects.filter(person=cast.tone).update(ends=clock.today())
    Position.objects.filter(person=cast.tone).update(ends=clock.today())
    with time_machine.travel(clock.at(row.day, row.time), tick=False):
        assert announcing_later.send_due() == 0
    row.refresh_from_db()
    assert row.not_sent == NotSent.TO
    assert names_of(row) == ["plan.txt"]
    assert PrivateFile.objects.get().owned
    assert not Attachment.objects.exists()


def test_they_are_deleted_with_it(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    row = later(cast, "plan.txt")
    name = row.files.get().file.storage_name
    with django_capture_on_commit_callbacks(execute=True):
        announcing_later.remove_announcement(actor=cast.fresh("tone"), scheduled=row)
    assert not PrivateFile.objects.exists()
    assert not vault.storage().exists(name)


def test_one_is_taken_away_and_others_are_added(cast: Cast) -> None:
    row, other = later(cast, "plan.txt", "kart.txt"), later(cast, "annen.txt")
    key = PrivateFile.objects.get(name="plan.txt").uuid
    theirs = PrivateFile.objects.get(name="annen.txt").uuid
    changed(cast, row, without=[key, theirs], file_uuids=stored(cast, "ny.txt"))
    assert names_of(row) == ["kart.txt", "ny.txt"]
    assert names_of(other) == ["annen.txt"]
    assert not PrivateFile.objects.filter(uuid=key).exists()


def test_an_eleventh_is_refused_and_nothing_is_changed(cast: Cast) -> None:
    row = later(cast, *[f"{number}.txt" for number in range(scheduled_files.MOST_FILES)])
    key = row.files.all()[0].file.uuid
    with pytest.raises(InvalidInput) as refusal:
        changed(cast, row, file_uuids=stored(cast, "ny.txt"))
    assert refusal.value.field == "files"
    changed(cast, row, without=[key], file_uuids=stored(cast, "ny.txt"))
    assert names_of(row)[-1] == "ny.txt"
    assert row.files.count() == scheduled_files.MOST_FILES


def test_others_files_are_not_taken(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        made.announced_later(cast, file_uuids=stored(cast, "plan.txt", by="arne"))
    assert not ScheduledAnnouncement.objects.exists()


def test_asked_for_twice_the_first_files_stay(cast: Cast) -> None:
    row = later(cast, "plan.txt")
    again = stored(cast, "plan.txt")
    made.announced_later(cast, client_token=row.client_token, file_uuids=again)
    assert row.files.count() == 1
    with time_machine.travel(clock.now() + dt.timedelta(days=2)):
        assert sweep_unowned() == 1
