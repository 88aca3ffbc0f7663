"""What stands around every page."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import strip_tags

from schools.choices import PositionRole, Role
from tests.cast import Cast

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Requests switch the language of the thread; the next test gets its own back."""
    with translation.override("nb"):
        yield


def page(client: Client, address: str = "/i-dag/") -> str:
    return client.get(address).content.decode()


def test_frame_has_skip_link_main_and_offline_bar(cast: Cast, sign_in: SignIn) -> None:
    drawn = page(sign_in(cast.kari))
    assert drawn.index('href="#innhold"') < drawn.index("<header")
    assert '<main class="page ' in drawn
    assert "data-offline-bar" in drawn
    assert 'aria-current="page" data-menu="today"' in drawn


def test_frame_names_the_role(cast: Cast, sign_in: SignIn) -> None:
    assert str(Role.PUPIL.label) in page(sign_in(cast.nora))
    assert cast.lade.name in page(sign_in(cast.tone))


def test_the_office_is_called_what_it_is(cast: Cast, sign_in: SignIn) -> None:
    called = f"<span>{PositionRole.OFFICE.label}</span>"
    assert called in page(sign_in(cast.hanne))
    leader = page(sign_in(cast.sissel))
    assert called not in leader
    assert f"<span>{Role.LEADER.label}</span>" in leader


def test_switcher_shows_only_what_can_be_chosen(cast: Cast, sign_in: SignIn) -> None:
    assert 'action="/rolle/"' not in page(sign_in(cast.nora))
    both = page(sign_in(cast.tuva))  # teacher, and Per's guardian
    assert 'name="role" value="teacher"' in both
    assert 'name="role" value="guardian"' in both


def test_public_page_has_no_menu(cast: Cast, sign_in: SignIn) -> None:
    drawn = page(sign_in(None), "/hjelp/")
    assert "<nav" not in drawn
    assert "/konto/login/" in drawn


def test_not_found_says_the_same_about_what_is_hidden_and_what_never_was(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.stian)
    hidden = client.get(f"/grupper/{cast.class_6a.uuid}/")
    never = client.get(f"/grupper/{cast.nora.uuid}/")
    assert (hidden.status_code, never.status_code) == (404, 404)
    # the words alone: a token may hold any two letters
    assert cast.class_6a.name not in strip_tags(hidden.content.decode())


def test_bad_request_is_drawn_with_its_frame(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.nora).post("/sprak/", {"language": "xx"})
    assert answer.status_code == 400
    assert "Skolebro" in answer.content.decode()
    assert "sessionid" not in answer.cookies


def test_page_that_was_open_too_long_is_explained(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.nora)
    answer = client.post("/sprak/", {"language": "nn"})
    assert answer.status_code == 403
    assert "Siden sto åpen for lenge" in answer.content.decode()


def test_policy_of_pages_is_strict_and_that_of_editors_their_own(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.nora)
    policy = client.get("/i-dag/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "unsafe-inline" in client.get("/cms/").headers["Content-Security-Policy"]
    assert "style=" not in page(client)
    assert " onclick" not in page(client)
