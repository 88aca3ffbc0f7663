"""State and events are a fresh load: for every action, every reader, told at once or caught up.

A new action needs a row in ``ROWS``. What a reader's page shows and no event tells of is named
in ``apart``, with the reason.
"""

import datetime as dt
import inspect
import pkgutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest

import messaging.actions
from messaging import targets
from messaging.actions import (
    announcing,
    announcing_later,
    answering,
    ask_answers,
    assisted,
    conversations,
    covers,
    drafts,
    duty,
    forwarding,
    groups,
    interpreters,
    messages,
    parcels,
    participants,
    pinning,
    private_answers,
    reacting,
    reading,
    reports,
    scheduling,
    sensitive,
    standing_in,
    weekly,
)
from messaging.asking import Given
from messaging.choices import (
    Instead,
    Part,
    ReactionKind,
    ReplyPolicy,
    ReportOutcome,
    Results,
    Side,
    Source,
)
from messaging.models import (
    Conversation,
    InterpreterNeed,
    LiveOutbox,
    Message,
    MessageReport,
    ScheduledAnnouncement,
    ScheduledMessage,
    StandIn,
    TodayMark,
)
from schools import clock
from tests.cast import Cast
from tests.messaging import asks
from tests.messaging import conversations as made
from tests.messaging.live.pages import OpenPage

pytestmark = pytest.mark.slow  # nine readers' pages for each row

# Who has a page open: both guardians of the home, the other home, another guardian, the pupil,
# the teacher, who takes part beside her, who does not, and the leader.
READERS = ("kari", "erik", "ola", "mona", "nora", "tone", "arne", "odd", "sissel")


@dataclass
class Scene:
    """The conversations there are; ``thread`` is the one that pages have open."""

    cast: Cast
    home: Conversation
    announcement: Conversation
    begun: Conversation
    group: Conversation
    asking: Conversation
    polling: Conversation
    thread: Conversation

    def person(self, name: str) -> Any:
        return self.cast.fresh(name)

    @property
    def first(self) -> Message:
        return self.thread.messages.order_by("seq").first()  # type: ignore[return-value]


@dataclass(frozen=True)
class Row:
    """One action, done to the open one: ``home``, ``announcement``, ``asking`` and so on."""

    action: str
    do: Callable[[Scene], Any]
    thread: str = "home"
    before: Callable[[Scene], Any] = lambda scene: None
    apart: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.action} in {self.thread}"


def _post(name: str, **fields: Any) -> Callable[[Scene], Any]:
    def post(scene: Scene) -> None:
        messages.post_message(
            actor=scene.person(name),
            conversation=scene.thread,
            body="Vi ses i morgen",
            client_token=uuid.uuid4(),
            **fields,
        )

    return post


def _mine(action: Callable[..., Any], name: str, **fields: Any) -> Callable[[Scene], Any]:
    """One's own doing with the open conversation; names in ``fields`` are people."""

    def do(scene: Scene) -> None:
        given = {
            key: scene.person(value) if key == "person" else value for key, value in fields.items()
        }
        action(actor=scene.person(name), conversation=scene.thread, **given)

    return do


def _to_first(action: Callable[..., Any], name: str, **fields: Any) -> Callable[[Scene], Any]:
    return lambda scene: action(actor=scene.person(name), message=scene.first, **fields)


def _pin_for_all(scene: Scene) -> None:
    pinning.pin_for_all(
        actor=scene.person("tone"), conversation=scene.announcement, until=clock.today()
    )


def _read(name: str) -> Callable[[Scene], Any]:
    return _mine(reading.mark_read, name, seq=1)


def _began(name: str) -> Callable[[Scene], Any]:
    return _mine(drafts.save_draft, name, body="Kjære")


def _move_to_letter(scene: Scene) -> None:
    weekly.move_to_letter(
        actor=scene.person("tone"),
        conversation=scene.thread,
        body="Kjære",
        client_token=uuid.uuid4(),
    )


def _schedule(scene: Scene) -> None:
    made.scheduled(scene.cast, scene.thread)


def _schedule_unread(scene: Scene) -> None:
    _schedule(scene)
    _post("tone")(scene)


def _later_still(*, actor: Any, scheduled: Any) -> None:
    scheduling.change_scheduled(
        actor=actor,
        scheduled=scheduled,
        body="Annet",
        day=scheduled.day + dt.timedelta(days=1),
        time=scheduled.time,
    )


def _waiting(action: Callable[..., Any]) -> Callable[[Scene], Any]:
    """Done by its writer to what waits to be sent."""

    def do(scene: Scene) -> None:
        action(actor=scene.person("kari"), scheduled=ScheduledMessage.objects.get())

    return do


def _quote_first(name: str) -> Callable[[Scene], Any]:
    return lambda scene: _post(name, quotes=scene.first.uuid)(scene)


def _odd_comes(scene: Scene) -> None:
    """Odd reads what comes from now on, so nothing of what is quoted."""
    participants.add_participant(
        actor=scene.person("tone"), conversation=scene.thread, person=scene.person("odd")
    )


def _odd_comes_and_kari_quotes(scene: Scene) -> None:
    _odd_comes(scene)
    _quote_first("kari")(scene)


def _forward(scene: Scene) -> None:
    """What Tone wrote to the home, to a guardian of it who wrote to her."""
    forwarding.forward_message(
        actor=scene.person("tone"),
        message=scene.home.messages.get(seq=1),
        conversation=scene.begun,
        body="Se her",
        client_token=uuid.uuid4(),
    )


def _forward_to_arne(scene: Scene) -> None:
    forwarding.forward_to_person(
        actor=scene.person("tone"),
        message=scene.first,
        person=scene.person("arne"),
        body="Se her",
        client_token=uuid.uuid4(),
    )


def _withdraw_original(scene: Scene) -> None:
    original = scene.home.messages.get(seq=1)
    messages.withdraw_message(actor=scene.person("tone"), message=original)


def _react(name: str, kind: ReactionKind | None) -> Callable[[Scene], Any]:
    return _to_first(reacting.react, name, kind=kind)


def _report(scene: Scene) -> None:
    made.report(scene.cast, scene.thread)


def _pin_and_report(scene: Scene) -> None:
    _pin_for_all(scene)
    _report(scene)


def _handle(outcome: ReportOutcome) -> Callable[[Scene], Any]:
    def handle(scene: Scene) -> None:
        report = MessageReport.objects.get()
        reports.handle_report(actor=scene.person("sissel"), report=report, outcome=outcome)

    return handle


def _start_class(scene: Scene) -> None:
    conversations.start_class_thread(
        actor=scene.person("tone"),
        group=scene.cast.class_6a,
        parts=[Part.GUARDIANS],
        reply_policy=ReplyPolicy.ALL,
        draft=made.draft(),
    )


def _announce(scene: Scene) -> None:
    announcing.announce(
        actor=scene.person("tone"),
        to=[targets.of_group(scene.cast.class_6a.pk, part) for part in Part],
        draft=made.draft(asks_confirmation=True),
    )


def _put_cover(scene: Scene) -> None:
    tone = scene.person("tone")
    chosen = covers.store_cover(
        actor=tone, upload=made.picture(), alt="Et fjell", is_decoration=False
    )
    covers.change_cover(actor=tone, message=scene.first, cover=chosen)


def _withdraw_first(scene: Scene) -> None:
    messages.withdraw_message(actor=scene.person("tone"), message=scene.first)


def _send_announcement_now(scene: Scene) -> None:
    announcing_later.send_announcement_now(
        actor=scene.person("tone"), scheduled=ScheduledAnnouncement.objects.get()
    )


def _announce_to_all(scene: Scene) -> None:
    announcing.announce(
        actor=scene.person("sissel"),
        to=[targets.of_school(scene.cast.lade.pk, part) for part in Part],
        draft=made.draft(asks_confirmation=True),
    )


def _start_homes(scene: Scene) -> None:
    pupils = [scene.cast.nora]
    conversations.start_with_homes(actor=scene.person("tone"), pupils=pupils, draft=made.draft())


def _start_direct(scene: Scene) -> None:
    conversations.start_direct(
        actor=scene.person("erik"),
        side=Side.GUARDIAN,
        person=scene.person("tone"),
        child=scene.cast.nora,
        draft=made.draft(),
    )


def _start_group(scene: Scene) -> None:
    made.group_thread(scene.cast)


def _to_colleagues(action: Callable[..., Any]) -> Callable[[Scene], Any]:
    def do(scene: Scene) -> None:
        people = [scene.person("arne"), scene.person("odd")]
        action(
            actor=scene.person("tone"),
            people=people,
            reply_policy=ReplyPolicy.ALL,
            draft=made.draft(),
        )

    return do


def _answer(name: str) -> Callable[[Scene], Any]:
    def do(scene: Scene) -> None:
        private_answers.answer_sender(
            actor=scene.person(name), conversation=scene.thread, draft=made.draft("Vi kommer")
        )

    return do


_HOW = assisted.How(Source.PHONE, Instead.ASKED)


def _record(scene: Scene) -> None:
    assisted.record_answer(
        actor=scene.person("tone"),
        conversation=scene.thread,
        person=scene.person("kari"),
        body="Hun kommer kl. 10",
        how=_HOW,
        client_token=uuid.uuid4(),
    )


def _record_confirmation(scene: Scene) -> None:
    assisted.record_confirmation(
        actor=scene.person("tone"), message=scene.first, person=scene.person("kari"), how=_HOW
    )


def _say_wrong(scene: Scene) -> None:
    last = scene.thread.messages.order_by("-seq").first()
    assert last is not None
    assisted.say_wrong(actor=scene.person("kari"), message=last)


def _post_sensitive(scene: Scene) -> None:
    sensitive.post_sensitive(
        actor=scene.person("tone"),
        conversation=scene.thread,
        body="Timen hos BUP",
        client_token=uuid.uuid4(),
    )


def _post_today(scene: Scene) -> None:
    duty.post_for_today(
        actor=scene.person("kari"),
        reason="pick_up",
        conversation=scene.thread,
        body="Mormor henter kl. 12",
        client_token=uuid.uuid4(),
    )


_ONE_COMES = asks.coming(1)


def _to_ask(name: str, given: Given = _ONE_COMES) -> Callable[[Scene], Any]:
    return _to_first(ask_answers.answer_ask, name, given=given)


def _record_ask(scene: Scene) -> None:
    ask_answers.record_ask_answer(
        actor=scene.person("tone"),
        message=scene.first,
        person=scene.person("kari"),
        given=asks.coming(2),
        how=_HOW,
    )


def _start_today(scene: Scene) -> None:
    made.for_today(scene.cast)


def _on_duty(action: Callable[..., Any]) -> Callable[[Scene], Any]:
    """Done by the leader to what waits for who is on duty."""
    return lambda scene: action(actor=scene.person("sissel"), mark=TodayMark.objects.get())


def _stand_in(scene: Scene) -> None:
    standing_in.let_stand_in(
        actor=scene.person("tone"),
        school=scene.cast.lade,
        substitute=scene.person("odd"),
        starts=clock.today(),
        last=clock.today(),
        with_history=True,
    )


def _end_stand_in(scene: Scene) -> None:
    standing_in.end_stand_in(actor=scene.person("sissel"), stand_in=StandIn.objects.get())


def _ask_interpreter(scene: Scene) -> None:
    interpreters.ask(actor=scene.person("kari"), conversation=scene.thread, language="ar")


def _interpreter(action: Callable[..., Any], name: str, **fields: Any) -> Callable[[Scene], Any]:
    return lambda scene: action(
        actor=scene.person(name), need=InterpreterNeed.objects.get(), **fields
    )


ROWS = [
    Row("assisted.record_answer", _record),
    Row("assisted.record_confirmation", _record_confirmation, "announcement"),
    Row("assisted.say_wrong", _say_wrong, before=_record),
    Row("assisted.say_wrong", _say_wrong, "announcement", before=_record_confirmation),
    Row("messages.post_message", _post("kari")),
    Row("messages.post_message", _post("tone"), "announcement"),
    Row("messages.post_message", _post("tone", asks_confirmation=True), "announcement"),
    Row("messages.post_message", _post("tone"), "begun"),
    Row("messages.edit_message", _to_first(messages.edit_message, "tone", body="Annet")),
    Row("messages.withdraw_message", _to_first(messages.withdraw_message, "tone"), "announcement"),
    Row("messages.withdraw_message", _to_first(messages.withdraw_message, "kari"), "begun"),
    Row("covers.change_cover", _put_cover, "announcement"),
    Row("covers.remove_cover", _to_first(covers.remove_cover, "tone"), "announcement", _put_cover),
    Row("messages.withdraw_message", _withdraw_first, "announcement", _put_cover),
    Row("reading.confirm", _to_first(reading.confirm, "mona"), "announcement"),
    Row("reading.confirm", _to_first(reading.confirm, "arne"), "announcement"),
    Row("reading.mark_read", _read("kari")),
    Row("reading.mark_read", _read("mona"), "announcement"),
    Row("reading.mark_unread", _mine(reading.mark_unread, "kari"), before=_read("kari")),
    Row("reading.pin", _mine(reading.pin, "kari", pinned=True)),
    Row("pinning.pin_for_all", _pin_for_all, "announcement"),
    Row(
        "pinning.unpin_for_all",
        _mine(pinning.unpin_for_all, "sissel"),
        "announcement",
        before=_pin_for_all,
    ),
    Row("reading.mute", _mine(reading.mute, "kari", muted=True)),
    Row("reading.star", _mine(reading.star, "tone", starred=True)),
    Row("drafts.save_draft", _mine(drafts.save_draft, "kari", body="Kjære Tone,")),
    Row("drafts.save_draft", _mine(drafts.save_draft, "tone", body=""), before=_began("tone")),
    Row("messages.post_message", _post("tone"), before=_began("tone")),
    Row("weekly.move_to_letter", _move_to_letter, "announcement", before=_began("tone")),
    Row("messages.post_message", _quote_first("kari")),
    Row("messages.post_message", _quote_first("kari"), before=_odd_comes),
    Row("messages.post_message", _quote_first("tone"), "announcement"),
    Row(
        "messages.edit_message",
        _to_first(messages.edit_message, "tone", body="Annet"),
        before=_odd_comes_and_kari_quotes,
    ),
    Row(
        "messages.withdraw_message",
        _to_first(messages.withdraw_message, "tone"),
        "announcement",
        before=_quote_first("tone"),
    ),
    Row("forwarding.forward_message", _forward, "begun"),
    Row("forwarding.forward_to_person", _forward_to_arne),
    Row("messages.withdraw_message", _withdraw_original, "begun", before=_forward),
    Row("reacting.react", _react("kari", ReactionKind.LIKE)),
    Row("reacting.react", _react("mona", ReactionKind.HEART), "announcement"),
    Row("reacting.react", _react("kari", None), before=_react("kari", ReactionKind.LIKE)),
    Row("reports.report_message", _report),
    Row("reports.report_message", _report, "announcement"),
    Row("reports.handle_report", _handle(ReportOutcome.TALKED), before=_report),
    Row("reports.handle_report", _handle(ReportOutcome.REMOVED), "announcement", _report),
    Row("reports.handle_report", _handle(ReportOutcome.REMOVED), "announcement", _pin_and_report),
    Row("scheduling.schedule", _schedule, before=_began("kari")),
    Row("scheduling.change_scheduled", _waiting(_later_still), before=_schedule),
    Row("scheduling.remove_scheduled", _waiting(scheduling.remove_scheduled), before=_schedule),
    Row("scheduling.send_now", _waiting(scheduling.send_now), before=_schedule),
    Row("scheduling.send_now", _waiting(scheduling.send_now), before=_schedule_unread),
    Row(
        "participants.add_participant",
        _mine(participants.add_participant, "tone", person="odd", with_history=True),
    ),
    Row("participants.add_participant", _mine(participants.add_participant, "tone", person="odd")),
    Row("participants.end_participant", _mine(participants.end_participant, "tone", person="arne")),
    Row("participants.end_participant", _mine(participants.end_participant, "arne", person="tone")),
    Row("participants.leave", _mine(participants.leave, "tone")),
    Row("answering.close", _mine(answering.close, "tone")),
    Row("answering.close", _mine(answering.close, "tone"), "begun"),
    Row("answering.reopen", _mine(answering.reopen, "arne"), before=_mine(answering.close, "tone")),
    Row("answering.hand_over", _mine(answering.hand_over, "tone", person="arne")),
    Row("conversations.start_direct", _start_direct),
    Row("conversations.start_with_homes", _start_homes),
    Row("conversations.start_class_thread", _start_class),
    Row("groups.start_with_homes_together", _start_group),
    Row(
        "groups.start_with_colleagues_together",
        _to_colleagues(groups.start_with_colleagues_together),
    ),
    Row("groups.start_with_each_colleague", _to_colleagues(groups.start_with_each_colleague)),
    Row("private_answers.answer_sender", _answer("kari"), "group"),
    Row("private_answers.answer_sender", _answer("erik"), "group", before=_answer("kari")),
    Row("announcing.announce", _announce),
    Row("announcing.announce", _announce_to_all),
    Row(
        "announcing_later.send_announcement_now",
        _send_announcement_now,
        before=lambda scene: made.announced_later(scene.cast),
    ),
    Row("sensitive.mark_sensitive", _mine(sensitive.mark_sensitive, "tone")),
    Row("sensitive.mark_sensitive", _mine(sensitive.mark_sensitive, "kari"), "begun"),
    Row("sensitive.post_sensitive", _post_sensitive),
    Row("messages.post_message", _post("kari"), before=_post_sensitive),
    Row("ask_answers.answer_ask", _to_ask("kari"), "asking"),
    Row("ask_answers.answer_ask", _to_ask("erik", asks.coming(2)), "asking", _to_ask("kari")),
    Row("ask_answers.answer_ask", _to_ask("kari", asks.picked(1)), "polling"),
    Row("ask_answers.record_ask_answer", _record_ask, "asking"),
    Row(
        "ask_answers.doubt_ask_answer",
        _to_first(ask_answers.doubt_ask_answer, "kari"),
        "asking",
        _record_ask,
    ),
    Row("messages.edit_message", _to_first(messages.edit_message, "tone", body="Ny"), "asking"),
    Row("duty.post_for_today", _post_today),
    Row("duty.start_for_today", _start_today),
    Row("duty.take", _on_duty(duty.take), before=_post_today),
    Row("interpreters.ask", _ask_interpreter),
    Row(
        "interpreters.arrange",
        _interpreter(interpreters.arrange, "sissel", note="Torsdag kl. 10"),
        before=_ask_interpreter,
    ),
    Row("interpreters.end", _interpreter(interpreters.end, "tone"), before=_ask_interpreter),
    Row("standing_in.let_stand_in", _stand_in),
    Row("standing_in.end_stand_in", _end_stand_in, before=_stand_in),
    Row("conversations.start_direct", _start_direct, before=_stand_in),
    Row("duty.take_over", _on_duty(duty.take_over), before=_post_today),
]
# Written as the others, and no page of messages shows what they do.
NOT_SEEN = {
    "starting.create": "the row of a conversation, for those who start one",
    "starting.once": "asks for a start once, for those who start conversations",
    "starting.send_first": "the first message, for those who start conversations",
    "covers.store_cover": "a picture of what is being written yet",
    "messages.lock_own": "locks what one is about to change",
    "messages.write": "rows of one message, for those who start conversations",
    "duty.end_duty": "who is on duty: their pages ask anew when their sockets come back",
    "duty.name_duty": "who is on duty: asked when the list of what matters today is loaded",
    "gateway.take_report": "how a notice went: the list of readers, which is loaded when looked at",
    "gateway.take_wish": "how notices come to oneself",
    "announcing_later.change_announcement": "the page of what waits, loaded when looked at",
    "announcing_later.remove_announcement": "the page of what waits, loaded when looked at",
    "announcing_later.schedule_announcement": "the page of what waits, loaded when looked at",
    "calls.record_call": "the call list, which is loaded when it is looked at",
    "ladder.choose": "when the school's next steps are taken",
    "ladder.take_step": "the list of readers and the call list, loaded when looked at",
    "ladder.take_step_for_home": "the list of readers and the call list, loaded when looked at",
    "letter_batches.ask_for_file": "the page of letters, loaded when looked at",
    "letter_batches.mark_printed": "the list of readers and the letters, loaded when looked at",
    "letter_batches.put_back": "the page of letters, loaded when looked at",
    "letter_replies.record_paper_answer": "as assisted.record_answer, which has its rows",
    "letter_replies.record_paper_ask": "as ask_answers.record_ask_answer, which has its rows",
    "letter_replies.record_paper_confirmation": "as assisted.record_confirmation",
    "letter_replies.record_return": "the list of readers, loaded when looked at",
    "letters.close_letter": "the list of readers and the letters, loaded when looked at",
    "letters.finish": "the list of readers and the letters, loaded when looked at",
    "ledger.close": "the list of readers, which is loaded when it is looked at",
    "ledger.close_home": "the list of readers, which is loaded when it is looked at",
    "reports.end_receiver": "who receives reports: asked when the list of them is loaded",
    "reports.name_receiver": "who receives reports: asked when the list of them is loaded",
    "rules.set_rules": "whom one may begin to write to: asked when one begins, and when one sends",
    "sensitive.record_file_opening": "who has opened it: a list of its own, loaded when looked at",
    "sensitive.record_opening": "who has opened it: a list of its own, loaded when looked at",
    "sensitive.record_report_opening": "who has opened it: a list of its own, as above",
    "subscriptions.subscribe": "how notices come to oneself",
    "subscriptions.unsubscribe": "how notices come to oneself",
    "templates.change_template": "what the staff of a school may begin with: asked when they begin",
    "templates.create_template": "what the staff of a school may begin with, as above",
    "templates.move_template": "what the staff of a school may begin with, as above",
    "templates.remove_template": "what the staff of a school may begin with, as above",
    "weekly.add_item": "the letter's own page, which is loaded when it is looked at",
    "weekly.change_item": "the letter's own page, which is loaded when it is looked at",
    "weekly.remove_item": "the letter's own page, which is loaded when it is looked at",
    "weekly.set_time": "when letters are sent: asked when one is put together",
    "wishes.choose": "how notices come to oneself",
    "wishes.turn_off": "how notices come to oneself",
}


def _public_actions() -> Iterator[str]:
    for module in pkgutil.iter_modules(messaging.actions.__path__):
        loaded = import_module(f"messaging.actions.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if name.startswith("_") or function.__module__ != loaded.__name__:
                continue
            actor = inspect.signature(function).parameters.get("actor")
            if actor is not None and actor.kind is inspect.Parameter.KEYWORD_ONLY:
                yield f"{module.name}.{name}"


def test_every_action_has_a_row() -> None:
    missing = {*_public_actions()} - {row.action for row in ROWS} - {*NOT_SEEN}
    assert not missing, f"add rows for {sorted(missing)}"


def test_every_row_has_its_action() -> None:
    assert not {row.action for row in ROWS} - {*_public_actions()}


@pytest.fixture
def scene(cast: Cast) -> Scene:
    home = next(each for each in made.home_threads(cast) if each.home_key == "hansen")
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=home, person=cast.fresh("arne"), with_history=True
    )
    group = made.group_thread(cast, ReplyPolicy.SENDER)
    asking = asks.asked(cast, asks.rsvp()).conversation
    poll = asks.asked(cast, asks.poll(results=Results.ALL))
    for name in ("mona", "ola", "jonas"):
        asks.say(cast, name, poll, asks.picked(0))
    announcement, begun = made.announcement(cast), made.direct(cast)
    return Scene(cast, home, announcement, begun, group, asking, poll.conversation, home)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_state_and_events_are_a_fresh_load(row: Row, scene: Scene) -> None:
    scene.thread = getattr(scene, row.thread)
    row.before(scene)
    key = scene.thread.uuid
    pages = {name: OpenPage(scene.person(name), key) for name in READERS}
    away = {name: page.copied() for name, page in pages.items()}
    before = {name: page.state() for name, page in pages.items()}
    LiveOutbox.objects.all().delete()
    row.do(scene)
    _tell(scene, pages)
    wrong, changed = [], False
    for name, page in pages.items():
        away[name].hear({"type": "refetch"})  # as after a reconnect
        now = page.fresh().state()
        changed |= now != before[name]
        for how, seen in (("told", page), ("back", away[name])):
            apart = row.apart if how == "told" else ()
            wrong += [f"{name}, {how}: {what}" for what in _differs(seen.state(), now, apart)]
    assert not wrong, "\n".join(wrong)
    assert changed, "nobody sees anything of it: the row shows nothing"


def _tell(scene: Scene, pages: dict[str, OpenPage]) -> None:
    """What the outbox holds, to those it names, in its order."""
    by_key = {scene.cast.people[name].pk: page for name, page in pages.items()}
    for row in LiveOutbox.objects.select_related("conversation").order_by("pk"):
        envelope = parcels.packed_again(row).packed()
        for recipient in envelope["recipients"]:
            if recipient in by_key:
                by_key[recipient].hear(envelope["event"])


def _differs(seen: dict[str, Any], now: dict[str, Any], apart: tuple[str, ...]) -> list[str]:
    parts = [part for part in {**seen, **now} if part not in apart]
    return [
        f"{part}\n  shows {seen.get(part)}\n  fresh {now.get(part)}"
        for part in parts
        if seen.get(part) != now.get(part)
    ]
