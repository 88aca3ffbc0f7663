"""What the site does to each request before any view."""

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.mark.parametrize(
    "address",
    ["/sok/?q=no%00ra", "/personer/?q=%00", "/utstyr/register/?q=%00", "/sko%00ler/", "/x%00"],
)
def test_nul_in_the_address_is_a_bad_request(cast: Cast, address: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.sissel)
    assert client.get(address).status_code == 400


def test_nul_spelt_twice_over_is_only_text(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.sissel)
    assert client.get("/sok/?q=%2500").status_code == 200


@pytest.mark.parametrize(
    ("charset", "status"),
    [("utf-8", 302), ("UTF8", 302), ("hex", 400), ("utf-7", 400), ("unicode-escape", 400)],
)
def test_form_in_another_encoding_is_a_bad_request(cast: Cast, charset: str, status: int) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.kari)
    body = b'--x\r\nContent-Disposition: form-data; name="language"\r\n\r\nnn\r\n--x--\r\n'
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    assert client.generic("POST", "/sprak/", body, content_type=kind).status_code == status
