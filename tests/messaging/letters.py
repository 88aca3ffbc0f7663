"""Letters for tests, written through the actions."""

from messaging.actions import ladder, letter_batches
from messaging.choices import Rung, Which
from messaging.models import Ask, Conversation, HomeLetter, LetterBatch
from schools.files import vault
from tests.cast import Cast


def write(cast: Cast, thread: Conversation, home_key: str = "", name: str = "tone") -> None:
    """Tone writes to all homes that have not read it, or to one of Nora's."""
    step = {"actor": cast.fresh(name), "conversation": thread, "rung": Rung.LETTER}
    if home_key:
        ladder.take_step_for_home(**step, pupil=cast.nora.uuid, home_key=home_key)
    else:
        ladder.take_step(**step, which=Which.UNREAD)


def letter(cast: Cast, name: str = "kari") -> HomeLetter:
    """The one letter to this guardian, with what the actions ask of it."""
    found = HomeLetter.objects.filter(guardian=cast.people[name])
    return found.select_related("message__conversation__school", "pupil", "guardian").get()


def to_kari(cast: Cast, thread: Conversation) -> HomeLetter:
    """Letters to Nora's first home."""
    write(cast, thread, "hansen")
    return letter(cast)


def printed(cast: Cast, ask: Ask, name: str = "kari") -> HomeLetter:
    """Letters about what is asked to Nora's first home, on paper; the one to this guardian."""
    write(cast, ask.conversation, "hansen")
    letter_batches.mark_printed(actor=cast.fresh("tone"), batch=file(cast))
    return letter(cast, name)


def file(cast: Cast, name: str = "tone") -> LetterBatch:
    """What Tone may print, in one file."""
    return letter_batches.ask_for_file(actor=cast.fresh(name))


def content(batch: LetterBatch) -> bytes:
    """The bytes of its PDF."""
    assert batch.file is not None
    with vault.storage().open(batch.file.storage_name) as stored:
        kept: bytes = stored.read()
    return kept
