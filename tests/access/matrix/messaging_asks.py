"""Who may answer what a message asks, and who counts the answers."""

from typing import Any

from messaging import visibility
from messaging.choices import AskKind
from messaging.models import Ask, AskAnswer
from tests.access.pairs import Pair
from tests.access.rows import Row, only
from tests.cast import Cast
from tests.messaging import asks as made


def _asked(objects: Any) -> dict[str, Any]:
    return {
        "key": objects.ask.conversation.uuid,
        "message": objects.ask.message.uuid,
    }


def _poll(objects: Any) -> dict[str, Any]:
    return {"key": objects.poll.conversation.uuid, "message": objects.poll.message.uuid}


def _recorded(objects: Any) -> dict[str, Any]:
    place = f"{objects.cast.nora.uuid}/{objects.cast.ola.uuid}"
    return _YES | {"place": place, "source": "phone", "instead": "asked", "edition": "1"}


_YES = {"coming": "yes", "adults": "1", "children": "0"}

# an announcement to the guardians and pupils of 6A: its staff and the leader read along
ROWS: list[Row] = [
    Row("ask_answer", only("w", "PU PC GU GO", f="TC SA"), "POST", kwargs=_asked, data=_YES),
    Row("ask_answer", only("i", "PU PC GU GO", f="TC SA"), "POST", kwargs=_asked, data={}),
    Row("ask_wrong", only(".", ""), "POST", kwargs=_asked),  # nothing is written down for them
    Row("ask_record", only("r", "TC SA"), kwargs=_asked),
    Row("ask_record", only("f", "TC SA"), kwargs=_poll),
    Row("ask_record", only("w", "TC SA"), "POST", kwargs=_asked, data=_recorded),
    Row("ask_record", only("i", "TC SA"), "POST", kwargs=_asked, data=_YES),
    Row("ask_answers", only("r", "TC SA"), kwargs=_asked),
    Row("ask_answers", only("r", "TC", f="SA"), kwargs=_poll),  # her poll, not the leader's
    Row("ask_answers_table", only("r", "TC SA"), kwargs=_asked),
]

PAIRS: list[Pair] = [
    Pair(
        "answers to asks",
        visibility.visible_answers,
        visibility.answer_viewers,
        lambda objects: AskAnswer.objects.select_related(
            "ask__message", "ask__conversation", "person", "pupil"
        ),
    ),
]


def objects(cast: Cast) -> dict[str, Any]:
    """Who comes, and polls that say who chose what and that do not; all answered by some."""
    who_comes = made.asked(cast, made.rsvp())
    poll = made.asked(cast, made.poll())
    open_poll = made.asked(cast, made.poll(is_open=True))
    made.say(cast, "kari", who_comes, made.coming(1, 1))
    made.say(cast, "nora", who_comes, made.coming(1))
    made.say(cast, "leila", who_comes, made.coming(1))  # of a home that few may know of
    for one in (poll, open_poll):
        made.say(cast, "mona", one, made.picked(0))
    agreed = made.asked(cast, made.asked_of(AskKind.AGREE))
    made.say(cast, "erik", agreed, made.picked())
    return {"ask": Ask.objects.get(pk=who_comes.pk), "poll": poll}
