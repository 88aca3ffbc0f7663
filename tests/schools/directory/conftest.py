"""A directory of a small municipality over TLS, and people here that it may mean."""

import signal
from collections.abc import Iterator

import pytest

from schools.actions.directory import LIN
from schools.directory import client
from schools.directory.config import DirectoryConfig
from schools.models import ExternalId
from schools.roster.numbers import SYSTEM, keyed_hash
from tests.schools.directory.certificates import Authority
from tests.schools.directory.hostile import HostileServer

SECRET = "Vaffel med brunost"
SERVICE = "cn=admin,dc=skolebro,dc=test"

_HEAD = """dn: dc=skolebro,dc=test
objectClass: dcObject
objectClass: organization
dc: skolebro
o: Skolebro kommune

dn: ou=people,dc=skolebro,dc=test
objectClass: organizationalUnit
ou: people

dn: ou=other,dc=skolebro,dc=test
objectClass: organizationalUnit
ou: other
"""

_PERSON = """
dn: uid={uid},ou={unit},dc=skolebro,dc=test
objectClass: inetOrgPerson
objectClass: eduPerson
objectClass: norEduPerson
uid: {uid}
cn: {uid}
sn: Prøve
userPassword: {password}
eduPersonPrincipalName: {uid}@skolebro.test
eduPersonAffiliation: {affiliation}
norEduPersonLIN: {lin}
norEduPersonNIN: {nin}
"""


def person(uid, *more, unit="people", affiliation="student", lin="lin-none", nin="01811200000"):
    """One entry in LDIF; ``more`` are lines."""
    text = _PERSON.format(
        uid=uid, unit=unit, password=SECRET, affiliation=affiliation, lin=lin, nin=nin
    )
    return text + "".join(f"{line}\n" for line in more)


_ENTITLEMENT = "eduPersonEntitlement: urn:mace:feide.no:go:"
_GROUP = _ENTITLEMENT + "group:b::NO974000001:{name}:2020-01-01:2099-12-31:{role}:Klasse"

LDIF = _HEAD + "".join(
    [
        person(
            "nora",
            _GROUP.format(name="6b", role="student"),
            _ENTITLEMENT + "groupid:b:NO974000001:6b:2020-01-01:2099-12-31",
            _ENTITLEMENT + "grep:http://psi.udir.no/laereplan/aarstrinn/aarstrinn6",
            _GROUP.format(name="9z", role="student"),
            _GROUP.format(name="6a", role="faculty"),
        ),
        person("tone", _GROUP.format(name="6b", role="faculty"), affiliation="faculty"),
        person("jb0417", lin="skolebro.test:elev:17"),
        person("per99", nin="01811251387"),
        person("stranger"),
        person("kari"),
        person("twice"),
        person("twice", unit="other"),
        person("mixed", lin="skolebro.test:elev:17", nin="01811251387"),
        person("closed", "employeeType: closed"),
        person("gone"),
        person("new.tone", lin="skolebro.test:tone"),
    ]
)


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def pair(authority):
    """A good certificate for 127.0.0.1."""
    return authority.issue("good")


@pytest.fixture(scope="session")
def directories(slapd, pair):
    """Two servers of the same directory over LDAPS."""
    start = lambda: slapd(LDIF, extra_config=pair.slapd_config, scheme="ldaps")  # noqa: E731
    return start(), start()


@pytest.fixture(autouse=True)
def _healthy_servers():
    client.servers.forget()
    yield
    client.servers.forget()


@pytest.fixture
def urls(directories):
    return tuple(f"ldaps://127.0.0.1:{server.port}" for server in directories)


@pytest.fixture
def config(authority, urls):
    """The first of the two servers."""
    return DirectoryConfig(
        name="skole",
        urls=urls[:1],
        base_dn="dc=skolebro,dc=test",
        bind_dn=SERVICE,
        bind_password="admin",
        ca_file=str(authority.ca_file),
        enabled_filter="(!(employeeType=closed))",
    )


@pytest.fixture
def use(settings):
    """Put a configuration into the settings."""

    def put(config):
        settings.DIRECTORY = {
            name: getattr(config, name) for name in DirectoryConfig.__dataclass_fields__
        }

    return put


@pytest.fixture
def paused() -> Iterator:
    """Stop a server's process; it goes on at the end of the test."""
    stopped = []

    def pause(server):
        server.process.send_signal(signal.SIGSTOP)
        stopped.append(server)

    yield pause
    for server in stopped:
        server.process.send_signal(signal.SIGCONT)


@pytest.fixture
def hostile():
    """Start a misbehaving server: ``hostile(handler, pair=None)``."""
    started = []

    def start(handler, pair=None):
        started.append(HostileServer(handler, pair))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture
def known(cast):
    """Outside ids that the register gave some of the cast."""
    ExternalId.objects.create(person=cast.jonas, system=LIN, value="skolebro.test:elev:17")
    ExternalId.objects.create(person=cast.tone, system=LIN, value="skolebro.test:tone")
    number = keyed_hash("01811251387")
    ExternalId.objects.create(person=cast.per, system=SYSTEM, value=number)
    return cast
