"""Who may what in ``messaging``: one row per route and method."""

import datetime as dt
import uuid
from typing import Any

from messaging import visibility, wording
from messaging.actions import assisted, participants
from messaging.choices import Instead, ReplyPolicy, Source
from messaging.models import Conversation, HomeCall, Message, MessageReport, ScheduledMessage
from schools import clock
from tests.access.pairs import Pair
from tests.access.rows import Row, everyone, only, signed_in
from tests.cast import Cast
from tests.messaging import conversations as made

_ALL_BUT_STAFF = "PU PC GU GO TC SA"


def _home(objects: Any) -> dict[str, Any]:
    return {"key": objects.home_thread.uuid}


def _announced(objects: Any) -> dict[str, Any]:
    return {"key": objects.announcement.uuid}


def _thread(objects: Any) -> dict[str, Any]:
    return {"key": objects.class_thread.uuid}


def _group(objects: Any) -> dict[str, Any]:
    return {"key": objects.group_thread.uuid}


def _asked(objects: Any) -> dict[str, Any]:
    return _announced(objects) | {"message": objects.announcement.messages.get().uuid}


def _text(objects: Any) -> dict[str, Any]:
    return {"body": "Hei", "client_token": uuid.uuid4()}


def _later(objects: Any) -> dict[str, Any]:
    day = clock.today() + dt.timedelta(days=2)
    return _text(objects) | {"day": day.isoformat(), "time": "07:30"}


def _waiting(objects: Any) -> dict[str, Any]:
    return _home(objects) | {"waiting": objects.scheduled.uuid}


def _too_long(objects: Any) -> dict[str, Any]:
    return {"body": "å" * 10_001}


def _off(objects: Any) -> dict[str, Any]:
    return {"key": wording.off_key(objects.cast.kari.pk, "school", "email")}


def _recorded(objects: Any) -> dict[str, Any]:
    given = {"person": objects.cast.kari.uuid, "what": "answer", "source": "phone"}
    return _text(objects) | given | {"instead": "asked"}


def _closed(objects: Any) -> dict[str, Any]:
    thread = objects.home_thread
    return {"pupil": thread.home_pupil.uuid, "home_key": thread.home_key, "reason": "phone"}


_WISHES = {
    "school_email": "digest",
    "general_email": "off",
    "quiet_from": "21:00",
    "quiet_until": "07:00",
    "digest_at": "17:00",
}


def _call(objects: Any) -> dict[str, Any]:
    return {"call": objects.call.uuid}


def _step(objects: Any) -> dict[str, Any]:
    return {"rung": "calls", "which": "ulest"}


def _waits(objects: Any) -> dict[str, Any]:
    return {"school": objects.cast.lade.uuid, "asked_sms": "4", "urgent_calls": "1"}


def _wrong_waits(objects: Any) -> dict[str, Any]:
    return _waits(objects) | {"asked_sms": "0"}


def _colleague(objects: Any) -> dict[str, Any]:
    return {"person": objects.cast.odd.uuid, "reads": "all"}


def _let_in(objects: Any) -> dict[str, Any]:
    return _home(objects) | {"person": objects.cast.arne.uuid}


def _at_lade(objects: Any) -> dict[str, Any]:
    return {"school": objects.cast.lade.uuid}


def _named(objects: Any) -> dict[str, Any]:
    return {"person": objects.cast.odd.uuid}


def _receiver(objects: Any) -> dict[str, Any]:
    return _at_lade(objects) | {"person": objects.cast.odd.uuid}


def _received(objects: Any) -> dict[str, Any]:
    return {"key": objects.report.uuid}


_HOURS = {"quiet_from": "21:00", "quiet_until": "07:00", "digest_at": "17:00"}
_RULES = {f"grade_{grade}": "answer" for grade in range(1, 11)} | {
    f"{side}_{name}": time
    for side in ("guardian", "staff", "pupil")
    for name, time in _HOURS.items()
}
_CHECKED = {"body": "Jonas Berg og Amira Haddad var hos BUP"}

ROWS: list[Row] = [
    Row("notice_wishes", signed_in("r")),
    Row("notice_wishes", signed_in("w"), "POST", data=_WISHES),
    Row("notice_wishes", signed_in("i"), "POST", data=_WISHES | {"school_email": "never"}),
    Row("service_worker", everyone("r")),
    Row("manifest", everyone("r")),
    Row("push_subscribe", signed_in("i"), "POST"),  # nothing of a browser in it
    Row("push_unsubscribe", signed_in("n"), "POST"),
    # the SMS gateway's, which has a secret: nobody of ours
    Row("sms_report", everyone("."), "POST"),
    Row("sms_incoming", everyone("."), "POST"),
    # from an e-mail: whoever holds the signed address, signed in or not
    Row("notice_off", everyone("r"), kwargs=_off),
    Row("notice_off", everyone("r"), "POST", kwargs=_off),
    Row("notice_off", everyone("."), kwargs={"key": "guessed"}),
    Row("messages", signed_in("r")),
    Row("messages", signed_in("r"), query="?del=liste"),
    Row("messages_unread", signed_in("r")),
    Row("messages_search", signed_in("r")),
    Row("messages_search", signed_in("r"), query="?q=matpakke"),
    Row("messages_search", only(".", "MA"), query="?q=mat&samtale=nei"),
    Row("message_rules", only("w", "SA SB")),
    Row("message_rules_of", only("r", "SA"), kwargs=_at_lade),
    Row("message_rules_of", only("w", "SA"), "POST", kwargs=_at_lade, data=_RULES),
    Row("message_rules_of", only("i", "SA"), "POST", kwargs=_at_lade, data={"grade_1": "all"}),
    Row("report_receivers", only("r", "SA"), kwargs=_at_lade),
    Row("report_receivers", only("w", "SA"), "POST", kwargs=_at_lade, data=_named),
    Row("report_receivers", only("i", "SA"), "POST", kwargs=_at_lade, data={"person": "x"}),
    Row("report_receiver_end", only(".", ""), "POST", kwargs=_receiver),  # nobody is named
    # what a guardian reported about the teacher's announcement: the leader receives it
    Row("message_reports", only("r", "SA SB")),
    Row("message_report_of", only("r", "SA"), kwargs=_received),
    Row("message_report_of", only("w", "SA"), "POST", kwargs=_received, data={"outcome": "none"}),
    Row("message_report_of", only("i", "SA"), "POST", kwargs=_received, data={"outcome": "x"}),
    Row("message_report", only("r", "PU PC GU GO SA", f="TC"), kwargs=_asked),
    Row(
        "message_report",
        only("w", "PU PC GU GO SA", f="TC"),
        "POST",
        kwargs=_asked,
        data={"reason": "other"},
    ),
    Row("message_choose", only("r", "TC TO SA SB", w="PU PC GU GO")),
    Row("message_start", only("r", "PU PC GU GO TC TO SA SB"), kwargs={"kind": "person"}),
    Row("message_start", only("r", "TC TO SA SB"), kwargs={"kind": "hjem"}),
    Row("message_start", only("r", "TC TO SA SB"), kwargs={"kind": "klasse"}),
    Row("message_start", only("r", "TC TO SA SB"), kwargs={"kind": "kolleger"}),
    Row("message_readers_line", only("r", "TC TO SA SB"), kwargs={"kind": "kolleger"}),
    Row(
        "message_start",
        only("i", "PU PC GU GO TC TO SA SB"),
        "POST",
        kwargs={"kind": "person"},
        data={"body": ""},
    ),
    Row("message_readers_line", only("r", "TC TO SA SB"), kwargs={"kind": "klasse"}),
    Row("message_check", only("r", "GU GO TC TO SA SB"), "POST", data=_CHECKED),
    Row("conversation_check", only("r", "GU TC"), "POST", kwargs=_home, data=_CHECKED),
    Row(
        "conversation_check",
        only("r", "TC SA", f="GU GO"),
        "POST",
        kwargs=_announced,
        data=_CHECKED,
    ),
    # a thread with Nora's first home: no leader, no other home, no pupil
    Row("conversation", only("r", "GU TC"), kwargs=_home),
    Row("conversation", only("w", "GU TC"), "POST", kwargs=_home, data=_text),
    Row("conversation_changes", only("r", "GU TC"), kwargs=_home, query="?after_version=0"),
    Row("conversation_read", only("w", "GU TC"), "POST", kwargs=_home),
    Row("conversation_unread", only("w", "GU TC"), "POST", kwargs=_home),
    Row("conversation_pin", only("w", "GU TC"), "POST", kwargs=_home, data={"pinned": "1"}),
    Row("conversation_promise", only("r", "GU TC"), kwargs=_home),
    Row("conversation_draft", only("n", "GU TC"), "POST", kwargs=_home, data={"body": "Hei"}),
    Row("conversation_draft", only("i", "GU TC"), "POST", kwargs=_home, data=_too_long),
    Row(
        "conversation_draft",
        only("n", "TC SA", f="PU PC GU GO"),
        "POST",
        kwargs=_announced,
        data={"body": "Hei"},
    ),
    Row("conversation_later", only("w", "GU TC"), "POST", kwargs=_home, data=_later),
    Row("conversation_later", only("i", "GU TC"), "POST", kwargs=_home, data=_text),
    Row(
        "conversation_later",
        only("w", "TC SA", f="PU PC GU GO"),
        "POST",
        kwargs=_announced,
        data=_later,
    ),
    # what Nora's guardian wants sent later is nobody else's, the teacher's neither
    Row("scheduled_change", only("r", "GU"), kwargs=_waiting),
    Row("scheduled_change", only("w", "GU"), "POST", kwargs=_waiting, data=_later),
    Row("scheduled_change", only("i", "GU"), "POST", kwargs=_waiting, data={"body": "Hei"}),
    Row("scheduled_send", only("w", "GU"), "POST", kwargs=_waiting),
    Row("scheduled_remove", only("w", "GU"), "POST", kwargs=_waiting),
    Row("conversation_star", only("w", "GU TC"), "POST", kwargs=_home, data={"starred": "1"}),
    Row("conversation_mute", only("w", "GU TC"), "POST", kwargs=_home, data={"muted": "1"}),
    Row("conversation_readers", only("r", "TC"), kwargs=_home),
    Row("conversation_people", only("r", "TC"), kwargs=_home),
    Row("conversation_people", only("w", "TC"), "POST", kwargs=_home, data=_colleague),
    Row("conversation_people", only("f", "TC SA"), kwargs=_announced),
    Row("conversation_person_end", only("w", "TC"), "POST", kwargs=_let_in),
    Row("conversation_hand_over", only("w", "TC"), "POST", kwargs=_let_in),
    Row("conversation_take_over", only("w", "TC", f="GU"), "POST", kwargs=_home),
    Row("conversation_close", only("w", "TC", f="GU"), "POST", kwargs=_home, data={"done": "1"}),
    Row("conversation_leave", only("w", "TC", f="GU"), "POST", kwargs=_home),
    Row("conversation_readers", only("r", "TC"), kwargs=_home, query="?vis=ikke"),
    Row("conversation_record", only("r", "TC"), kwargs=_home),
    Row("conversation_record", only("w", "TC"), "POST", kwargs=_home, data=_recorded),
    Row("conversation_record", only("i", "TC"), "POST", kwargs=_home, data={"body": "Hei"}),
    Row("conversation_record", only("r", "TC SA"), kwargs=_announced),
    Row("conversation_record", only("f", "TC"), kwargs=_thread),
    # written down for one guardian: nobody else has anything to say of it
    Row("message_wrong", only("w", "GU"), "POST", kwargs=_asked),
    Row(
        "conversation_close_home",
        only("w", "TC"),
        "POST",
        kwargs=_home,
        data={"reason": "guessed"},
    ),
    Row("conversation_close_home", only("w", "TC"), "POST", kwargs=_home, data=_closed),
    Row("conversation_step", only("w", "TC"), "POST", kwargs=_home, data=_step),
    Row("conversation_step", only("w", "TC"), "POST", kwargs=_home, data={"rung": "pigeon"}),
    Row("conversation_step", only("w", "TC SA"), "POST", kwargs=_announced, data=_step),
    Row("call_list", only("r", "TC TO SA SB")),
    Row("call_result", only("w", "TC SA"), "POST", kwargs=_call, data={"result": "none"}),
    Row("call_result", only("w", "TC SA"), "POST", kwargs=_call, data={"result": "guessed"}),
    Row("ladder_rules", only("r", "SA SB")),
    Row("ladder_rules", only("w", "SA", r="SB"), "POST", data=_waits),
    Row("ladder_rules", only("i", "SA", r="SB"), "POST", data=_wrong_waits),
    # the guardians of 6A and its staff
    Row("conversation", only("r", "GU GO TC"), kwargs=_thread),
    Row("conversation", only("w", "GU GO TC"), "POST", kwargs=_thread, data=_text),
    # several homes in one thread, whose sender alone reads the answers
    Row("conversation", only("r", "GU GO TC"), kwargs=_group),
    Row("conversation", only("w", "TC", f="GU GO"), "POST", kwargs=_group, data=_text),
    Row("conversation_answer", only("w", "GU GO", f="TC"), "POST", kwargs=_group, data=_text),
    Row("conversation_answer", only("i", "GU GO TC"), "POST", kwargs=_group, data={"body": "Hei"}),
    Row("conversation_people", only("r", "TC"), kwargs=_group),
    # an announcement to 6A: the leader answers for it
    Row("conversation", only("r", _ALL_BUT_STAFF), kwargs=_announced),
    Row(
        "conversation",
        only("w", "TC SA", f="PU PC GU GO"),
        "POST",
        kwargs=_announced,
        data=_text,
    ),
    Row("conversation_readers", only("r", "TC SA"), kwargs=_announced),
    Row("message_confirm", only("w", _ALL_BUT_STAFF), "POST", kwargs=_asked),
    Row("message_change", only("r", "TC", f="PU PC GU GO SA"), kwargs=_asked),
    Row(
        "message_change",
        only("w", "TC", f="PU PC GU GO SA"),
        "POST",
        kwargs=_asked,
        data={"body": "Andre tider"},
    ),
    Row("message_withdraw", only("w", "TC", f="PU PC GU GO SA"), "POST", kwargs=_asked),
    Row(
        "message_cover",
        only("w", "TC", f="PU PC GU GO SA"),
        "POST",
        kwargs=_asked,
        data={"gone": "1"},
    ),
    Row("message_cover", only("i", "TC", f="PU PC GU GO SA"), "POST", kwargs=_asked),
]

PAIRS: list[Pair] = [
    Pair(
        "conversations",
        visibility.visible_conversations,
        visibility.conversation_viewers,
        lambda objects: Conversation.objects.all(),
    ),
    Pair(
        "messages",
        visibility.visible_messages,
        visibility.message_viewers,
        lambda objects: Message.objects.select_related("conversation"),
    ),
    Pair(
        "scheduled messages",
        visibility.visible_scheduled,
        visibility.scheduled_viewers,
        lambda objects: ScheduledMessage.objects.select_related("conversation"),
    ),
    Pair(
        "homes to call",
        visibility.visible_calls,
        visibility.call_viewers,
        lambda objects: HomeCall.objects.select_related("message__conversation", "pupil"),
    ),
    Pair(
        "reports",
        visibility.visible_reports,
        visibility.report_viewers,
        lambda objects: MessageReport.objects.all(),
    ),
    Pair(
        "reader lists",
        visibility.with_visible_readers,
        visibility.reader_list_viewers,
        lambda objects: Conversation.objects.all(),
    ),
]


def objects(cast: Cast) -> dict[str, object]:
    """A thread with each of Nora's homes, one with the class, an announcement, one between two."""
    homes = made.home_threads(cast)
    home = next(home for home in homes if home.home_key == "hansen")
    tone, arne = cast.fresh("tone"), cast.fresh("arne")
    participants.add_participant(actor=tone, conversation=home, person=arne)
    announcement = made.announcement(cast)
    assisted.record_confirmation(
        actor=tone,
        message=announcement.messages.get(),
        person=cast.fresh("kari"),
        how=assisted.How(Source.PHONE, Instead.ASKED),
    )
    return {
        "home_thread": home,
        "other_home_thread": next(home for home in homes if home.home_key == "nilsen"),
        "class_thread": made.class_thread(cast),
        "group_thread": made.group_thread(cast, ReplyPolicy.SENDER),
        "announcement": announcement,
        "call": made.to_call(cast, announcement),
        "report": made.report(cast, announcement),
        "direct_thread": made.direct(cast),
        "scheduled": made.scheduled(cast, home),
    }
