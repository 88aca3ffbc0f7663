"""Sign-ins a second: whole requests through the form, one process a core."""

import multiprocessing
import os
import time
from typing import Any

PASSWORD = "Vinterferie i uke 8"


def hash_milliseconds(rounds: int = 20) -> float:
    """CPU time of one password check, in milliseconds (target: 60 at most)."""
    from schools.signin.hashers import SchoolArgon2Hasher  # noqa: PLC0415 (after django.setup)

    hasher = SchoolArgon2Hasher()
    encoded = hasher.encode(PASSWORD, hasher.salt())
    started = time.process_time()
    for _ in range(rounds):
        hasher.verify(PASSWORD, encoded)
    return (time.process_time() - started) / rounds * 1000


def sign_ins_per_second(login: str, password: str, *, seconds: float = 5, cores: int = 2) -> float:
    """Right sign-ins a second of one account on ``cores`` processes (target: 25 on two).

    The account must exist in the database of the settings in use. The request goes through
    all middleware, limits, the backends, the session and the audit log; no socket.
    """
    context = multiprocessing.get_context("spawn")
    with context.Pool(cores) as pool:
        work = [(login, password, seconds)] * cores
        return sum(pool.starmap(_sign_in_for, work, chunksize=1))


def _sign_in_for(login: str, password: str, seconds: float) -> float:
    import django  # noqa: PLC0415 (a fresh process)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    django.setup()
    from django.test import Client  # noqa: PLC0415 (after django.setup)

    client = Client(SERVER_NAME="localhost")
    _sign_in(client, login, password)  # the first request loads every module
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        _sign_in(client, login, password)
        done += 1
    return done / (time.perf_counter() - started)


def _sign_in(client: Any, login: str, password: str) -> None:
    client.cookies.clear()
    answer = client.post("/konto/login/", {"login": login, "password": password})
    if answer.status_code != 302:
        message = "The sign-in of the benchmark was refused."
        raise RuntimeError(message)
