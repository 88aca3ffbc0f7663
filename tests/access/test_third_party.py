"""Prefixes of third parties: denied but for named roles."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.access.rows import COLUMNS, LETTERS
from tests.access.third_party import PREFIXES
from tests.cast import ROLES, Cast

pytestmark = pytest.mark.slow  # routes of others, which change with their versions only


@pytest.mark.parametrize("prefix", PREFIXES)
def test_prefix(prefix: str, cast: Cast, sign_in: Callable[..., Client]) -> None:
    address, codes = PREFIXES[prefix]
    wrong = []
    for role, letter in zip(COLUMNS, codes, strict=True):
        answer = sign_in(cast.role(role), raise_request_exception=False).get(address)
        if answer.status_code != LETTERS[letter]:
            wrong.append(f"{role} ({ROLES[role]}): {answer.status_code}, expected {letter!r}")
    assert not wrong, f"{address}\n" + "\n".join(wrong)
