import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from messaging.channels import reply_address
from messaging.channels.reply_address import Answerer

_NONE, _ALL = UUID(int=0), UUID(int=2**128 - 1)


@pytest.fixture(autouse=True)
def _domain(settings: Any) -> None:
    settings.MAIL_DOMAIN = "svar.skolebro.test"


@pytest.mark.parametrize("ids", [(uuid4(), uuid4()), (_NONE, _NONE), (_ALL, _ALL)])
def test_address_says_who_answers_where(ids: tuple[UUID, UUID]) -> None:
    address = reply_address.address_for(*ids)
    assert reply_address.read_address(address) == Answerer(*ids)
    local, _, domain = address.partition("@")
    assert re.fullmatch(r"svar\+[0-9a-z]+", local)
    assert (len(local), domain) == (64, "svar.skolebro.test")


def test_address_survives_a_program_that_changes_its_case() -> None:
    conversation, person = uuid4(), uuid4()
    address = reply_address.address_for(conversation, person)
    for changed in (address.upper(), address.title(), f" {address} "):
        assert reply_address.read_address(changed) == Answerer(conversation, person)


def test_changed_address_is_nobodys() -> None:
    address = reply_address.address_for(uuid4(), uuid4())
    for at in range(len("svar+"), address.index("@")):
        digit = "0" if address[at] != "0" else "1"
        assert reply_address.read_address(address[:at] + digit + address[at + 1 :]) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "svar@svar.skolebro.test",
        "svar+abc@svar.skolebro.test",
        f"svar+{'z' * 59}@svar.skolebro.test",
        f"svar+{'0' * 59}@svar.skolebro.test",
        f"retur+{'0' * 38}@svar.skolebro.test",
    ],
)
def test_invented_address_is_nobodys(address: str) -> None:
    assert reply_address.read_address(address) is None
    assert reply_address.read_return_path(address) is None


def test_address_at_another_domain_is_nobodys(settings: Any) -> None:
    address = reply_address.address_for(uuid4(), uuid4())
    settings.MAIL_DOMAIN = "annen.test"
    assert reply_address.read_address(address) is None


def test_return_path_says_which_mail_and_is_no_answer() -> None:
    delivery = uuid4()
    address = reply_address.return_path_for(delivery)
    assert reply_address.read_return_path(address.upper()) == delivery
    assert reply_address.read_address(address) is None
    assert reply_address.read_return_path(address.replace("retur", "svar")) is None
    assert len(address.partition("@")[0]) <= 64


def test_key_that_was_replaced_is_still_believed_while_it_is_listed(settings: Any) -> None:
    address = reply_address.address_for(_NONE, _ALL)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-" + "y" * 50
    assert reply_address.read_address(address) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert reply_address.read_address(address) == Answerer(_NONE, _ALL)


def test_without_domain_there_are_no_addresses(settings: Any) -> None:
    address = reply_address.address_for(_NONE, _ALL)
    settings.MAIL_DOMAIN = ""
    assert not reply_address.is_on()
    assert reply_address.address_for(_NONE, _ALL) == ""
    assert reply_address.return_path_for(_NONE) == ""
    assert reply_address.read_address(address) is None
