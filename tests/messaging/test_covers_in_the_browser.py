"""A picture above an announcement in a browser: without scripts, nothing jumps, axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from messaging.models import Conversation
from tests.cast import Cast, build_cast
from tests.journeys.visitors import PHONE, Visitor
from tests.messaging import conversations as made
from tests.site import LiveSite

PAGE = "/meldinger/ny/kunngjoring/"
Visit = Callable[..., Visitor]


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def announce(teacher: Visitor, *, alt: str = "Et fjell med snø") -> Conversation:
    teacher.goto(PAGE)
    teacher.page.locator("details.announce__cover > summary").click()
    form, file = teacher.form(), made.picture((1600, 900))
    picked = {"name": "tur.jpg", "mimeType": "image/jpeg", "buffer": file.read()}
    form.locator("[name=cover]").set_input_files(picked)  # type: ignore[arg-type]
    form.locator("[name=cover_alt]").fill(alt)
    form.locator("[name=title]").fill("Tur til fjellet")
    form.locator("[name=body]").fill("Vi går fredag klokka ni. Husk matpakke og regntøy.")
    teacher.send(form)
    return Conversation.objects.get()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_picture_is_chosen_seen_and_taken_away(
    cast: Cast, visit: Visit, *, scripts: bool
) -> None:
    teacher = visit(cast.tone, java_script_enabled=scripts)
    sent = announce(teacher)
    guardian = visit(cast.kari, viewport=PHONE)
    guardian.goto(f"/meldinger/{sent.uuid}/")
    picture = guardian.page.get_by_role("img", name="Et fjell med snø")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    box = picture.bounding_box()
    assert box is not None
    assert abs(box["width"] / box["height"] - 16 / 9) < 0.02
    teacher.goto(f"/meldinger/{sent.uuid}/{sent.messages.get().uuid}/")
    with teacher.page.expect_navigation():
        teacher.page.locator("button[name=gone]").click()
    guardian.goto(f"/meldinger/{sent.uuid}/")
    expect(picture).to_have_count(0)
    assert teacher.errors == guardian.errors == []


def test_its_place_is_kept_until_it_is_there(cast: Cast, visit: Visit) -> None:
    sent = announce(visit(cast.tone))
    guardian = visit(cast.kari, viewport=PHONE)
    guardian.page.route("**/filer/**", lambda route: route.abort())
    guardian.goto(f"/meldinger/{sent.uuid}/")
    box = guardian.page.locator(".cover img").bounding_box()
    assert box is not None
    assert box["height"] > 100


def test_pages_with_a_picture_break_no_rule_of_axe(cast: Cast, visit: Visit) -> None:
    teacher = visit(cast.tone)
    sent = announce(teacher)
    guardian = visit(cast.kari)
    found = guardian.faults("/meldinger/") + guardian.faults(f"/meldinger/{sent.uuid}/")
    found += teacher.faults(f"/meldinger/{sent.uuid}/{sent.messages.get().uuid}/")
    teacher.goto(PAGE)
    row = made.announced_later(cast)
    assert found + teacher.faults(f"{PAGE}senere/{row.uuid}/") == []
