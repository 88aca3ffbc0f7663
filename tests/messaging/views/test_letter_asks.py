"""The page where what was ticked on a letter is typed in, and what then stands in the table."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from messaging.actions import messages
from messaging.choices import AskKind, Coming
from messaging.models import AskAnswer, HomeLetter, Message
from schools import clock
from schools.models import Person
from tests.cast import Cast
from tests.messaging import asks as made
from tests.messaging import letters as paper

SignIn = Callable[[Person | None], Client]
TICKED = {"what": "ask", "instead": "not_used", "client_token": f"{7:032x}"}


@pytest.fixture
def tone(cast: Cast, sign_in: SignIn) -> Client:
    """She reads English, so that the words here are those of the program."""
    Person.objects.filter(pk=cast.tone.pk).update(language="en")
    return sign_in(cast.fresh("tone"))


def page_of(letter: HomeLetter) -> str:
    return f"/brev/svar/{letter.code}/"


def fields(shown: str) -> set[str]:
    """Names of what can be filled in."""
    form = shown.split('enctype="multipart/form-data"')[1].split("</form>")[0]
    return set(re.findall(r'name="(what|coming|adults|children|picked|body|files)"', form))


@pytest.mark.parametrize(
    ("asks", "kind", "wanted"),
    [
        (made.asked_of(AskKind.AGREE), "Lest og enig", {"what"}),
        (made.rsvp(), "Påmelding", {"what", "coming", "adults", "children"}),
        (made.rsvp(most_adults=0), "Påmelding", {"what", "coming", "children"}),
        (made.poll(), "Sjøen", {"what", "picked"}),
    ],
)
def test_the_page_offers_what_the_sheet_asks_and_nothing_is_chosen(
    cast: Cast, sign_in: SignIn, asks: Any, kind: str, wanted: set[str]
) -> None:
    shown = sign_in(cast.tone).get(page_of(paper.printed(cast, made.asked(cast, asks)))).text
    assert kind in shown
    assert fields(shown) == wanted
    assert "checked" not in shown
    assert 'value="maybe"' not in shown


def test_who_comes_is_typed_in_and_stands_in_the_table_with_how(
    cast: Cast, sign_in: SignIn
) -> None:
    ask, tone = made.asked(cast, made.rsvp()), sign_in(cast.tone)
    given = TICKED | {"coming": "yes", "adults": "2", "children": "1"}
    answer = tone.post(page_of(paper.printed(cast, ask)), given)
    assert (answer.status_code, answer["Location"]) == (302, "/brev/svar/")
    row = AskAnswer.objects.get()
    assert (row.coming, row.adults, row.children) == (Coming.YES, 2, 1)
    base = f"/meldinger/{ask.conversation.uuid}/{ask.message.uuid}/svarene/"
    assert "på papir, " in tone.get(base).text
    [line] = [line for line in tone.get(f"{base}tabell/").text.splitlines() if "Tone Lie" in line]
    assert "Nora Hansen" in line
    assert line.endswith("skrevet ned av Tone Lie, på papir")


def test_of_a_poll_the_choices_are_typed_in_and_nobody_is_named(cast: Cast, tone: Client) -> None:
    ask = made.asked(cast, made.poll(several=True))
    letter = paper.printed(cast, ask)
    assert tone.post(page_of(letter), TICKED | {"picked": ["0", "1"]}).status_code == 302
    assert AskAnswer.objects.get().picked == [0, 1]
    base = f"/meldinger/{ask.conversation.uuid}/{ask.message.uuid}/svarene/"
    assert "Kari Hansen" not in tone.get(base).text
    assert tone.get(page_of(paper.letter(cast, "erik"))).text.count("has been answered") == 0


def test_who_has_answered_already_is_said(cast: Cast, tone: Client) -> None:
    ask = made.asked(cast, made.rsvp())
    letter = paper.printed(cast, ask)
    assert "takes its place" not in tone.get(page_of(letter)).text
    made.say(cast, "erik", ask, made.coming(1))
    assert "takes its place" in tone.get(page_of(letter)).text


@pytest.mark.parametrize(
    ("asks", "given", "kept"),
    [
        (made.rsvp(), {"coming": "yes", "adults": "7"}, 'value="7"'),
        (made.rsvp(), {"coming": "yes", "adults": "x"}, 'value="x"'),
        (made.rsvp(), {"adults": "2"}, 'value="2"'),
        (made.rsvp(), {"coming": "maybe", "adults": "2"}, 'value="2"'),
        (made.rsvp(), {"what": "returned", "coming": "no"}, 'value="no" checked'),
        (made.rsvp(), {"what": "", "coming": "no"}, 'value="no" checked'),
        (made.rsvp(), {"instead": "x", "coming": "no"}, 'value="no" checked'),
        (made.poll(), {"picked": ["0", "1"]}, 'value="1" checked'),
        (made.poll(), {"picked": ["8"]}, "8"),
        (made.poll(), {}, 'name="picked"'),
    ],
)
def test_what_cannot_be_typed_in_is_said_and_kept(
    cast: Cast, tone: Client, asks: Any, given: dict[str, Any], kept: str
) -> None:
    letter = paper.printed(cast, made.asked(cast, asks))
    answer = tone.post(page_of(letter), TICKED | given)
    assert answer.status_code == 422
    assert kept in re.sub(r' id="[^"]*"', "", answer.text)
    assert not AskAnswer.objects.exists()


def test_after_the_last_day_the_page_says_so_and_where_it_can_count_still(
    cast: Cast, tone: Client
) -> None:
    ask = made.asked(cast, made.rsvp(closes_on=clock.today()))
    letter = paper.printed(cast, ask)
    with clock.set_to(clock.now() + dt.timedelta(days=1)):
        shown = tone.get(page_of(letter)).text
        answer = tone.post(page_of(letter), TICKED | {"coming": "yes", "adults": "1"})
    assert "The last day to answer was" in shown
    assert f"/meldinger/{ask.conversation.uuid}/{ask.message.uuid}/svar/for/" in shown
    assert fields(shown) == {"what"}
    assert answer.status_code == 422
    assert answer.text.count("The last day to answer was") > 1
    assert not AskAnswer.objects.exists()


def test_a_sheet_with_the_text_before_says_so_and_offers_no_way_round(
    cast: Cast, tone: Client
) -> None:
    ask = made.asked(cast, made.asked_of(AskKind.AGREE))
    letter = paper.printed(cast, ask)
    assert "stands version 1 of the text" in tone.get(page_of(letter)).text
    message = Message.objects.get(pk=ask.message_id)
    messages.edit_message(actor=cast.fresh("tone"), message=message, body="Vi drar på båttur")
    answer = tone.post(page_of(letter), TICKED)
    assert answer.status_code == 422
    assert "The sheet has version 1, and version 2 is asked about" in answer.text
    assert "write a new one in the list of readers" in answer.text
    assert "/svar/for/" not in answer.text
    assert not AskAnswer.objects.exists()


def test_a_sheet_without_boxes_asks_for_nothing(cast: Cast, tone: Client) -> None:
    ask = made.asked(cast, made.rsvp())
    ask.conversation.messages.update(body="Hva vi sa om diagnosen")
    shown = tone.get(page_of(paper.printed(cast, ask))).text
    assert fields(shown) == {"what"}
    assert 'value="ask"' not in shown


def test_the_page_is_bounded(
    cast: Cast, tone: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    letter = paper.printed(cast, made.asked(cast, made.rsvp()))
    tone.get(page_of(letter))
    with django_assert_num_queries(14):
        tone.get(page_of(letter))
