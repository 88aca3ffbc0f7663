"""Reactions, quotes and what is forwarded, in real browsers: live, without scripts, with axe."""

import uuid
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from messaging.actions import forwarding, messages, reacting
from messaging.choices import ReactionKind
from messaging.models import Conversation, Message, Reaction
from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.messaging import conversations as made
from tests.site import LiveSite

Visit = Callable[..., Visitor]


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.class_thread(cast)


def _open(visit: Visit, cast: Cast, name: str, thread: Conversation) -> Page:
    visitor = visit(cast.people[name])
    visitor.goto(f"/meldinger/{thread.uuid}/")
    expect(visitor.page.locator("html[data-live=open]")).to_be_attached()
    return visitor.page


def test_a_reaction_is_seen_at_once_changed_and_taken_away(
    cast: Cast, thread: Conversation, visit: Visit
) -> None:
    kari, tone = _open(visit, cast, "kari", thread), _open(visit, cast, "tone", thread)
    kari.get_by_role("link", name="Reager").click()
    kari.get_by_role("button", name="Tommel opp").click()
    expect(tone.locator(".reaction[data-kind=like]")).to_contain_text("1")
    expect(kari.locator(".reaction[data-kind=like][data-mine-sign]")).to_be_visible()
    expect(kari.get_by_role("link", name="Reager")).to_be_focused()
    kari.get_by_role("link", name="Reager").click()
    kari.get_by_role("button", name="Hjerte").click()
    expect(tone.locator(".reaction[data-kind=heart]")).to_contain_text("1")
    expect(tone.locator(".reaction[data-kind=like]")).to_have_count(0)
    tone.locator(".reaction").click()
    expect(tone.locator(".react__who")).to_contain_text("Kari Hansen")
    kari.get_by_role("link", name="Reager").click()
    expect(kari.get_by_role("button", name="Hjerte")).to_have_attribute("aria-pressed", "true")
    kari.get_by_role("button", name="Hjerte").click()
    expect(tone.locator(".reaction")).to_have_count(0)
    kari.get_by_role("link", name="Reager").click()
    kari.keyboard.press("Escape")
    expect(kari.locator("[data-react-form]")).to_have_count(0)


def test_one_reacts_without_scripts(cast: Cast, thread: Conversation, visit: Visit) -> None:
    kari = visit(cast.kari, java_script_enabled=False)
    kari.goto(f"/meldinger/{thread.uuid}/")
    kari.page.get_by_role("link", name="Reager").click()
    with kari.page.expect_navigation():
        kari.page.get_by_role("button", name="Hjerte").click()
    expect(kari.page.locator(".reaction[data-kind=heart]")).to_contain_text("1")
    assert Reaction.objects.get().person == cast.kari


def test_an_answer_quotes_and_follows_what_it_quotes(
    cast: Cast, thread: Conversation, visit: Visit
) -> None:
    kari, tone = _open(visit, cast, "kari", thread), _open(visit, cast, "tone", thread)
    kari.get_by_role("link", name="Svar med sitat").click()
    expect(kari.locator("[data-quoting]")).to_contain_text("Husk matpakke")
    expect(kari.get_by_label("Skriv en melding")).to_be_focused()
    kari.keyboard.type("Den er pakket")
    kari.get_by_role("button", name="Send", exact=True).click()
    quote = tone.locator(".message", has_text="Den er pakket").locator(".quote")
    expect(quote).to_contain_text("Husk matpakke")
    expect(kari.locator("[data-quoting]")).to_be_hidden()
    quote.click()
    first = thread.messages.get(seq=1)
    assert tone.url.endswith(f"#m-{first.uuid}")
    messages.withdraw_message(actor=cast.fresh("tone"), message=first)
    quoted = kari.locator(".message", has_text="Den er pakket").locator(".quote")
    expect(quoted).to_contain_text("Meldingen er trukket.")
    expect(kari.locator("body")).not_to_contain_text("Husk matpakke")
    kari.get_by_role("link", name="Svar med sitat").first.click()
    kari.get_by_role("link", name="Ta bort sitatet").click()
    expect(kari.locator("[data-quoting]")).to_be_hidden()


def test_one_quotes_without_scripts(cast: Cast, thread: Conversation, visit: Visit) -> None:
    kari = visit(cast.kari, java_script_enabled=False)
    kari.goto(f"/meldinger/{thread.uuid}/")
    kari.page.get_by_role("link", name="Svar med sitat").click()
    kari.page.get_by_label("Skriv en melding").fill("Den er pakket")
    kari.send(kari.form(f"{thread.uuid}/"))
    answer = kari.page.locator(".message", has_text="Den er pakket")
    expect(answer.locator(".quote")).to_contain_text("Husk matpakke")


def test_a_message_is_passed_on_to_those_who_may_read_it(
    cast: Cast, thread: Conversation, visit: Visit
) -> None:
    home = next(one for one in made.home_threads(cast) if one.home_key == "hansen")
    kari, tone = _open(visit, cast, "kari", home), visit(cast.tone)
    expect(kari.get_by_role("link", name="Send videre")).to_be_hidden()
    tone.goto(f"/meldinger/{home.uuid}/")
    tone.page.get_by_role("link", name="Send videre").click()
    tone.page.get_by_label("Til en samtale").select_option(str(thread.uuid))
    tone.page.get_by_label("Hvorfor sender du").fill("Til orientering")
    tone.page.get_by_role("button", name="Send videre").click()
    expect(tone.page.locator("main")).to_contain_text("Ingenting ble sendt.")
    expect(tone.page.get_by_label("Hvorfor sender du")).to_have_value("Til orientering")
    assert not Message.objects.filter(forwards__isnull=False).exists()
    tone.goto(f"/meldinger/{thread.uuid}/")
    tone.page.get_by_role("link", name="Send videre").click()
    tone.page.get_by_label("Til en samtale").select_option(str(home.uuid))
    tone.page.get_by_label("Hvorfor sender du").fill("Gjelder dere også")
    tone.page.get_by_role("button", name="Send videre").click()
    expect(kari.locator(".forward")).to_contain_text("Husk matpakke")
    messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())
    expect(kari.locator(".forward")).to_contain_text("Meldingen er trukket.")


def test_pages_break_no_rule_of_axe(cast: Cast, thread: Conversation, visit: Visit) -> None:
    message = thread.messages.get()
    for name in ("kari", "mona", "leila"):
        kind = ReactionKind.HEART if name == "kari" else ReactionKind.LIKE
        reacting.react(actor=cast.fresh(name), message=message, kind=kind)
    given = {"conversation": thread, "body": "Det gjør vi. Takk for at du sier fra!"}
    messages.post_message(
        actor=cast.fresh("kari"), client_token=uuid.uuid4(), quotes=message.uuid, **given
    )
    forwarding.forward_message(
        actor=cast.fresh("tone"),
        message=made.class_thread(cast).messages.get(),
        conversation=thread,
        body="Denne hører med",
        client_token=uuid.uuid4(),
    )
    found = []
    for name in ("kari", "tone"):
        visitor = visit(cast.people[name])
        found += visitor.faults(f"/meldinger/{thread.uuid}/?sitat={message.uuid}")
        found += visitor.faults(f"/meldinger/{thread.uuid}/{message.uuid}/reaksjoner/")
    found += visitor.faults(f"/meldinger/{thread.uuid}/{message.uuid}/send-videre/")
    page = visitor.page
    visitor.goto(f"/meldinger/{thread.uuid}/")
    page.locator(".reaction").first.click()
    page.locator(".react-panel").wait_for()
    found += [fault["id"] for fault in Axe().run(page).response["violations"]]
    assert found == []
