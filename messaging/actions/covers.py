"""The picture above an announcement: chosen when it is written, changed as its text is."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from messaging import policies
from messaging.actions import attaching, messages, telling
from messaging.actions.attaching import Cover
from messaging.models import Attachment, Conversation, Message, MessageReport
from messaging.models.attached import LONGEST_ALT
from schools import clock
from schools.actions import audit, files
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Person


def store_cover(
    *, actor: Person, upload: UploadedFile[Any] | None, alt: str, is_decoration: bool
) -> Cover:
    """Keep a picture for what is written; without one these are words for what is there.

    ``alt`` says what it shows, unless ``is_decoration``. Raises InvalidInput (``cover``,
    ``cover_alt``), and then nothing is kept.
    """
    words = clean_alt(alt, is_decoration=is_decoration)
    if upload is None:
        return Cover("", words)
    try:
        file = files.store_upload(actor=actor, upload=upload)
    except InvalidInput as refusal:
        raise InvalidInput(str(refusal), "cover") from refusal
    if not file.is_picture:
        files.delete_files(files=[file])
        raise InvalidInput(_("This is not a picture. Choose a picture, or none."), "cover")
    return Cover(str(file.uuid), words)


def clean_alt(alt: str, *, is_decoration: bool) -> str:
    """On one line; empty for decoration. Raises InvalidInput (``cover_alt``)."""
    words = " ".join(alt.replace("\x00", "").split())
    if is_decoration:
        return ""
    if not words:
        text = _("Write what the picture shows, or tick that it is decoration only.")
        raise InvalidInput(text, "cover_alt")
    if len(words) > LONGEST_ALT:
        text = _("The description is too long: at most %(limit)s characters.")
        raise InvalidInput(text % {"limit": LONGEST_ALT}, "cover_alt")
    return words


def change_cover(*, actor: Person, message: Message, cover: Cover) -> Message:
    """Another picture above one's own announcement, or other words for the one that is there.

    Raises NotVisible, NotAllowed, InvalidInput (``cover``).
    """
    with transaction.atomic():
        own = _lock_own(actor, message)
        held = own.attachments.filter(is_cover=True).first()
        if cover.file:
            _delete(held)
            attaching.put_cover(own, cover)
        elif held is not None:
            held.alt = cover.alt
            held.save(update_fields=["alt"])
        else:
            raise InvalidInput(_("Choose a picture."), "cover")
        _tell(actor, own, "message.cover")
    return own


def remove_cover(*, actor: Person, message: Message) -> Message:
    """Take the picture away; without one nothing is done. Raises NotVisible, NotAllowed."""
    with transaction.atomic():
        own = _lock_own(actor, message)
        held = own.attachments.filter(is_cover=True).first()
        if held is None:
            return own
        _delete(held)
        Conversation.objects.filter(pk=own.conversation_id).update(cover=None)
        _tell(actor, own, "message.uncover")
    return own


def _lock_own(actor: Person, message: Message) -> Message:
    own = messages.lock_own(actor=actor, message=message)
    if not policies.can_have_cover(own):
        raise NotVisible
    if not policies.can_edit(actor, own):
        raise NotAllowed(_("A message can be changed for 15 minutes after it was sent."))
    return own


def _delete(held: Attachment | None) -> None:
    """Gone for all readers; its file stays where it was reported, for those who receive that."""
    if held is not None:
        file = held.file
        held.delete()
        if not MessageReport.objects.filter(cover=file).exists():
            files.delete_files(files=[file])


def _tell(actor: Person, message: Message, action: str) -> None:
    message.edited_at = clock.now()
    telling.tell_changed(message=message, fields=["edited_at"])
    school = message.conversation.school_id
    audit.record(actor=actor, action=action, about=message, school_id=school)
