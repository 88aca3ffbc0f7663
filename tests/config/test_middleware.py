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
