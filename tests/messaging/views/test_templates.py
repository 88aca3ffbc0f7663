"""Beginning a message with a template, and the pages where a school changes them."""

import uuid
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from messaging.actions import templates
from messaging.models import Conversation, MessageTemplate
from schools.choices import PositionRole
from schools.models import Person, Position
from tests.cast import Cast

SignIn = Callable[[Person], Client]
ANNOUNCE = "/meldinger/ny/kunngjoring/"
HOMES = "/meldinger/ny/hjem/"
RULES = "/meldinger/regler/{school}/maler/"


def make(cast: Cast, title: str = "Tur {dato}", body: str = "Til {sted} & heim.") -> str:
    row = templates.create_template(
        actor=cast.fresh("sissel"), school=cast.lade, title=title, body=body
    )
    return str(row.uuid)


def start(cast: Cast, kind: str, **given: str) -> str:
    return f"/meldinger/ny/{kind}/?" + urlencode({"gruppe": cast.class_6a.uuid} | given)


def announced(cast: Cast, key: str, **fields: object) -> dict[str, object]:
    given = {"to": f"guardians.{cast.class_6a.uuid}", "client_token": uuid.uuid4(), "mal": key}
    return given | {"title": "Tur {dato}", "body": "Til {sted}"} | fields


def test_a_page_without_templates_offers_none(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.tone).get(start(cast, "hjem")).content.decode()
    assert 'name="mal"' not in page


@pytest.mark.parametrize("kind", ["hjem", "klasse", "kunngjoring"])
def test_a_chosen_one_fills_the_text_and_asks_for_its_fields(
    cast: Cast, sign_in: SignIn, kind: str
) -> None:
    key, tone = make(cast), sign_in(cast.tone)
    assert f'<option value="{key}">Tur {{dato}}' in tone.get(start(cast, kind)).content.decode()
    page = tone.get(start(cast, kind, mal=key))
    form, begun = page.context["form"], page.context["begun"]
    assert [bound.name for bound in begun.form] == ["felt_dato", "felt_sted"]
    assert (form["title"].value(), form["body"].value()) == ("Tur {dato}", "Til {sted} & heim.")
    assert f'name="gruppe" value="{cast.class_6a.uuid}"' in page.content.decode()
    given = {"felt_dato": "4. mai", "felt_sted": "<b>Estenstad</b>\n{dato}"}
    page = tone.get(start(cast, kind, mal=key, **given))
    form = page.context["form"]
    assert form["title"].value() == "Tur 4. mai"
    assert form["body"].value() == "Til <b>Estenstad</b> {dato} & heim."
    assert "<b>Estenstad" not in page.content.decode()


@pytest.mark.parametrize("kind", ["hjem", "klasse", "kunngjoring"])
def test_what_is_known_fills_itself(cast: Cast, sign_in: SignIn, kind: str) -> None:
    key = make(cast, "{klasse} ved {Skole}", "{sted}. Hilsen {avsender}")
    page = sign_in(cast.tone).get(start(cast, kind, mal=key))
    form = page.context["form"]
    assert form["title"].value() == "6A ved Lade skole"
    assert form["body"].value() == "{sted}. Hilsen Tone Lie"
    assert [bound.name for bound in page.context["begun"].form] == ["felt_sted"]


def test_the_class_is_asked_for_when_none_is_chosen(cast: Cast, sign_in: SignIn) -> None:
    key = make(cast, "Tur", "{klasse} reiser.")
    page = sign_in(cast.sissel).get(f"{ANNOUNCE}?mal={key}&felt_klasse=Hele+skolen")
    assert page.context["form"]["body"].value() == "Hele skolen reiser."


def test_pupils_of_the_address_stay_chosen(cast: Cast, sign_in: SignIn) -> None:
    pupil = str(cast.nora.uuid)
    page = sign_in(cast.tone).get(start(cast, "hjem", elev=pupil, mal=make(cast)))
    assert page.context["form"]["pupils"].value() == [pupil]
    assert f'type="hidden" name="elev" value="{pupil}"' in page.content.decode()


@pytest.mark.parametrize("kind", ["hjem", "klasse", "kunngjoring"])
def test_another_schools_and_what_is_none_are_not_found(
    cast: Cast, sign_in: SignIn, kind: str
) -> None:
    elsewhere = templates.create_template(
        actor=cast.fresh("bjarne"), school=cast.rosenborg, title="Elg", body="Vi går."
    )
    tone = sign_in(cast.tone)
    assert "Elg" not in tone.get(start(cast, kind)).content.decode()
    for key in (str(elsewhere.uuid), str(uuid.uuid4()), "x"):
        assert tone.get(start(cast, kind, mal=key)).status_code == 404
    assert tone.get(start(cast, kind, mal="")).status_code == 200


def test_of_two_schools_a_class_is_offered_its_own(cast: Cast, sign_in: SignIn) -> None:
    Position.objects.create(person=cast.tone, school=cast.rosenborg, role=PositionRole.TEACHER)
    row = templates.create_template(
        actor=cast.fresh("bjarne"), school=cast.rosenborg, title="Elg", body="Vi går."
    )
    make(cast)
    tone = sign_in(cast.tone)
    assert "Elg" not in tone.get(start(cast, "klasse")).content.decode()
    assert tone.get(start(cast, "klasse", mal=str(row.uuid))).status_code == 404
    page = tone.get(start(cast, "kunngjoring", mal=str(row.uuid))).content.decode()
    assert '<optgroup label="Lade skole">' in page
    assert '<optgroup label="Rosenborg skole">' in page


@pytest.mark.parametrize("kind", ["klasse", "kunngjoring"])
def test_a_field_left_is_said_once_and_nothing_is_lost(
    cast: Cast, sign_in: SignIn, kind: str
) -> None:
    key, tone = make(cast), sign_in(cast.tone)
    asked = announced(cast, key, parts="guardians", reply_policy="none", body="Mitt {sted}")
    page = tone.post(start(cast, kind), asked)
    assert page.status_code == 422
    text = page.content.decode()
    assert "{dato}, {sted}" in text
    assert "Mitt {sted}" in text
    assert f'name="mal" value="{key}"' in text
    assert 'name="mal_sagt" value="dato sted"' in text
    assert not Conversation.objects.exists()
    assert tone.post(start(cast, kind), asked | {"mal_sagt": "dato"}).status_code == 422
    assert tone.post(start(cast, kind), asked | {"mal_sagt": "dato sted"}).status_code == 302
    assert Conversation.objects.get().title == "Tur {dato}"


def test_a_field_left_to_homes_is_said_once(cast: Cast, sign_in: SignIn) -> None:
    asked = announced(cast, make(cast), pupils=str(cast.nora.uuid))
    asked |= {"shape": "private", "reply_policy": "all"}
    tone = sign_in(cast.tone)
    assert tone.post(start(cast, "hjem"), asked).status_code == 422
    assert tone.post(start(cast, "hjem"), asked | {"mal_sagt": "dato sted"}).status_code == 302


@pytest.mark.parametrize(
    "given",
    [
        {"title": "Tur", "body": "Alt er fylt ut, også {annet}"},
        {"mal": "x"},
        {"mal": ""},
        {"mal": str(uuid.uuid4())},
    ],
)
def test_without_a_field_of_the_template_it_is_sent(
    cast: Cast, sign_in: SignIn, given: dict[str, str]
) -> None:
    asked = announced(cast, make(cast), **given)
    assert sign_in(cast.tone).post(ANNOUNCE, asked).status_code == 302


def test_what_the_writer_was_told_is_kept_through_another_refusal(
    cast: Cast, sign_in: SignIn
) -> None:
    asked = announced(cast, make(cast), mal_sagt="dato sted", to=[])
    page = sign_in(cast.tone).post(ANNOUNCE, asked)
    assert page.status_code == 422
    assert 'name="mal_sagt" value="dato sted"' in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "number"), [(HOMES, 9), (ANNOUNCE, 21), (RULES, 7)])
def test_each_page_asks_a_fixed_number_of_queries(
    sign_in: SignIn, cast: Cast, address: str, number: int, count: int
) -> None:
    for each in range(count):
        make(cast, f"Tur {each}")
    key, client = str(MessageTemplate.objects.all()[0].uuid), sign_in(cast.sissel)
    page = address.format(school=cast.lade.uuid) + f"?gruppe={cast.class_6a.uuid}&mal={key}"
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    assert len(asked) == number


def test_a_leader_makes_changes_moves_and_removes_them(cast: Cast, sign_in: SignIn) -> None:
    page, client = f"/meldinger/regler/{cast.lade.uuid}/maler/", sign_in(cast.sissel)
    for title in ("A", "B"):
        assert client.post(page, {"title": title, "body": "Vi går."}).status_code == 302
    first, second = MessageTemplate.objects.all()
    client.post(f"{page}{second.uuid}/flytt/", {"up": "1"})
    assert [row.title for row in MessageTemplate.objects.all()] == ["B", "A"]
    client.post(f"{page}{second.uuid}/flytt/", {"down": "1"})
    assert [row.title for row in MessageTemplate.objects.all()] == ["A", "B"]
    client.post(f"{page}{first.uuid}/", {"title": "C", "body": "Vi står."})
    client.post(f"{page}{second.uuid}/fjern/")
    assert [row.title for row in MessageTemplate.objects.all()] == ["C"]


def test_what_was_typed_is_kept_when_it_is_refused(cast: Cast, sign_in: SignIn) -> None:
    make(cast)
    page, client = f"/meldinger/regler/{cast.lade.uuid}/maler/", sign_in(cast.sissel)
    for address in (page, f"{page}{MessageTemplate.objects.get().uuid}/"):
        answer = client.post(address, {"title": "Møte", "body": "Vi møtes {to ord}."})
        assert answer.status_code == 422
        assert "Vi møtes {to ord}." in answer.content.decode()
