"""Staff write down an answer and the guardian says it is wrong: axe, and life without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from messaging.models import Conversation
from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.messaging import conversations as made
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return next(home for home in made.home_threads(cast) if home.home_key == "hansen")


def test_an_answer_is_written_down_without_scripts_and_said_to_be_wrong(
    cast: Cast, thread: Conversation, visit: Callable[..., Visitor]
) -> None:
    staff = visit(cast.tone, java_script_enabled=False)
    staff.goto(f"/meldinger/{thread.uuid}/for-foresatt/")
    staff.page.get_by_label("Hvem svarte?").select_option(label=cast.kari.get_full_name())
    staff.page.locator("[name=body]").fill("Hun kommer kl. 10")
    staff.page.locator("[name=source][value=phone]").check()
    staff.page.locator("[name=instead]").select_option("asked")
    staff.send(staff.form())
    home = visit(cast.kari, java_script_enabled=False)
    home.goto(f"/meldinger/{thread.uuid}/")
    expect(home.page.get_by_text("Hun kommer kl. 10").first).to_be_visible()
    home.send(home.form("/feil/"))
    expect(home.form("/feil/")).to_have_count(0)


def test_the_page_for_recording_breaks_no_rule_of_axe(
    cast: Cast, thread: Conversation, visit: Callable[..., Visitor]
) -> None:
    assert visit(cast.tone).faults(f"/meldinger/{thread.uuid}/for-foresatt/") == []
