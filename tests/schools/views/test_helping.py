"""The guardian's page of helpers, and the doors of those who are asked."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from schools import clock, tasks
from schools.models import HelperAppointment, HelperInvitation, Invitation, Person
from schools.queries import helping as queries
from tests import helping
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/hjelpere/"
NEW = "Sommerferie i uke 28"
SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _nobody_was_wrong_before() -> None:
    cache.clear()


def _given(cast: Cast, **values: Any) -> dict[str, Any]:
    return {
        "name": "Halima Omar",
        "email": "halima@hjelp.test",
        "children": [str(cast.nora.uuid)],
        "scope": "home",
        "last_day": (clock.today() + dt.timedelta(days=20)).isoformat(),
    } | values


def _link(cast: Cast, sign_in: SignIn, **values: Any) -> str:
    assert sign_in(cast.kari).post(PAGE, _given(cast, **values)).status_code == 302
    tasks.send_helper_invitation(HelperInvitation.objects.get().pk)
    found = re.search(r"(/hjelper/[^/\s]+/)", mail.outbox[-1].body)
    assert found
    return found[1]


def test_guardian_invites_and_sees_that_nobody_has_said_yes(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.kari)
    client.post(PAGE, _given(cast))
    (line,) = client.get(PAGE).context["page"].mine
    assert (line.helper, line.child, line.is_invited) == ("Halima Omar", "Nora Hansen", True)


def test_what_was_typed_stays_when_it_is_refused(cast: Cast, sign_in: SignIn) -> None:
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    answer = sign_in(cast.kari).post(PAGE, _given(cast, last_day=yesterday))
    assert answer.status_code == 422
    assert "halima@hjelp.test" in answer.content.decode()
    assert answer.context["form"].errors["last_day"]
    assert not HelperInvitation.objects.exists()


@pytest.mark.parametrize("given", [{"scope": "all"}, {"last_day": "31.02"}, {"children": ["x"]}])
def test_bad_input_is_refused(cast: Cast, sign_in: SignIn, given: dict[str, Any]) -> None:
    assert sign_in(cast.kari).post(PAGE, _given(cast, **given)).status_code == 422


def test_answer_is_the_same_for_known_and_unknown_addresses(cast: Cast, sign_in: SignIn) -> None:
    pages = []
    for email in ("ukjent@hjelp.test", "mona@skolebro.test"):
        client = sign_in(cast.kari)
        answer = client.post(PAGE, _given(cast, email=email), follow=True)
        pages.append([str(message) for message in answer.context["messages"]])
        HelperAppointment.objects.all().delete()
    assert pages[0] == pages[1]


def test_signed_in_person_accepts_with_their_own_account(cast: Cast, sign_in: SignIn) -> None:
    link = _link(cast, sign_in)
    client = sign_in(cast.mona)
    page = client.get(link, follow=True)
    assert "Nora Hansen" in page.content.decode()
    assert client.post(reverse("helper_join")).status_code == 302
    assert HelperAppointment.objects.get().helper == cast.mona
    assert client.get(link).status_code == 404


def test_signed_out_learns_the_guardians_name_alone(cast: Cast, sign_in: SignIn) -> None:
    text = Client().get(_link(cast, sign_in), follow=True).content.decode()
    assert "Kari Hansen" in text
    assert "Nora" not in text


def test_signed_out_does_not_accept(cast: Cast, sign_in: SignIn) -> None:
    client = Client()
    client.get(_link(cast, sign_in))
    assert client.post(reverse("helper_join")).status_code == 200
    assert HelperAppointment.objects.get().helper is None


def test_new_person_gets_a_password_and_helps(cast: Cast, sign_in: SignIn) -> None:
    link, client = _link(cast, sign_in), Client()
    client.get(link)
    client.post(reverse("helper_account"))
    tasks.send_invitation(Invitation.objects.get().pk)
    found = re.search(r"(/invitasjon/[^/\s]+/)", mail.outbox[-1].body)
    assert found
    client.get(found[1])
    client.post(reverse("invitation_password"), {"password": NEW, "again": NEW})
    client.get(link)
    assert client.post(reverse("helper_join")).status_code == 302
    helper = HelperAppointment.objects.get().helper
    assert helper == Person.objects.get(email="halima@hjelp.test")
    assert client.get("/meldinger/").status_code == 200


def test_answer_to_who_has_no_account_is_the_same_for_every_address(
    cast: Cast, sign_in: SignIn
) -> None:
    said = []
    for email in ("ukjent@hjelp.test", "mona@skolebro.test"):
        client = Client()
        client.get(_link(cast, sign_in, email=email))
        answer = client.post(reverse("helper_account"), follow=True)
        said.append([str(message) for message in answer.context["messages"]])
        HelperInvitation.objects.all().delete()
    assert said[0] == said[1]


def test_guardian_who_opens_the_link_is_told(cast: Cast, sign_in: SignIn) -> None:
    link, client = _link(cast, sign_in), sign_in(cast.kari)
    client.get(link)
    assert client.post(reverse("helper_join")).status_code == 422


def test_guessing_is_limited(cast: Cast) -> None:
    client = Client()
    codes = [client.get("/hjelper/gjettet/").status_code for _ in range(62)]
    assert (codes[0], codes[-1]) == (404, 429)


def test_accounts_are_not_asked_for_without_end(cast: Cast, sign_in: SignIn) -> None:
    client = Client()
    client.get(_link(cast, sign_in))
    codes = [client.post(reverse("helper_account")).status_code for _ in range(62)]
    assert (codes[0], codes[-1]) == (302, 429)


def test_guardian_changes_and_ends(cast: Cast, sign_in: SignIn) -> None:
    row, client = helping.let_help(cast, helping.somebody()), sign_in(cast.kari)
    address = reverse("helper_change", args=[row.uuid])
    assert client.get(address).status_code == 200
    day = clock.today() + dt.timedelta(days=2)
    assert client.post(address, {"scope": "common", "last_day": day}).status_code == 302
    row.refresh_from_db()
    assert (row.scope, row.ends) == ("common", day + dt.timedelta(days=1))
    far = clock.today() + dt.timedelta(days=999)
    assert client.post(address, {"scope": "common", "last_day": far}).status_code == 422
    assert client.post(reverse("helper_end", args=[row.uuid])).status_code == 302
    assert client.get(PAGE).context["page"].mine == ()


def test_helper_sees_whom_they_help_and_leaves(cast: Cast, sign_in: SignIn) -> None:
    row = helping.let_help(cast, helping.somebody())
    client = sign_in(row.helper)
    (line,) = client.get(PAGE).context["page"].given
    assert (line.guardian, line.child) == ("Kari Hansen", "Nora Hansen")
    assert client.get(reverse("helper_change", args=[row.uuid])).status_code == 404
    assert client.post(reverse("helper_end", args=[row.uuid])).status_code == 302
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize(("scope", "status"), [("home", 302), ("common", 422)])
def test_guardian_lets_answer_in_their_own_messages_alone(
    cast: Cast, sign_in: SignIn, scope: str, status: int
) -> None:
    given = _given(cast, scope=scope, may_answer="on")
    assert sign_in(cast.kari).post(PAGE, given).status_code == status
    assert HelperAppointment.objects.filter(may_answer=True).exists() == (scope == "home")


def test_guardian_sees_what_rests(cast: Cast) -> None:
    helping.let_help(cast, cast.geir)
    (line,) = queries.page(cast.fresh("kari")).mine
    assert line.rests


def test_protected_guardian_appoints_nobody(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(protection="confidential")
    assert not queries.children_to_help(cast.fresh("kari"))


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_for_many(
    cast: Cast, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        helping.let_help(cast, helping.somebody(f"H{number}"))
    kari = cast.fresh("kari")
    with django_assert_num_queries(4):  # affiliations, children, rows, what stands
        queries.page(kari)
