"""Templates in a browser: made and used without scripts, and with axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from messaging.actions import templates
from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def test_a_school_makes_one_and_a_teacher_sends_it_without_scripts(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    leader = visit(cast.sissel, java_script_enabled=False)
    leader.goto(f"/meldinger/regler/{cast.lade.uuid}/")
    leader.page.locator("main [href$='/maler/']").click()
    leader.page.locator("#id_title").fill("Tur {dato}")
    leader.page.locator("#id_body").fill("{klasse} går til {sted}.")
    leader.send(leader.form())
    teacher = visit(cast.tone, java_script_enabled=False)
    teacher.goto(f"/meldinger/ny/kunngjoring/?gruppe={cast.class_6a.uuid}")
    teacher.page.locator("main details.disclose summary").first.click()
    teacher.page.locator("#id_mal").select_option(label="Tur {dato}")
    teacher.send(teacher.page.locator("main form[method=get]"))
    teacher.page.get_by_label("Dato").fill("4. mai")
    teacher.send(teacher.page.locator("main form[method=get]"))
    expect(teacher.page.locator("#id_title")).to_have_value("Tur 4. mai")
    expect(teacher.page.locator("#id_body")).to_have_value("6A går til {sted}.")
    teacher.send(teacher.form())
    expect(teacher.page.locator("#id_body_error")).to_contain_text("{sted}")
    teacher.page.locator("#id_body").fill("6A går til Estenstad.")
    teacher.send(teacher.form())
    expect(teacher.page.locator("main")).to_contain_text("6A går til Estenstad.")


def test_pages_of_templates_break_no_rule_of_axe(cast: Cast, visit: Callable[..., Visitor]) -> None:
    made = [
        templates.create_template(
            actor=cast.fresh("sissel"), school=cast.lade, title=title, body="Til {sted}."
        )
        for title in ("Tur {dato}", "Foreldremøte for alle foresatte på trinnet {dato}", "Fravær")
    ]
    leader, teacher = visit(cast.sissel), visit(cast.tone)
    page = f"/meldinger/regler/{cast.lade.uuid}/maler/"
    found = leader.faults(page) + leader.faults(f"{page}{made[0].uuid}/")
    group = f"?gruppe={cast.class_6a.uuid}&mal={made[1].uuid}"
    found += teacher.faults(f"/meldinger/ny/hjem/{group}")
    found += leader.faults(f"/meldinger/ny/kunngjoring/{group}")
    assert found == []
