"""The reach ladder in a browser: axe, and life without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from schools.models import Person
from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.messaging import conversations as made
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def test_a_teacher_calls_a_home_without_scripts(cast: Cast, visit: Callable[..., Visitor]) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(mobile="406 12 345")
    thread = made.class_thread(cast)
    teacher = visit(cast.tone, java_script_enabled=False)
    teacher.goto(f"/meldinger/{thread.uuid}/lesere/")
    name = "Sett hjemmet til Nora Hansen på ringelista"
    with teacher.page.expect_navigation():
        teacher.page.get_by_role("button", name=name).first.click()
    teacher.goto("/ringeliste/")
    with teacher.page.expect_navigation():
        teacher.page.get_by_role("button", name="Snakket med", exact=True).first.click()
    expect(teacher.page.get_by_role("heading", name="Nora Hansen")).to_have_count(0)


def test_the_pages_break_no_rule_of_axe(cast: Cast, visit: Callable[..., Visitor]) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(mobile="406 12 345")
    thread = made.class_thread(cast)
    made.to_call(cast, thread)
    made.to_call(cast, thread, "nilsen")
    teacher, leader = visit(cast.tone), visit(cast.sissel)
    assert teacher.faults(f"/meldinger/{thread.uuid}/lesere/?vis=ikke") == []
    assert teacher.faults("/ringeliste/") == []
    assert leader.faults("/varsler/steg/") == []
    assert visit(cast.odd).faults("/ringeliste/") == []  # nobody is to be called
