"""What only a browser shows: messages without reload, a broken line, and life without scripts."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from messaging.actions.messages import post_message
from messaging.models import Conversation, Message, ReadState, ScheduledMessage
from schools import clock
from schools.models import Person
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made
from tests.site import LiveSite

PATIENCE = 20_000
Open = Callable[..., Page]


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return next(home for home in made.home_threads(cast) if home.home_key == "hansen")


@pytest.fixture
def open_as(
    browser: Browser, live_site: LiveSite, signed_in_cookies: Callable[[Person], Any]
) -> Iterator[Open]:
    """A page of a person's own browser."""
    contexts = []

    def open_page(person: Person, path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=live_site.url, locale="nb-NO", **options)
        context.add_cookies(signed_in_cookies(person))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_a_message_appears_without_reload_and_is_announced(
    cast: Cast, thread: Conversation, open_as: Open
) -> None:
    path = f"/meldinger/{thread.uuid}/"
    kari, erik = open_as(cast.kari, path), open_as(cast.erik, path)
    tone = open_as(cast.tone, path)
    tone.get_by_label("Skriv en melding").fill("Ser dere denne?")
    tone.get_by_role("button", name="Send").click()
    for home in (kari, erik):
        shown = home.locator(".message", has_text="Ser dere denne?")
        expect(shown).to_be_visible(timeout=PATIENCE)
        expect(home.locator("[data-announce]")).to_contain_text("Ser dere denne?")
    expect(tone.locator(".message[data-mine]", has_text="Ser dere")).to_be_visible()
    expect(tone.get_by_label("Skriv en melding")).to_have_value("")


def test_a_page_whose_line_broke_says_so_keeps_the_text_and_sends_it_once(
    cast: Cast, thread: Conversation, open_as: Open
) -> None:
    page = open_as(cast.kari, f"/meldinger/{thread.uuid}/")
    expect(page.locator("html[data-live='open']")).to_be_attached(timeout=PATIENCE)
    page.context.set_offline(True)
    expect(page.locator("[data-offline-bar]")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Skriv en melding").fill("Jeg prøver igjen")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-composer-error]")).to_be_visible(timeout=PATIENCE)
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("Skriv en melding")).to_have_value("Jeg prøver igjen")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".message", has_text="Jeg prøver igjen")).to_be_visible(timeout=PATIENCE)
    assert Message.objects.filter(body="Jeg prøver igjen").count() == 1


def test_writing_reading_and_confirming_work_without_scripts(
    cast: Cast, thread: Conversation, open_as: Open
) -> None:
    announced = made.announcement(cast)
    page = open_as(cast.kari, f"/meldinger/{thread.uuid}/", java_script_enabled=False)
    page.get_by_role("button", name="Merk som lest").click()
    page.goto(f"/meldinger/{thread.uuid}/")
    page.get_by_label("Skriv en melding").fill("Uten skript")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".message", has_text="Uten skript")).to_be_visible()
    page.goto(f"/meldinger/{announced.uuid}/")
    page.get_by_role("button", name="Les og bekreft").click()
    expect(page.get_by_text("Du har bekreftet dette.")).to_be_visible()
    assert announced.messages.get().confirmations.get().person == cast.kari


def test_the_list_hears_of_a_new_message(cast: Cast, thread: Conversation, open_as: Open) -> None:
    page = open_as(cast.kari, "/meldinger/")
    expect(page.locator(f'[data-conversation="{thread.uuid}"]')).to_be_visible()
    post_message(
        actor=cast.fresh("tone"), conversation=thread, body="Ny linje", client_token=uuid.uuid4()
    )
    expect(page.locator(".row-link__preview", has_text="Ny linje")).to_be_visible(timeout=PATIENCE)


def test_whose_turn_it_is_and_what_is_read_follow_without_reload(
    cast: Cast, thread: Conversation, open_as: Open
) -> None:
    path = f"/meldinger/{thread.uuid}/"
    tone, other = open_as(cast.tone, path), open_as(cast.kari, "/meldinger/")
    expect(other.locator("html[data-live='open']")).to_be_attached(timeout=PATIENCE)
    expect(other.locator('[data-badge="messages"]')).to_contain_text("1")
    kari = open_as(cast.kari, path)
    expect(other.locator('[data-badge="messages"]')).to_have_count(0, timeout=PATIENCE)
    expect(tone.locator("[data-head]")).to_contain_text("Venter på hjemmet")
    kari.get_by_label("Skriv en melding").fill("Jeg ringer i kveld")
    kari.get_by_role("button", name="Send").click()
    expect(tone.locator("[data-head]")).to_contain_text("Venter på skolen", timeout=PATIENCE)
    tone.get_by_role("button", name="Ferdig").click()
    expect(tone.locator("[data-head]")).to_contain_text("Ferdig")
    expect(kari.locator("[data-head]")).not_to_contain_text("Ferdig")


def test_a_draft_after_a_crash_is_on_the_next_device_and_gone_when_sent(
    cast: Cast, thread: Conversation, open_as: Open
) -> None:
    path, words = f"/meldinger/{thread.uuid}/", "Hei Tone,\nNora er syk"
    crashed = open_as(cast.kari, path)
    crashed.get_by_label("Skriv en melding").fill(words)
    expect(crashed.locator("[data-draft-saved]")).to_be_visible(timeout=PATIENCE)
    old = crashed.context.storage_state()
    crashed.context.close()
    erik = open_as(cast.erik, path)
    expect(erik.get_by_label("Skriv en melding")).to_have_value("")
    other = open_as(cast.kari, path)
    expect(other.get_by_label("Skriv en melding")).to_have_value(words)
    expect(other.locator(".row-link", has_text="Utkast")).to_be_visible()
    other.get_by_role("button", name="Send").click()
    expect(other.locator(".message", has_text="Nora er syk")).to_be_visible(timeout=PATIENCE)
    expect(other.locator(".row-link", has_text="Utkast")).to_have_count(0, timeout=PATIENCE)
    # the first browser still holds the text, and knows that it is old
    again = open_as(cast.kari, path, storage_state=old)
    expect(again.locator(".message", has_text="Nora er syk")).to_be_visible(timeout=PATIENCE)
    expect(again.get_by_label("Skriv en melding")).to_have_value("")
    assert Message.objects.filter(body=words).count() == 1


def test_what_was_written_without_a_line_is_newer_than_what_the_server_has(
    cast: Cast, thread: Conversation, open_as: Open
) -> None:
    page = open_as(cast.kari, f"/meldinger/{thread.uuid}/")
    page.get_by_label("Skriv en melding").fill("Første")
    expect(page.locator("[data-draft-saved]")).to_be_visible(timeout=PATIENCE)
    page.context.set_offline(True)
    page.get_by_label("Skriv en melding").fill("Første og andre")
    old = page.context.storage_state()
    page.context.close()
    again = open_as(cast.kari, f"/meldinger/{thread.uuid}/", storage_state=old)
    expect(again.get_by_label("Skriv en melding")).to_have_value("Første og andre")
    expect(again.locator("[data-draft-saved]")).to_be_visible(timeout=PATIENCE)
    assert ReadState.objects.get(person=cast.kari).draft == "Første og andre"


def test_what_is_sent_on_one_page_is_gone_from_the_composer_of_another(
    cast: Cast, thread: Conversation, open_as: Open
) -> None:
    path = f"/meldinger/{thread.uuid}/"
    first = open_as(cast.kari, path)
    expect(first.locator("html[data-live='open']")).to_be_attached(timeout=PATIENCE)
    first.get_by_label("Skriv en melding").fill("En\nto")
    expect(first.locator("[data-draft-saved]")).to_be_visible(timeout=PATIENCE)
    second = open_as(cast.kari, path)
    second.get_by_role("button", name="Send").click()
    expect(first.locator(".message", has_text="to")).to_be_visible(timeout=PATIENCE)
    expect(first.get_by_label("Skriv en melding")).to_have_value("")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_message_for_later_waits_above_the_composer(
    cast: Cast, thread: Conversation, open_as: Open, scripts: bool
) -> None:
    page = open_as(cast.kari, f"/meldinger/{thread.uuid}/", java_script_enabled=scripts)
    page.get_by_label("Skriv en melding").fill("God morgen")
    page.get_by_text("Send senere").click()
    page.get_by_label("Dag", exact=True).fill("2020-01-01")
    page.get_by_role("button", name="Send da").click()
    expect(page.get_by_text("Velg et senere.").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_label("Skriv en melding")).to_have_value("God morgen")
    page.get_by_label("Dag", exact=True).fill((clock.today() + dt.timedelta(days=3)).isoformat())
    page.get_by_role("button", name="Send da").click()
    waiting = page.locator(".scheduled", has_text="God morgen")
    expect(waiting).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(page.get_by_label("Skriv en melding")).to_have_value("")
    assert ScheduledMessage.objects.get().time == dt.time(7, 30)
    waiting.get_by_role("button", name="Send nå").click()
    expect(page.locator(".message", has_text="God morgen")).to_be_visible(timeout=PATIENCE)
    expect(waiting).to_have_count(0)


def test_a_sensitive_text_is_held_once_and_then_sent(
    cast: Cast, thread: Conversation, open_as: Open
) -> None:
    page = open_as(cast.tone, f"/meldinger/{thread.uuid}/")
    notice, text = page.get_by_text("Dette ser følsomt ut"), page.get_by_label("Skriv en melding")
    text.fill("Jonas Berg går til BUP")
    page.keyboard.press("Control+Enter")
    expect(notice).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("navnet på en annen elev")).to_be_visible()
    assert not Message.objects.filter(body__contains="BUP").exists()
    text.fill("Nora går til BUP")
    text.blur()
    expect(page.get_by_text("navnet på en annen elev")).to_be_hidden(timeout=PATIENCE)
    expect(notice).to_be_visible()
    page.wait_for_timeout(1200)  # as long as a notice must stand before it counts as read
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".message").get_by_text("Nora går til BUP")).to_be_visible(timeout=PATIENCE)
    expect(notice).to_be_hidden()
    text.fill("Husk matpakke i morgen")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".message").get_by_text("Husk matpakke i morgen")).to_be_visible(
        timeout=PATIENCE
    )


def test_a_sensitive_new_conversation_is_held_once(cast: Cast, open_as: Open) -> None:
    page = open_as(cast.kari, "/meldinger/ny/person/")
    page.get_by_label("Til").select_option(str(cast.tone.uuid))
    page.get_by_label("Overskrift").fill("Om Nora")
    page.get_by_label("Tekst").fill("Hun har fått en diagnose")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Dette ser følsomt ut")).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(lambda url: "/ny/" not in url, timeout=PATIENCE)
    assert Message.objects.get().body == "Hun har fått en diagnose"
