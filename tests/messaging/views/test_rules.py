"""The page of a school's rules for messages."""

from collections.abc import Callable

from django.test import Client

from messaging.models import SchoolHours, WritingRule
from schools.models import Person
from tests.access.matrix.messaging import _RULES
from tests.cast import Cast


def test_what_is_chosen_is_kept_and_shown_again(
    cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    client, page = sign_in(cast.sissel), f"/meldinger/regler/{cast.lade.uuid}/"
    assert client.post(page, _RULES | {"grade_6": "all"}).status_code == 302
    kept = WritingRule.objects.order_by("grade").values_list("grade", "pupils_may")
    assert list(kept) == [(6, "all"), (8, "answer"), (9, "answer"), (10, "answer")]
    assert SchoolHours.objects.count() == 3
    shown = client.get(page).content.decode()
    assert "Varsles fra 07:00 til 21:00." in shown


def test_a_wrong_time_keeps_what_was_typed(cast: Cast, sign_in: Callable[[Person], Client]) -> None:
    page = f"/meldinger/regler/{cast.lade.uuid}/"
    answer = sign_in(cast.sissel).post(page, _RULES | {"staff_quiet_from": "halv fem"})
    assert answer.status_code == 422
    assert "halv fem" in answer.content.decode()
    assert not WritingRule.objects.exists()
    assert not SchoolHours.objects.exists()
