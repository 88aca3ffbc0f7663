"""Mail that comes in: an answer goes into its conversation, returned mail marks its notice."""

import hashlib
import logging
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.actions import covering
from messaging.actions.messages import post_message
from messaging.channels import incoming_mail, lmtp, reply_address
from messaging.channels.incoming_mail import Answer, Attachment
from messaging.channels.reply_address import Answerer
from messaging.models import Delivery
from messaging.queries import threads
from messaging.queries.told import sent_with
from schools.actions.files import store_all
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Person

log = logging.getLogger(__name__)

# Pictures in the text that are smaller are logos of signatures.
_SMALLEST_INLINE = 10_000


def take(recipient: str, sender: str, raw: bytes) -> str:
    """One mail for one of our addresses; answers with a verdict of ``channels.lmtp``.

    The actor is the person whom the address was made for: whoever holds it has had their mail.
    Automatic answers are taken and forgotten. Taken twice is taken once.
    """
    try:
        if answerer := reply_address.read_address(recipient):
            return _take_answer(answerer, sender, raw)
        if returned := reply_address.read_return_path(recipient):
            return _take_returned(returned, raw)
    except incoming_mail.Unreadable as fault:
        log.info("A mail was refused: %s", fault)
    return lmtp.REFUSED


def _take_answer(answerer: Answerer, sender: str, raw: bytes) -> str:
    answer = incoming_mail.read_answer(raw, envelope_sender=sender)
    if answer.is_automatic:
        return lmtp.TAKEN
    actor = Person.objects.filter(uuid=answerer.person, is_active=True).first()
    try:
        if actor is None:
            raise NotVisible
        found = threads.readable(actor, answerer.conversation)  # nothing is stored for others
        if found.is_sensitive:
            raise NotAllowed  # whoever holds the mail has not proved who they are
        _post(actor, answerer, answer, _token(answerer, answer, raw))
    except (NotVisible, NotAllowed, InvalidInput, Conflict) as refusal:
        log.info("An answer by mail was refused: %s", type(refusal).__name__)
        return lmtp.REFUSED
    return lmtp.TAKEN


def _post(actor: Person, answerer: Answerer, answer: Answer, token: uuid.UUID) -> None:
    uploads = [
        SimpleUploadedFile(file.name, file.content, file.content_type)
        for file in answer.attachments
        if not _is_logo(file)
    ]
    stored = store_all(actor=actor, uploads=uploads)
    post_message(
        actor=actor,
        conversation=answerer.conversation,
        body=answer.text,
        client_token=token,
        file_uuids=[str(file.uuid) for file in stored],
        is_present=False,
    )


def _token(answerer: Answerer, answer: Answer, raw: bytes) -> uuid.UUID:
    """The mail server may give us the same mail again."""
    name = answer.message_id or hashlib.sha256(raw).hexdigest()
    return uuid.uuid5(answerer.conversation, f"{answerer.person} {name}")


def _is_logo(file: Attachment) -> bool:
    return file.is_inline and len(file.content) < _SMALLEST_INLINE


def _take_returned(key: uuid.UUID, raw: bytes) -> str:
    bounce = incoming_mail.read_bounce(raw)
    if bounce is not None and bounce.is_permanent:
        for row in Delivery.objects.filter(pk=key.int):
            covering.come_back(sent_with(row), bounce.outcome)
    return lmtp.TAKEN
