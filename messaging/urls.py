"""Addresses of ``messaging``."""

from django.urls import path

from messaging.views import (
    change,
    gateway,
    inbox,
    ledger,
    marks,
    people,
    search,
    start,
    thread,
    wishes,
)

urlpatterns = [
    path("varsler/", wishes.wishes, name="notice_wishes"),
    path("varsler/sms/rapport/", gateway.report, name="sms_report"),
    path("varsler/sms/inn/", gateway.incoming, name="sms_incoming"),
    path("varsler/av/<str:key>/", wishes.off, name="notice_off"),
    path("meldinger/", inbox.inbox, name="messages"),
    path("meldinger/uleste/", inbox.unread, name="messages_unread"),
    path("meldinger/sok/", search.search, name="messages_search"),
    path("meldinger/ny/", start.choose, name="message_choose"),
    path("meldinger/ny/<slug:kind>/", start.start, name="message_start"),
    path("meldinger/ny/<slug:kind>/lesere/", start.readers_line, name="message_readers_line"),
    path("meldinger/<uuid:key>/", thread.conversation, name="conversation"),
    path("meldinger/<uuid:key>/endringer/", thread.changes, name="conversation_changes"),
    path("meldinger/<uuid:key>/lest/", thread.read, name="conversation_read"),
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
    path("meldinger/<uuid:key>/lesere/", ledger.readers, name="conversation_readers"),
    path("meldinger/<uuid:key>/lesere/lukk/", ledger.close_home, name="conversation_close_home"),
    path("meldinger/<uuid:key>/<uuid:message>/bekreft/", thread.confirm, name="message_confirm"),
    path("meldinger/<uuid:key>/<uuid:message>/", change.change, name="message_change"),
    path("meldinger/<uuid:key>/<uuid:message>/trekk/", change.withdraw, name="message_withdraw"),
]
