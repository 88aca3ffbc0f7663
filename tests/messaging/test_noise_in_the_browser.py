"""The numbers of a school and the weekly letter of a class, in a browser."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from messaging.actions import weekly
from messaging.models import Conversation, NoiseWeek
from messaging.queries import weekly as asking
from schools import clock
from tests.cast import Cast, build_cast
from tests.journeys.visitors import DESKTOP, PHONE, Visitor
from tests.messaging.noisy import to_class
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def count_weeks(cast: Cast) -> None:
    """Eight weeks at Lade, one of them of too few homes."""
    newest = clock.monday_of(clock.today() - dt.timedelta(days=10))
    for index, number in enumerate((4, 3, 6, 2, 5, 4, 3, 1)):
        NoiseWeek.objects.create(
            school=cast.lade,
            week=newest - index * dt.timedelta(days=7),
            counted_at=clock.now(),
            per_home=number,
            per_busy_home=number * 2 + 1,
            late_share=7 * number,
            answer_minutes=None if index == 3 else 35 * number,
            unread_share=3 * number,
        )


def shoot(visitor: Visitor, path: str, name: str) -> None:
    """Pictures to look at, when a place for them is given."""
    if not (place := os.environ.get("SHOTS")):
        return
    visitor.goto(path)
    for size, scheme in ((PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")):
        visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
        visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        file = Path(place) / f"{name}-{size['width']}-{scheme}.png"
        visitor.page.screenshot(path=file, full_page=True)


def test_a_teacher_lets_it_wait_and_guardians_get_one_message(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    for _ in range(6):
        to_class(cast)
    teacher = visit(cast.tone, java_script_enabled=False)
    start = f"/meldinger/ny/kunngjoring/?gruppe={cast.class_6a.uuid}"
    shoot(teacher, start, "start")
    for title in ("Tur", "Ball"):
        teacher.goto(start)
        expect(teacher.page.locator(".readers-line")).to_contain_text("6 meldinger denne uka")
        teacher.page.get_by_label("Overskrift").fill(title)
        teacher.page.get_by_label("Tekst").fill("Husk sekk")
        with teacher.page.expect_navigation():
            teacher.page.get_by_role("button", name="Ta med i ukebrevet").click()
    expect(teacher.page.locator("article")).to_have_count(2)
    shoot(teacher, f"/meldinger/ukebrev/{cast.class_6a.uuid}/", "letter")
    with clock.set_to(asking.next_of(cast.class_6a).at):
        assert weekly.send_due() == 1
    letter = Conversation.objects.get(title__startswith="Ukebrev")
    guardian = visit(cast.mona, java_script_enabled=False)
    guardian.goto(f"/meldinger/{letter.uuid}/")
    shown = guardian.page.locator("[data-messages]")
    expect(shown).to_contain_text("Tur")
    expect(shown).to_contain_text("Ball")
    assert letter.messages.count() == 1


def test_pages_of_noise_break_no_rule_of_axe(cast: Cast, visit: Callable[..., Visitor]) -> None:
    count_weeks(cast)
    teacher, leader, municipal = visit(cast.tone), visit(cast.sissel), visit(cast.marit)
    letter = f"/meldinger/ukebrev/{cast.class_6a.uuid}/"
    item = weekly.add_item(
        actor=cast.fresh("tone"),
        group=cast.class_6a,
        title="Tur til Estenstadmarka",
        body="Husk sekk",
        client_token=cast.class_6a.uuid,
    )
    numbers = f"/meldinger/tall/{cast.lade.uuid}/"
    shoot(leader, numbers, "numbers")
    shoot(municipal, "/meldinger/tall/", "schools")
    shoot(leader, f"/meldinger/regler/{cast.lade.uuid}/ukebrev/", "time")
    found = leader.faults(numbers)
    found += leader.faults("/meldinger/ukebrev/")
    found += leader.faults(f"/meldinger/regler/{cast.lade.uuid}/ukebrev/")
    found += municipal.faults("/meldinger/tall/")
    found += visit(cast.bjarne).faults(f"/meldinger/tall/{cast.rosenborg.uuid}/")
    for path in (letter, f"{letter}{item.uuid}/", "/meldinger/ny/"):
        found += teacher.faults(path)
    assert found == []
