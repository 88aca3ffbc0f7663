"""Writing, answering and counting what an announcement asks, on pages without scripts."""

import csv
import io
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from messaging.actions import ask_answers
from messaging.actions.assisted import How
from messaging.choices import AskKind, Coming, Instead, Results, Source
from messaging.models import Ask, AskAnswer, Conversation
from schools.choices import Access, Protection, Responsibility
from schools.models import Guardianship, Person
from tests.cast import Cast
from tests.messaging import asks as made


def _client(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.fresh(name))
    return client


def _write(cast: Cast, kind: str = "kunngjoring", **fields: object) -> tuple[int, str]:
    data = {
        "title": "Tur",
        "body": "Vi drar på tur",
        "parts": ["guardians"],
        "client_token": uuid.uuid4(),
        "per": "home",
        "results": "sender",
        "reply_policy": "sender",
        "to": [f"guardians.{cast.class_6a.uuid}"],
    } | fields
    address = f"/meldinger/ny/{kind}/?gruppe={cast.class_6a.uuid}"
    answer = _client(cast, "tone").post(address, data)
    return answer.status_code, answer.text


def test_a_poll_is_asked_with_its_options(cast: Cast) -> None:
    options = "Skogen\r\n\r\n  Sjøen \r\n"
    _write(cast, ask="poll", options=options, several="on", results="all", is_open="on")
    ask = Ask.objects.get()
    assert ask.options == ["Skogen", "Sjøen"]
    assert (ask.several, ask.results, ask.is_open) == (True, Results.ALL, True)


def test_what_another_choice_needs_is_left_aside(cast: Cast) -> None:
    _write(cast, ask="agree", options="En", most_adults="2")
    ask = Ask.objects.get()
    assert (ask.kind, ask.options, ask.most_adults) == (AskKind.AGREE, [], 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"ask": "", "most_adults": "200", "options": "x" * 2_000, "closes_on": "i morgen"},
        {"ask": "agree", "most_children": "x", "results": "guessed"},
        {"ask": "poll", "options": "En\nTo", "per": "", "results": "", "most_adults": "200"},
    ],
)
def test_what_is_wrong_in_a_part_that_is_not_shown_stops_nothing(
    cast: Cast, fields: dict[str, str]
) -> None:
    assert _write(cast, **fields)[0] == 302
    for ask in Ask.objects.all():
        assert (ask.per, ask.results, ask.most_adults) == ("home", "sender", 0)


@pytest.mark.parametrize(("ask", "confirms"), [("", False), ("read", True)])
def test_nothing_or_reading_alone_is_no_ask(cast: Cast, ask: str, confirms: bool) -> None:
    _write(cast, ask=ask, holds_until="2099-01-01")
    conversation = Conversation.objects.get()
    assert conversation.messages.get().asks_confirmation is confirms
    assert conversation.holds_until is not None
    assert not Ask.objects.exists()


def test_a_class_thread_asks_and_holds_for_ever(cast: Cast) -> None:
    assert _write(cast, "klasse", ask="rsvp", most_adults="2", holds_until="2099-01-01")[0] == 302
    assert Ask.objects.get().most_adults == 2
    assert Conversation.objects.get().holds_until is None


@pytest.mark.parametrize(
    "fields",
    [
        {"ask": "poll", "options": "En"},
        {"ask": "rsvp", "closes_on": "2020-01-01"},
        {"ask": "rsvp", "most_adults": "21"},
        {"ask": "guessed"},
        {"holds_until": "2020-01-01"},
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_lost(
    cast: Cast, fields: dict[str, object]
) -> None:
    status, page = _write(cast, **fields)
    assert status == 422
    assert "Vi drar på tur" in page
    assert not Conversation.objects.exists()


def _answer(cast: Cast, name: str, ask: Ask, **data: object) -> tuple[int, str]:
    address = f"/meldinger/{ask.conversation.uuid}/{ask.message.uuid}/svar/"
    answer = _client(cast, name).post(address, data)
    return answer.status_code, answer.text


def test_a_refused_answer_keeps_what_was_chosen(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    status, page = _answer(
        cast, "kari", ask, coming="yes", adults="7", children="2", child=cast.nora.uuid
    )
    assert status == 422
    assert "Høyst 2 kan komme" in page
    assert 'name="adults" min="0" max="2" value="7"' in page
    assert 'name="children" min="0" max="3" value="2"' in page


def test_a_refused_choice_keeps_the_others_form_as_it_is(cast: Cast) -> None:
    ask = made.asked(cast, made.poll())
    assert _answer(cast, "kari", ask, picked=["0", "1"], child=cast.nora.uuid)[0] == 422
    assert _answer(cast, "kari", ask, picked=["8"])[0] == 422
    assert _answer(cast, "kari", ask, coming="perhaps", adults="many")[0] == 422
    assert not AskAnswer.objects.exists()


def test_an_agreement_to_a_text_that_was_changed_is_a_conflict(cast: Cast) -> None:
    ask = made.asked(cast, made.asked_of(AskKind.AGREE))
    assert _answer(cast, "kari", ask, edition="9")[0] == 409
    assert _answer(cast, "kari", ask, edition="1", child=cast.jonas.uuid)[0] == 404
    assert _answer(cast, "kari", ask, edition="1", child=cast.nora.uuid)[0] == 302


def test_the_table_is_for_a_spreadsheet_and_holds_no_formulas(cast: Cast) -> None:
    ask = made.asked(cast, made.poll(options=("=1+1", "Sjøen"), is_open=True))
    made.say(cast, "kari", ask, made.picked(0))
    lines = _table(cast, ask)
    (answered,) = [line for line in lines if line[2] == "Kari Hansen"]
    assert answered[0] == "Nora Hansen"
    assert answered[3] == "'=1+1"
    assert any(line[3] == "Ikke svart" for line in lines)


def test_the_table_says_which_text_was_agreed_to_and_how(cast: Cast) -> None:
    ask = made.asked(cast, made.asked_of(AskKind.AGREE))
    place = f"{cast.nora.uuid}/{cast.kari.uuid}"
    form = {"place": place, "source": "phone", "instead": "asked", "edition": "1"}
    tone = _client(cast, "tone")
    base = f"/meldinger/{ask.conversation.uuid}/{ask.message.uuid}/svar/"
    assert tone.post(f"{base}for/", form).status_code == 302
    assert (
        _client(cast, "kari")
        .get(f"/meldinger/{ask.conversation.uuid}/")
        .text.count("skrevet ned av skolen")
    )
    assert _client(cast, "kari").post(f"{base}feil/").status_code == 302
    (line,) = [line for line in _table(cast, ask) if line[2] == "Kari Hansen"]
    assert line[3] == "Lest og enig"
    assert len(line[8]) == 64
    assert line[9] == "skrevet ned av Tone Lie, på telefon, meldt som feil"
    Person.objects.filter(pk=cast.tone.pk).update(protection=Protection.CONFIDENTIAL)
    assert not [line for line in _table(cast, ask) if "Tone Lie" in line[9]]
    page = tone.get(f"/meldinger/{ask.conversation.uuid}/{ask.message.uuid}/svarene/").text
    assert "skrevet ned av En ansatt" in page


def test_what_is_written_down_needs_all_its_parts(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    address = f"/meldinger/{ask.conversation.uuid}/{ask.message.uuid}/svar/for/"
    place = f"{cast.nora.uuid}/{cast.kari.uuid}"
    form = {"place": place, "source": "phone", "instead": "asked", "edition": "1"}
    tone = _client(cast, "tone")
    assert tone.post(address, form).status_code == 422
    assert tone.post(address, form | {"coming": "yes"}).status_code == 422  # nobody comes
    assert tone.post(address, form | {"coming": "maybe"}).status_code == 302
    assert AskAnswer.objects.get().coming == Coming.MAYBE


def _table(cast: Cast, ask: Ask) -> list[list[str]]:
    address = f"/meldinger/{ask.conversation.uuid}/{ask.message.uuid}/svarene/tabell/"
    answer = _client(cast, "tone").get(address)
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))


def test_the_answer_that_is_wrong_is_the_one_whose_button_was_pressed(cast: Cast) -> None:
    Guardianship.objects.create(
        guardian=cast.kari,
        pupil=cast.jonas,
        responsibility=Responsibility.FULL,
        access=Access.FULL,
    )
    ask = made.asked(cast, made.rsvp())
    for child in (cast.nora, cast.jonas):
        ask_answers.record_ask_answer(
            actor=cast.fresh("tone"),
            message=ask.message,
            person=cast.fresh("kari"),
            child=child,
            given=made.coming(1),
            how=How(Source.PHONE, Instead.ASKED),
        )
    kari, talk = _client(cast, "kari"), f"/meldinger/{ask.conversation.uuid}/"
    address = reverse("ask_wrong", args=[ask.conversation.uuid, ask.message.uuid])
    page = kari.get(talk).text
    form = page.split(f'action="{address}"')[2].split("</form>")[0]
    child = re.search(r'name="child" value="([^"]+)"', form)
    assert child
    assert 'name="edition" value="1"' in form
    for wrong in ({"child": "x"}, {"child": child[1], "edition": "0"}, {}):
        answer = kari.post(address, wrong)
        assert answer.status_code == 422
    assert "Velg hvilket barn" in answer.text
    assert kari.post(address, {"child": child[1], "edition": "1"}).status_code == 302
    doubted = AskAnswer.objects.get(doubted_at__isnull=False)
    assert str(doubted.pupil.uuid) == child[1]
