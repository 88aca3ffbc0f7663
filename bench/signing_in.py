"""08:15: a school signs in."""

import time
from concurrent.futures import ThreadPoolExecutor

from django.urls import reverse

from bench.figures import Figure, p50
from bench.visitor import Visitor
from config.demo_accounts import ACCOUNTS, PASSWORD

_CLIENTS, _SECONDS, _RUNS = 6, 4.0, 3


def measure(port: int) -> list[Figure]:
    """Sign-ins per second by six browsers against two processes; median of three runs."""
    return [
        Figure(
            "signin.per_second", p50([_run(port) for _ in range(_RUNS)]), "1/s", 25, at_least=True
        )
    ]


def _run(port: int) -> float:
    end = time.perf_counter() + _SECONDS

    def browser(number: int) -> int:
        username, count = ACCOUNTS[number % len(ACCOUNTS)].username, 0
        while time.perf_counter() < end:
            visitor = Visitor(port)
            visitor.cookies["csrftoken"] = "c" * 32
            visitor.sign_in(reverse("account_login"), username, PASSWORD)
            count += 1
        return count

    with ThreadPoolExecutor(_CLIENTS) as pool:
        return sum(pool.map(browser, range(_CLIENTS))) / _SECONDS
