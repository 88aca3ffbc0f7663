"""Addresses of ``messaging``."""

from django import urls
from django.urls import URLPattern

from messaging.views import (
    asks,
    assisted,
    change,
    drafts,
    duty,
    forwarding,
    gateway,
    inbox,
    interpreters,
    ladder,
    later,
    ledger,
    marks,
    numbers,
    people,
    private_answers,
    push,
    reactions,
    reports,
    rules,
    search,
    sensitive,
    standing_in,
    start,
    thread,
    weekly,
    wishes,
)
from messaging.views.sealed import View, sealed, sealed_report


def path(address: str, view: View, name: str) -> URLPattern:
    """An address; that of a conversation is behind the gate, whatever is added below."""
    if address.startswith("meldinger/<uuid:key>/"):
        view = sealed(view)
    return urls.path(address, view, name=name)


urlpatterns = [
    path("varsler/", wishes.wishes, name="notice_wishes"),
    path("varsler-arbeider.js", push.service_worker, name="service_worker"),
    path("app.webmanifest", push.manifest, name="manifest"),
    path("varsler/nettleser/", push.subscribe, name="push_subscribe"),
    path("varsler/nettleser/av/", push.unsubscribe, name="push_unsubscribe"),
    path("varsler/sms/rapport/", gateway.report, name="sms_report"),
    path("varsler/sms/inn/", gateway.incoming, name="sms_incoming"),
    path("varsler/av/<str:key>/", wishes.off, name="notice_off"),
    path("meldinger/", inbox.inbox, name="messages"),
    path("meldinger/uleste/", inbox.unread, name="messages_unread"),
    path("meldinger/sok/", search.search, name="messages_search"),
    path("meldinger/vurder/", sensitive.check, name="message_check"),
    path("meldinger/regler/", rules.schools, name="message_rules"),
    path("meldinger/regler/<uuid:school>/", rules.rules, name="message_rules_of"),
    path("meldinger/regler/<uuid:school>/mottakere/", reports.receivers, name="report_receivers"),
    path(
        "meldinger/regler/<uuid:school>/mottakere/<uuid:person>/avslutt/",
        reports.end_receiver,
        name="report_receiver_end",
    ),
    path("meldinger/regler/<uuid:school>/vakt/", duty.people, name="duty_people"),
    path(
        "meldinger/regler/<uuid:school>/vakt/<uuid:duty>/avslutt/", duty.end, name="duty_person_end"
    ),
    path("meldinger/vakt/", duty.duty, name="duty"),
    path("meldinger/vakt/<uuid:key>/tatt/", duty.take, name="duty_take"),
    path("meldinger/vakt/<uuid:key>/svar/", duty.take_over, name="duty_take_over"),
    path("meldinger/vikar/", standing_in.stand_ins, name="stand_ins"),
    path("meldinger/vikar/<uuid:key>/avslutt/", standing_in.end, name="stand_in_end"),
    path("meldinger/tolk/", interpreters.interpreters, name="interpreters"),
    path("meldinger/tolk/<uuid:key>/", interpreters.arrange, name="interpreter_arrange"),
    path("meldinger/tolk/<uuid:key>/slutt/", interpreters.end, name="interpreter_end"),
    path("meldinger/<uuid:key>/tolk/", interpreters.ask, name="interpreter_ask"),
    path("meldinger/regler/<uuid:school>/ukebrev/", weekly.time, name="weekly_time"),
    path("meldinger/ukebrev/", weekly.letters, name="weekly_letters"),
    path("meldinger/ukebrev/<uuid:group>/", weekly.letter, name="weekly_letter"),
    path("meldinger/ukebrev/<uuid:group>/<uuid:item>/", weekly.change, name="weekly_item"),
    path(
        "meldinger/ukebrev/<uuid:group>/<uuid:item>/fjern/",
        weekly.remove,
        name="weekly_item_remove",
    ),
    path("meldinger/tall/", numbers.schools, name="message_numbers"),
    path("meldinger/tall/<uuid:school>/", numbers.school, name="message_numbers_of"),
    path("meldinger/meldt/", reports.reports, name="message_reports"),
    path("meldinger/meldt/<uuid:key>/", sealed_report(reports.received), name="message_report_of"),
    path("meldinger/ny/", start.choose, name="message_choose"),
    path("meldinger/ny/<slug:kind>/", start.start, name="message_start"),
    path("meldinger/ny/<slug:kind>/lesere/", start.readers_line, name="message_readers_line"),
    path("meldinger/<uuid:key>/", thread.conversation, name="conversation"),
    path("meldinger/<uuid:key>/endringer/", thread.changes, name="conversation_changes"),
    path("meldinger/<uuid:key>/lest/", thread.read, name="conversation_read"),
    path("meldinger/<uuid:key>/utkast/", drafts.draft, name="conversation_draft"),
    path("meldinger/<uuid:key>/senere/", later.later, name="conversation_later"),
    path("meldinger/<uuid:key>/senere/<uuid:waiting>/", later.change, name="scheduled_change"),
    path("meldinger/<uuid:key>/senere/<uuid:waiting>/send/", later.send, name="scheduled_send"),
    path(
        "meldinger/<uuid:key>/senere/<uuid:waiting>/fjern/", later.remove, name="scheduled_remove"
    ),
    path("meldinger/<uuid:key>/vurder/", sensitive.check_in, name="conversation_check"),
    path("meldinger/<uuid:key>/sensitiv/", sensitive.mark, name="conversation_sensitive"),
    path("meldinger/<uuid:key>/aapnet/", sensitive.opened, name="conversation_openings"),
    path("meldinger/<uuid:key>/varsles/", thread.promised, name="conversation_promise"),
    path("meldinger/<uuid:key>/ulest/", marks.unread, name="conversation_unread"),
    path("meldinger/<uuid:key>/feste/", marks.pin, name="conversation_pin"),
    path("meldinger/<uuid:key>/stjerne/", marks.star, name="conversation_star"),
    path("meldinger/<uuid:key>/demp/", marks.mute, name="conversation_mute"),
    path("meldinger/<uuid:key>/folk/", people.people, name="conversation_people"),
    path(
        "meldinger/<uuid:key>/folk/<uuid:person>/avslutt/",
        people.end,
        name="conversation_person_end",
    ),
    path(
        "meldinger/<uuid:key>/folk/<uuid:person>/overlat/",
        people.hand_over,
        name="conversation_hand_over",
    ),
    path("meldinger/<uuid:key>/ta-over/", people.take_over, name="conversation_take_over"),
    path("meldinger/<uuid:key>/ferdig/", people.close, name="conversation_close"),
    path("meldinger/<uuid:key>/forlat/", people.leave, name="conversation_leave"),
    path("meldinger/<uuid:key>/svar/", private_answers.answer, name="conversation_answer"),
    path("meldinger/<uuid:key>/for-foresatt/", assisted.record, name="conversation_record"),
    path("meldinger/<uuid:key>/<uuid:message>/feil/", assisted.wrong, name="message_wrong"),
    path("meldinger/<uuid:key>/lesere/", ledger.readers, name="conversation_readers"),
    path("meldinger/<uuid:key>/lesere/steg/", ladder.step, name="conversation_step"),
    path("ringeliste/", ladder.call_list, name="call_list"),
    path("ringeliste/<uuid:call>/", ladder.call_result, name="call_result"),
    path("varsler/steg/", ladder.rules, name="ladder_rules"),
    path("meldinger/<uuid:key>/lesere/lukk/", ledger.close_home, name="conversation_close_home"),
    path("meldinger/<uuid:key>/<uuid:message>/svar/", asks.answer, name="ask_answer"),
    path("meldinger/<uuid:key>/<uuid:message>/svar/feil/", asks.wrong, name="ask_wrong"),
    path("meldinger/<uuid:key>/<uuid:message>/svar/for/", asks.record, name="ask_record"),
    path("meldinger/<uuid:key>/<uuid:message>/svarene/", asks.answers, name="ask_answers"),
    path(
        "meldinger/<uuid:key>/<uuid:message>/svarene/tabell/", asks.table, name="ask_answers_table"
    ),
    path("meldinger/<uuid:key>/<uuid:message>/bekreft/", thread.confirm, name="message_confirm"),
    path("meldinger/<uuid:key>/<uuid:message>/", change.change, name="message_change"),
    path("meldinger/<uuid:key>/<uuid:message>/meld/", reports.send, name="message_report"),
    path(
        "meldinger/<uuid:key>/<uuid:message>/reaksjoner/",
        reactions.reactions,
        name="message_reactions",
    ),
    path(
        "meldinger/<uuid:key>/<uuid:message>/send-videre/",
        forwarding.forward,
        name="message_forward",
    ),
    path("meldinger/<uuid:key>/<uuid:message>/trekk/", change.withdraw, name="message_withdraw"),
]
