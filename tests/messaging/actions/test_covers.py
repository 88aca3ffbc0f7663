"""A picture above an announcement: cleaned, seen by its readers, changed as the text is."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from messaging import targets
from messaging.actions import announcing, announcing_later, covers, forwarding, messages
from messaging.actions.attaching import Cover
from messaging.choices import Part
from messaging.models import Attachment, Conversation, Message, ScheduledFile
from messaging.queries import inbox, threads
from schools import clock
from schools.choices import Role
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.files import vault
from schools.models import PrivateFile
from schools.visibility import file_viewers, visible_files
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def stored(cast: Cast, name: str = "tone", **fields: Any) -> Cover:
    given = {"upload": made.picture(), "alt": "Et fjell", "is_decoration": False} | fields
    return covers.store_cover(actor=cast.fresh(name), **given)


def announced(cast: Cast, cover: Cover | None = None) -> Message:
    one = announcing.announce(
        actor=cast.fresh("tone"),
        to=[targets.of_group(cast.class_6a.pk, Part.GUARDIANS)],
        draft=made.draft(client_token=uuid.uuid4()).with_cover(cover or stored(cast)),
    )
    return one.messages.select_related("conversation", "author").get()


def shown(cast: Cast, message: Message, name: str = "kari", role: Role = Role.GUARDIAN) -> Any:
    thread = threads.thread(cast.fresh(name), message.conversation.uuid, role)
    return thread.cards[0].cover


def test_it_stands_above_the_text_and_in_the_list(cast: Cast) -> None:
    message = announced(cast)
    cover = shown(cast, message)
    assert (cover.alt, cover.width, cover.height) == ("Et fjell", 800, 400)
    thread = threads.thread(cast.fresh("kari"), message.conversation.uuid, Role.GUARDIAN)
    assert thread.cards[0].files == ()
    [row] = inbox.inbox(cast.fresh("kari"), Role.GUARDIAN)
    assert row.cover == cover.file.uuid


def test_it_stands_among_the_files_where_it_is_passed_on(cast: Cast) -> None:
    message = announced(cast)
    home = next(one for one in made.home_threads(cast) if one.home_key == "hansen")
    forwarding.forward_message(
        actor=cast.fresh("tone"),
        message=message,
        conversation=home,
        body="Se her",
        client_token=uuid.uuid4(),
    )
    passed_on = threads.thread(cast.fresh("kari"), home.uuid, None).cards[-1].forward
    assert passed_on is not None
    assert [file.is_picture for file in passed_on.files] == [True]


def test_its_metadata_is_gone(cast: Cast) -> None:
    file = PrivateFile.objects.get(uuid=stored(cast).file)
    with vault.storage().open(file.storage_name) as content:
        assert b"Nora" not in content.read()
    assert file.thumbnail_name


def test_who_reads_the_announcement_opens_it_and_nobody_else(cast: Cast) -> None:
    message = announced(cast)
    file = PrivateFile.objects.get()
    for name, opens in (("kari", True), ("tone", True), ("sissel", True), ("stian", False)):
        person = cast.fresh(name)
        assert visible_files(person).filter(pk=file.pk).exists() == opens
        assert file_viewers(file).filter(pk=person.pk).exists() == opens
    messages.withdraw_message(actor=cast.fresh("tone"), message=message)
    assert not visible_files(cast.fresh("kari")).exists()
    [row] = inbox.inbox(cast.fresh("kari"), Role.GUARDIAN)
    assert (row.cover, shown(cast, message)) == (None, None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"alt": ""}, "cover_alt"),
        ({"alt": " \x00 "}, "cover_alt"),
        ({"alt": "å" * 201}, "cover_alt"),
        ({"upload": SimpleUploadedFile("plan.txt", b"Hei")}, "cover"),
        ({"upload": SimpleUploadedFile("tom.jpg", b"")}, "cover"),
        ({"upload": SimpleUploadedFile("skadd.jpg", b"\xff\xd8\xff\xe0")}, "cover"),
    ],
)
def test_what_will_not_do_is_refused_and_not_kept(
    cast: Cast, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        stored(cast, **fields)
    assert refusal.value.field == field
    assert not PrivateFile.objects.exists()


def test_decoration_has_no_words(cast: Cast) -> None:
    assert shown(cast, announced(cast, stored(cast, is_decoration=True))).alt == ""


def test_its_author_changes_it_and_the_old_one_is_deleted(cast: Cast) -> None:
    message = announced(cast)
    before = PrivateFile.objects.get()
    new = stored(cast, upload=made.picture((300, 300)), alt="Et vann")
    covers.change_cover(actor=cast.fresh("tone"), message=message, cover=new)
    cover = shown(cast, message)
    assert (cover.alt, cover.width) == ("Et vann", 300)
    assert not PrivateFile.objects.filter(pk=before.pk).exists()
    assert Conversation.objects.get().cover == cover.file.uuid
    message.refresh_from_db()
    assert (message.version, message.edited_at is None) == (2, False)
    words = stored(cast, upload=None, alt="Et vann og en båt")
    covers.change_cover(actor=cast.fresh("tone"), message=message, cover=words)
    assert (shown(cast, message).alt, shown(cast, message).width) == ("Et vann og en båt", 300)


def test_its_author_takes_it_away(cast: Cast) -> None:
    message = announced(cast)
    for _twice in range(2):
        covers.remove_cover(actor=cast.fresh("tone"), message=message)
    assert shown(cast, message) is None
    assert Conversation.objects.get().cover is None
    assert not PrivateFile.objects.exists()
    message.refresh_from_db()
    assert message.version == 2
    with pytest.raises(InvalidInput):
        covers.change_cover(actor=cast.fresh("tone"), message=message, cover=Cover("", "Et vann"))


def test_others_and_later_change_nothing(cast: Cast) -> None:
    message = announced(cast)
    for name, error in (("sissel", NotAllowed), ("kari", NotAllowed), ("stian", NotVisible)):
        with pytest.raises(error):
            covers.remove_cover(actor=cast.fresh(name), message=message)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=16)), pytest.raises(NotAllowed):
        covers.remove_cover(actor=cast.fresh("tone"), message=message)
    assert Attachment.objects.get().is_cover


def test_other_messages_have_none(cast: Cast) -> None:
    message = made.class_thread(cast).messages.get()
    with pytest.raises(NotVisible):
        covers.change_cover(actor=cast.fresh("tone"), message=message, cover=stored(cast))


def test_it_waits_with_an_announcement_that_is_sent_later(cast: Cast) -> None:
    row = made.announced_later(cast, cover=stored(cast))
    words = {"title": "Ny", "body": "Nytt", "day": row.day, "time": row.time}
    tone = cast.fresh("tone")
    announcing_later.change_announcement(
        actor=tone, scheduled=row, cover=Cover("", "Et høyt fjell"), **words
    )
    held = ScheduledFile.objects.select_related("file").get()
    assert (held.is_cover, held.alt, held.file.width) == (True, "Et høyt fjell", 800)
    new = stored(cast, upload=made.picture((300, 300)), alt="Et vann")
    announcing_later.change_announcement(actor=tone, scheduled=row, cover=new, **words)
    sent = announcing_later.send_announcement_now(actor=tone, scheduled=row)
    cover = shown(cast, sent.messages.select_related("conversation").get())
    assert (cover.alt, cover.width) == ("Et vann", 300)
    assert PrivateFile.objects.count() == 1
