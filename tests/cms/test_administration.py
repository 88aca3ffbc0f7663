"""The editors' administration works for public pages, and is shut for people's accounts."""

import pytest
from django.test import Client

from cms.models import FrontPage
from tests.cast import Cast


@pytest.fixture
def editor(cast: Cast, client: Client) -> Client:
    """A technical administrator."""
    cast.marit.is_superuser = cast.marit.is_staff = True
    cast.marit.save()
    client.force_login(cast.marit)
    return client


def test_public_page_can_be_edited(editor: Client) -> None:
    page = FrontPage.objects.get()
    for address in ("/cms/", "/cms/pages/", f"/cms/pages/{page.pk}/edit/"):
        answer = editor.get(address, follow=True)
        assert answer.status_code == 200, address
        assert "unsafe-inline" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("part", ["users", "users/add", "groups", "account", "password_reset"])
def test_accounts_are_not_edited_there(editor: Client, part: str) -> None:
    assert editor.get(f"/cms/{part}/").status_code == 404


def test_rich_text_is_cleaned_past_the_editor(editor: Client) -> None:
    page = FrontPage.objects.get()
    raw = '<p>Hei<script>alert(1)</script></p><a href="javascript:alert(1)">x</a>'
    page.body = [("text", raw)]
    page.save()
    body = Client().get("/").content.decode()
    assert "Hei" in body
    assert "alert(1)" not in body
