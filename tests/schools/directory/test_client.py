"""Asking a real directory over TLS, and servers that do not play fair (H60-H72, F14-F16)."""

import dataclasses
import threading
import time

import pytest

from schools.directory import client, servers
from schools.directory.errors import Refused, Unreachable
from tests import services
from tests.schools.directory import hostile as fake
from tests.schools.directory.certificates import Authority
from tests.schools.directory.conftest import LDIF, SECRET, SERVICE

pytestmark = pytest.mark.slow  # servers that hang are waited for


def changed(config, **values):
    return dataclasses.replace(config, **values)


def plain(config, server, **values):
    """The configuration for an unencrypted server on this machine."""
    url = f"ldap://127.0.0.1:{server.port}"
    return changed(config, urls=(url,), plain_loopback=True, ca_file="", **values)


class Stopwatch:
    def __enter__(self):
        self._started = time.monotonic()
        return self

    def __exit__(self, *_error):
        self.seconds = time.monotonic() - self._started


# --- who is let in


@pytest.mark.parametrize("login", ["nora", "NORA", "nora@skolebro.test", "Nora@Skolebro.Test"])
def test_right_password_gives_the_person(config, login):
    found = client.sign_in(config, login, SECRET)
    assert found.user_names == {"nora", "nora@skolebro.test"}
    assert len(found.stable_id) == 36


@pytest.mark.parametrize("password", ["feil", SECRET.upper(), SECRET + " ", "\u00e5" * 200])
def test_wrong_password_is_refused(config, password):
    with pytest.raises(Refused):
        client.sign_in(config, "nora", password)


def test_unknown_user_is_refused(config):
    with pytest.raises(Refused):
        client.sign_in(config, "nobody", SECRET)


def test_two_hits_are_refused(config):
    with pytest.raises(Refused, match="2 entries"):
        client.sign_in(config, "twice", SECRET)


def test_account_that_the_filter_leaves_out_is_refused(config):
    with pytest.raises(Refused):
        client.sign_in(config, "closed", SECRET)
    assert client.sign_in(changed(config, enabled_filter=""), "closed", SECRET)


@pytest.mark.parametrize(
    "login",
    ["*", "nor*", "*)(uid=*))(|(uid=*", "\\2a", "a)(&", "nora)(objectClass=*", "n" * 256],
)
def test_user_name_is_never_a_filter(config, login):
    with pytest.raises(Refused):
        client.sign_in(config, login, SECRET)


def test_empty_dn_or_password_never_becomes_an_anonymous_bind(config):
    with pytest.raises(Refused):
        client.sign_in(config, "nora", "")


def test_wrong_service_password_is_not_the_pupils_fault(config):
    with pytest.raises(Unreachable):
        client.sign_in(changed(config, bind_password="feil"), "nora", SECRET)


def test_check_tells_what_works(config):
    client.check(config, config.urls[0])
    with pytest.raises(Unreachable, match="service bind refused"):
        client.check(changed(config, bind_password="feil"), config.urls[0])


# --- StartTLS and certificates


@pytest.fixture(scope="module")
def start_tls_server(slapd, pair):
    return slapd(LDIF, extra_config=pair.slapd_config)


def test_start_tls_works(config, start_tls_server):
    url = f"ldap://127.0.0.1:{start_tls_server.port}"
    found = client.sign_in(changed(config, urls=(url,), start_tls=True), "nora", SECRET)
    assert "nora" in found.user_names


def test_plain_works_on_this_machine_when_configured(config, start_tls_server):
    assert client.sign_in(plain(config, start_tls_server), "nora", SECRET)


@pytest.fixture(params=["self-signed", "wrong-name", "expired"])
def bad_pair(request, authority, tmp_path):
    if request.param == "self-signed":
        return Authority(tmp_path, "Forger").issue("forged")
    if request.param == "wrong-name":
        return authority.issue("wrong", host="ldap.example.test")
    return authority.issue("expired", days=-1)


def test_bad_certificate_gets_no_password(config, slapd, hostile, bad_pair):
    server = slapd(LDIF, extra_config=bad_pair.slapd_config, scheme="ldaps")
    url = f"ldaps://127.0.0.1:{server.port}"
    with pytest.raises(Unreachable):
        client.sign_in(changed(config, urls=(url,)), "nora", SECRET)
    trap = hostile(lambda _op, _bytes: [], bad_pair)
    with pytest.raises(Unreachable):
        client.sign_in(changed(config, urls=(trap.url,)), "nora", SECRET)
    assert trap.received == b""


def test_bad_certificate_after_start_tls_gets_no_password(config, slapd, bad_pair):
    server = slapd(LDIF, extra_config=bad_pair.slapd_config)
    url = f"ldap://127.0.0.1:{server.port}"
    with pytest.raises(Unreachable):
        client.sign_in(changed(config, urls=(url,), start_tls=True), "nora", SECRET)


def test_refused_start_tls_gets_no_password(config, hostile):
    server = hostile(lambda _op, _bytes: [fake.result(0x78, fake.PROTOCOL_ERROR)])
    with pytest.raises(Unreachable):
        client.sign_in(changed(config, urls=(server.url,), start_tls=True), "nora", SECRET)
    assert server.connections == 1
    assert b"admin" not in server.received
    assert SECRET.encode() not in server.received


def test_stripped_start_tls_gets_no_password(config, hostile):
    """It says yes and then goes on in clear text."""
    server = hostile(lambda _op, _bytes: [fake.result(0x78, fake.SUCCESS)])
    with pytest.raises(Unreachable):
        client.sign_in(changed(config, urls=(server.url,), start_tls=True), "nora", SECRET)
    assert b"cn=admin" not in server.received


# --- referrals


def test_referral_on_search_is_not_followed(config, hostile, pair):
    trap = hostile(lambda _op, _bytes: [])

    def answer(operation, _message):
        if operation == fake.BIND:
            return [fake.result(0x61, fake.SUCCESS)]
        return [fake.result(0x65, fake.REFERRAL, referral=f"{trap.url}/dc=skolebro,dc=test")]

    server = hostile(answer, pair)
    with pytest.raises(Unreachable, match="no server"):
        client.sign_in(changed(config, urls=(server.url,)), "nora", SECRET)
    assert (trap.connections, trap.received) == (0, b"")


def test_search_reference_is_not_followed(config, hostile, pair):
    trap = hostile(lambda _op, _bytes: [])

    def answer(operation, _message):
        if operation == fake.BIND:
            return [fake.result(0x61, fake.SUCCESS)]
        return [fake.search_reference(trap.url), fake.result(0x65, fake.SUCCESS)]

    server = hostile(answer, pair)
    with pytest.raises(Refused):
        client.sign_in(changed(config, urls=(server.url,)), "nora", SECRET)
    assert (trap.connections, trap.received) == (0, b"")


@pytest.mark.parametrize("which", ["service", "user"])
def test_referral_on_bind_is_not_followed(config, hostile, pair, which):
    trap = hostile(lambda _op, _bytes: [])

    def answer(operation, message):
        if operation == fake.SEARCH:
            hit = fake.entry("uid=nora,dc=x", uid="nora", entryUUID="u-1")
            return [hit, fake.result(0x65, fake.SUCCESS)]
        if (SERVICE.encode() in message) == (which == "service"):
            return [fake.result(0x61, fake.REFERRAL, referral=trap.url)]
        return [fake.result(0x61, fake.SUCCESS)]

    server = hostile(answer, pair)
    with pytest.raises(Unreachable):
        client.sign_in(changed(config, urls=(server.url,)), "nora", SECRET)
    assert (trap.connections, trap.received) == (0, b"")


# --- entries that are not right


def hit_only(**attributes):
    """A server that lets everybody in and always finds this entry."""

    def answer(operation, _message):
        if operation == fake.SEARCH:
            hit = fake.entry(attributes.pop("dn", "uid=x,dc=x"), **attributes)
            return [hit, fake.result(0x65, fake.SUCCESS)]
        return [fake.result(0x61, fake.SUCCESS)]

    return answer


def test_entry_of_somebody_else_is_refused(config, hostile, pair):
    server = hostile(hit_only(uid="arne", entryUUID="u-1"), pair)
    with pytest.raises(Refused, match="somebody else"):
        client.sign_in(changed(config, urls=(server.url,)), "nora", SECRET)


def test_entry_without_a_stable_id_is_refused(config, hostile, pair):
    server = hostile(hit_only(uid="nora"), pair)
    with pytest.raises(Unreachable):
        client.sign_in(changed(config, urls=(server.url,)), "nora", SECRET)


def test_entry_without_a_dn_is_refused(config, hostile, pair):
    server = hostile(hit_only(dn="", uid="nora", entryUUID="u-1"), pair)
    with pytest.raises(Refused, match="empty"):
        client.sign_in(changed(config, urls=(server.url,)), "nora", SECRET)


@pytest.mark.parametrize(
    "nonsense", [b"\x30\x03\x02\x01", b"HTTP/1.1 200 OK\r\n\r\n", b"\xff" * 99]
)
def test_nonsense_is_an_unreachable_server(config, hostile, pair, nonsense):
    server = hostile(lambda _op, _bytes: [nonsense], pair)
    with pytest.raises(Unreachable), Stopwatch() as watch:
        client.sign_in(changed(config, urls=(server.url,), seconds=1), "nora", SECRET)
    assert watch.seconds < 2


def test_filter_on_the_wire_is_escaped(config, hostile, pair):
    server = hostile(hit_only(uid="nora", entryUUID="u-1"), pair)
    with pytest.raises(Refused):
        client.sign_in(changed(config, urls=(server.url,)), "*)(uid=*", SECRET)
    assert fake.ber(0x04, b"*)(uid=*") in server.received  # one value, not a filter


# --- slow and dead servers


def test_hanging_server_is_given_up_in_time(config, directories, paused):
    paused(directories[0])
    with pytest.raises(Unreachable), Stopwatch() as watch:
        client.sign_in(config, "nora", SECRET)
    assert watch.seconds < 3.5


def test_failover_within_the_time(config, urls, directories, paused):
    paused(directories[0])
    both = changed(config, urls=urls)
    with Stopwatch() as watch:
        assert client.sign_in(both, "nora", SECRET)
    assert watch.seconds < 3
    with Stopwatch() as watch:
        assert client.sign_in(both, "nora", SECRET)
    assert watch.seconds < 1  # the first one is skipped


def test_failover_from_a_closed_port_and_a_wrong_name(config, urls):
    dead = f"ldaps://127.0.0.1:{services.free_port()}"
    unknown = "ldaps://ldap.invalid"
    assert client.sign_in(changed(config, urls=(dead, unknown, urls[1])), "nora", SECRET)


def test_wrong_password_is_not_tried_on_the_next_server(config, urls, hostile, pair):
    second = hostile(hit_only(uid="nora", entryUUID="u-1"), pair)
    with pytest.raises(Refused):
        client.sign_in(changed(config, urls=(urls[0], second.url)), "nora", "feil")
    assert second.connections == 0


def test_all_servers_down_is_unreachable(config):
    dead = [f"ldaps://127.0.0.1:{services.free_port()}" for _ in range(2)]
    with pytest.raises(Unreachable):
        client.sign_in(changed(config, urls=tuple(dead)), "nora", SECRET)


@pytest.mark.parametrize(
    ("first", "wait_for_request", "tls"),
    [
        (b"\x30\x84\x00\x0f\x00\x00", True, False),  # an answer of a megabyte
        (b"\x30", True, False),
        (b"\x16\x03\x03\x40\x00", True, True),  # a TLS record of 16 kB
        (b"", False, True),
    ],
)
def test_dripping_server_is_given_up_in_time(config, first, wait_for_request, tls):
    server = fake.DrippingServer(first, wait_for_request=wait_for_request)
    try:
        dripped = plain(config, server, seconds=1)
        if tls:
            url = f"ldaps://127.0.0.1:{server.port}"
            dripped = changed(config, urls=(url,), seconds=1)
        with pytest.raises(Unreachable), Stopwatch() as watch:
            client.sign_in(dripped, "nora", SECRET)
        assert watch.seconds < 2
    finally:
        server.close()
    assert _directory_threads_end()


def test_server_that_hangs_at_the_user_bind_is_given_up_in_time(config, hostile, pair):
    def answer(operation, message):
        if operation == fake.SEARCH:
            hit = fake.entry("uid=nora,dc=x", uid="nora", entryUUID="u-1")
            return [hit, fake.result(0x65, fake.SUCCESS)]
        return [fake.result(0x61, fake.SUCCESS)] if SERVICE.encode() in message else None

    server = hostile(answer, pair)
    with pytest.raises(Unreachable), Stopwatch() as watch:
        client.sign_in(changed(config, urls=(server.url,), seconds=1), "nora", SECRET)
    assert watch.seconds < 2


def test_slow_directory_holds_few_threads(config, hostile, pair):
    server = hostile(fake.SlowSearch(2), pair)
    slow = changed(config, urls=(server.url,), seconds=1, concurrent=2)
    outcomes = []

    def ask():
        try:
            client.sign_in(slow, "nora", SECRET)
        except Unreachable as error:
            outcomes.append(type(error))

    callers = [threading.Thread(target=ask) for _ in range(8)]
    for caller in callers:
        caller.start()
    assert sum(thread.name == "directory" for thread in threading.enumerate()) <= 2
    for caller in callers:
        caller.join(10)
    assert len(outcomes) == 8
    assert client.Busy in outcomes
    assert _directory_threads_end()


def _directory_threads_end(within=5.0):
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not any(thread.name == "directory" for thread in threading.enumerate()):
            return True
        time.sleep(0.02)
    return False


# --- which server is asked


@pytest.fixture
def moment(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(servers.time, "monotonic", lambda: now[0])
    return now


def test_failed_server_is_skipped_for_a_minute(moment):
    known = servers.Servers()
    known.failed("a")
    assert known.to_ask(("a", "b")) == ["b"]
    moment[0] += 59
    assert known.to_ask(("a", "b")) == ["b"]
    moment[0] += 1
    assert known.to_ask(("a", "b")) == ["a", "b"]


def test_server_that_answers_again_is_asked_again(moment):
    known = servers.Servers()
    known.failed("a")
    known.answered("a")
    assert known.to_ask(("a", "b")) == ["a", "b"]


def test_all_down_lets_one_probe_through_every_five_seconds(moment):
    known = servers.Servers()
    known.failed("a")
    moment[0] += 1
    known.failed("b")
    assert known.to_ask(("a", "b")) == []
    moment[0] += 4
    assert known.to_ask(("a", "b")) == ["a"]
    assert known.to_ask(("a", "b")) == []
    moment[0] += 1
    assert known.to_ask(("a", "b")) == ["b"]
