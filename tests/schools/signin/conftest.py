"""People with passwords, and the sign-in form."""

import pytest
from django.test import Client

from schools.models import Person

PASSWORD = "Vinterferie i uke 8"


@pytest.fixture
def guardian(db):
    return Person.objects.create_user(
        "berit.moen",
        PASSWORD,
        email="Berit.Moen@example.no",
        given_name="Berit",
        family_name="Moen",
    )


@pytest.fixture
def other(db):
    return Person.objects.create_user(
        "arne.lie", PASSWORD, email="arne@example.no", given_name="Arne", family_name="Lie"
    )


@pytest.fixture
def enter():
    """Post the sign-in form from an address; returns (client, response)."""

    def post(login, password=PASSWORD, *, address="198.51.100.7", client=None, **headers):
        client = client or Client()
        data = {"login": login, "password": password}
        answer = client.post("/konto/login/", data, REMOTE_ADDR=address, **headers)
        return client, answer

    return post


def is_signed_in(client):
    return "_auth_user_id" in client.session
