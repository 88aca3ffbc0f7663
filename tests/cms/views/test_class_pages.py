"""Every kind of block can be added, opened with what it holds, and saved again, by plain forms."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms.queries.pages import class_blocks
from tests.access.matrix.cms import picture
from tests.cast import Cast

SignIn = Callable[..., Client]
FORMS: dict[str, dict[str, Any]] = {
    "text": {"heading": "Uka", "text": "Hei"},
    "links": {
        "label_1": "Udir",
        "url_1": "https://udir.no",
        "label_3": "NRK",
        "url_3": "https://nrk.no",
    },
    "dates": {"date_1": "2026-12-18", "text_1": "Juleavslutning"},
    "contact": {"name": "Tone Lie", "phone": "72 54 00 00"},
    "picture": {"alt": "Klassen på tur"},
}
SHOWN = {
    "text": "Hei",
    "links": "https://nrk.no",
    "dates": "Juleavslutning",
    "contact": "Tone Lie",
    "picture": "Klassen på tur",
}


@pytest.mark.parametrize("kind", FORMS)
def test_block_goes_round(cast: Cast, sign_in: SignIn, kind: str) -> None:
    client = sign_in(cast.tone)
    base = f"/klasse/{cast.class_6a.uuid}/"
    files = {"picture": picture("tur.png")} if kind == "picture" else {}
    assert client.post(f"{base}blokk/ny/{kind}/", FORMS[kind] | files).status_code == 302
    (block,) = class_blocks(cast.tone, cast.class_6a)
    form = client.get(f"{base}blokk/{block.id}/")
    assert SHOWN[kind] in form.content.decode()
    assert client.post(f"{base}blokk/{block.id}/", FORMS[kind]).status_code == 302
    assert SHOWN[kind] in sign_in(cast.nora).get(base).content.decode()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("text", {"text": ""}),
        ("links", {}),
        ("links", {"label_1": "Halv"}),
        ("links", {"label_1": "Farlig", "url_1": "javascript:alert(1)"}),
        ("dates", {"date_1": "i morgen", "text_1": "Tur"}),
        ("contact", {"name": "", "email": "tone"}),
        ("picture", {"alt": "Uten bilde"}),
    ],
)
def test_refused_block_keeps_what_was_typed(
    cast: Cast, sign_in: SignIn, kind: str, data: dict[str, str]
) -> None:
    client = sign_in(cast.tone)
    answer = client.post(f"/klasse/{cast.class_6a.uuid}/blokk/ny/{kind}/", data)
    assert answer.status_code == 422
    assert all(value in answer.content.decode() for value in data.values())
    assert not class_blocks(cast.tone, cast.class_6a)


def test_unknown_kind_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    address = f"/klasse/{cast.class_6a.uuid}/blokk/ny/script/"
    assert sign_in(cast.tone).get(address).status_code == 404


def test_plan_form_adds_lines_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.tone)
    address = f"/klasse/{cast.class_6a.uuid}/plan/rediger/?uke=2026-W48"
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-subject": "Samfunnsfag"}
    more = client.post(address, data | {"more": "1"})
    assert more.status_code == 200
    assert "Samfunnsfag" in more.content.decode()
    assert 'name="form-3-subject"' in more.content.decode()
    bad = client.post(address, data | {"form-0-weekday": "9"})
    assert bad.status_code == 422
    assert "Samfunnsfag" in bad.content.decode()


@pytest.mark.parametrize("week", ["2026-W54", "x", "9999-W53", "0000-W01", "2026-W00"])
def test_week_that_does_not_exist_is_not_found(cast: Cast, sign_in: SignIn, week: str) -> None:
    assert sign_in(cast.kari).get(f"/plan/?uke={week}").status_code == 404


def test_children_of_two_classes_are_merged_and_marked(cast: Cast, sign_in: SignIn) -> None:
    from cms.actions.plans import PlanLine, publish_plan, save_plan

    year, week, _ = dt.date(2026, 11, 25).isocalendar()
    for actor, group, subject in (
        (cast.odd, cast.class_6b, "Kroppsøving"),
        (cast.tuva, cast.class_8a, "Naturfag"),
    ):
        line = PlanLine(weekday=2, subject=subject)
        plan = save_plan(actor=actor, group=group, iso_year=year, iso_week=week, lines=[line])
        publish_plan(actor=actor, plan=plan)
    body = sign_in(cast.anne).get("/plan/?uke=2026-W48").content.decode()
    for words in ("Kroppsøving", "Naturfag", "Lise", "Magnus"):
        assert words in body
