"""A conversation on a phone: what was said last and the button that sends are both there."""

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from messaging.actions import messages
from messaging.models import Conversation
from tests.cast import Cast, build_cast
from tests.journeys.visitors import PHONE, Visitor
from tests.messaging import conversations as made
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    """More than a phone shows at once."""
    thread = made.class_thread(cast)
    for number in range(8):
        messages.post_message(
            actor=cast.fresh("tone"),
            conversation=thread,
            body=f"Beskjed {number}: husk matpakke og varme klær.",
            client_token=uuid.uuid4(),
        )
    return thread


def test_the_last_message_and_the_send_button_stand_above_the_menu(
    cast: Cast, thread: Conversation, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(cast.tone, viewport=PHONE)
    visitor.goto(f"/meldinger/{thread.uuid}/")
    page = visitor.page
    send = page.locator(".composer").get_by_role("button", name="Send", exact=True)
    last = page.locator(".message").last
    expect(last).to_contain_text("Beskjed 7")
    expect(page.locator("[data-promise]")).to_be_visible()  # it makes what one writes in taller
    expect(last).to_be_in_viewport(ratio=1)
    assert _bottom(last) <= _top(page.locator(".composer"))
    assert _bottom(send) <= _top(page.locator(".menu"))
    page.mouse.wheel(0, -600)
    expect(last).not_to_be_in_viewport(ratio=1)
    assert _bottom(send) <= _top(page.locator(".menu"))
    there = _top(last)
    page.locator("[name=body]").click()
    page.keyboard.type("Takk for beskjeden")
    assert _top(last) == there  # what one answers stays in sight


def _top(shown: Locator) -> float:
    box = shown.bounding_box()
    assert box
    return box["y"]


def _bottom(shown: Locator) -> float:
    box = shown.bounding_box()
    assert box
    return box["y"] + box["height"]
