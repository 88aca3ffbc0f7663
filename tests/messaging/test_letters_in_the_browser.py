"""Letters in a browser: from the list of readers to paper and back, and axe."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from messaging.actions import letter_batches
from messaging.models import LetterBatch
from tests import pdf_text
from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.messaging import asks
from tests.messaging import conversations as made
from tests.messaging import letters as paper
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def test_the_leader_prints_a_letter_and_writes_down_its_answer_without_scripts(
    cast: Cast, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    thread = made.announcement(cast)
    leader = visit(cast.sissel, java_script_enabled=False)
    page = leader.page
    leader.goto(f"/meldinger/{thread.uuid}/lesere/")
    name = "Skriv et brev til hjemmet til Nora Hansen"
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()
    leader.goto("/brev/")
    with page.expect_navigation():
        page.get_by_role("button", name="Lag PDF av alle").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Åpne PDF").click()
    download.value.save_as(tmp_path / "brev.pdf")
    [first, *_rest] = pdf_text.pages((tmp_path / "brev.pdf").read_bytes())
    with page.expect_navigation():
        page.get_by_role("button", name="De er skrevet ut").click()
    code = next(word for word in first.split("/brev/")[1:])[:8]
    leader.goto("/brev/svar/")
    page.get_by_label("Koden på brevet").fill(code.lower())
    with page.expect_navigation():
        page.get_by_role("button", name="Finn brevet").click()
    page.get_by_label("Lest og bekreftet").check()
    leader.send(leader.form())
    leader.goto(f"/meldinger/{thread.uuid}/lesere/")
    expect(page.locator("main")).to_contain_text("Brev: besvart på papir")


def test_what_was_ticked_on_a_sheet_is_typed_in_and_counted_without_scripts(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    ask = asks.asked(cast, asks.rsvp())
    letter = paper.printed(cast, ask)
    assert visit(cast.tone).faults(f"/brev/svar/{letter.code}/") == []
    teacher = visit(cast.tone, java_script_enabled=False)
    page = teacher.page
    teacher.goto(f"/brev/svar/{letter.code}/")
    page.get_by_label("Påmelding").check()
    page.get_by_label("Kommer", exact=True).check()
    page.get_by_label("Voksne").fill("2")
    teacher.send(teacher.form())
    teacher.goto(f"/meldinger/{ask.conversation.uuid}/{ask.message.uuid}/svarene/")
    expect(page.locator("main")).to_contain_text("på papir, skrevet ned av Tone Lie")
    expect(page.get_by_role("row", name="Kommer 1 2")).to_be_visible()


def test_the_pages_of_letters_break_no_rule_of_axe(
    cast: Cast, visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = made.announcement(cast)
    paper.write(cast, thread, "nilsen")
    made.class_thread(cast)
    teacher = visit(cast.tone)
    first = paper.file(cast)
    letter = paper.letter(cast, "ola")
    found = teacher.faults(f"/brev/fil/{first.uuid}/")
    letter_batches.mark_printed(actor=cast.fresh("tone"), batch=first)
    paper.write(cast, thread, "hansen")
    for path in ("/brev/", "/brev/svar/", f"/brev/svar/{letter.code}/"):
        found += teacher.faults(path)
    monkeypatch.setattr(letter_batches, "AT_ONCE", 0)
    under_way = paper.file(cast)
    LetterBatch.objects.filter(pk=under_way.pk).update(made=1)
    found += teacher.faults(f"/brev/fil/{under_way.uuid}/")
    found += visit(cast.odd).faults("/brev/")  # nothing to print
    found += teacher.faults(f"/meldinger/{thread.uuid}/lesere/")
    assert found == []
