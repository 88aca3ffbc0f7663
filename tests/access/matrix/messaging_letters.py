"""Letters of the reach ladder: who prints them, and who writes down what came back."""

from typing import Any

from messaging import visibility
from messaging.choices import Kind
from messaging.models import Conversation, HomeLetter, LetterBatch
from tests.access.pairs import Pair
from tests.access.rows import Row, only
from tests.cast import Cast
from tests.messaging import letters as paper

_STAFF = "TC TO SA SB"


def _code(objects: Any) -> dict[str, Any]:
    return {"code": objects.letter.code}


def _letter(objects: Any) -> dict[str, Any]:
    return {"key": objects.letter.uuid}


def _batch(objects: Any) -> dict[str, Any]:
    return {"key": objects.letter_batch.uuid}


def _file(objects: Any) -> dict[str, Any]:
    return {"key": objects.letter_batch.file.uuid}


def _signed(objects: Any) -> dict[str, Any]:
    token = "00000000-0000-0000-0000-000000000009"
    return {"what": "confirmation", "instead": "not_used", "client_token": token}


# Letters about the teacher's announcement to 6A, and the file is the teacher's; the letter asked
# for is to Nora's second home.
ROWS: list[Row] = [
    Row("letters", only("r", _STAFF)),
    # the leader finds letters to print no more: they are in the teacher's file
    Row("letters_make", only("w", _STAFF), "POST"),
    Row("letter_batch", only("r", "TC"), kwargs=_batch),
    Row("letter_progress", only("n", "TC"), kwargs=_batch),
    Row("letters_printed", only("w", "TC"), "POST", kwargs=_batch),
    Row("letters_put_back", only("w", "TC"), "POST", kwargs=_batch),
    Row("file", only("r", "TC"), kwargs=_file),
    Row("letter_find", only("r", _STAFF)),
    Row("letter_find", only("i", _STAFF), query="?kode=ABC"),
    Row("letter", only("w", "TC SA"), kwargs=_code),
    Row("letter", only(".", ""), kwargs={"code": "guessed"}),
    Row("letter_reply", only("r", "TC SA"), kwargs=_code),
    Row("letter_reply", only("w", "TC SA"), "POST", kwargs=_code, data=_signed),
    Row("letter_reply", only("i", "TC SA"), "POST", kwargs=_code, data={"what": "x"}),
    Row("letter_close", only("w", "TC SA"), "POST", kwargs=_letter),
]

PAIRS: list[Pair] = [
    Pair(
        "letters",
        visibility.visible_letters,
        visibility.letter_viewers,
        lambda objects: HomeLetter.objects.select_related(
            "message__conversation", "pupil", "guardian"
        ),
    ),
    Pair(
        "letters to oneself",
        visibility.addressed_letters,
        visibility.letter_addressees,
        lambda objects: HomeLetter.objects.select_related("message__conversation"),
    ),
    Pair(
        "files of letters",
        visibility.visible_batches,
        visibility.batch_viewers,
        lambda objects: LetterBatch.objects.all(),
    ),
]


def objects(cast: Cast) -> dict[str, object]:
    """Letters to the homes of the announcement that ``messaging`` makes, in one file."""
    paper.write(cast, Conversation.objects.filter(kind=Kind.ANNOUNCEMENT).earliest("pk"))
    batch = paper.file(cast)
    return {"letter": paper.letter(cast, "ola"), "letter_batch": batch}
