"""Mistakes in the settings are named before anybody's password is sent."""

import ast
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from schools.directory import config as directory
from schools.directory.config import DirectoryConfig, find_problems

GOOD = {
    "name": "skole",
    "urls": ("ldaps://ldap.example.test",),
    "base_dn": "dc=example",
    "bind_dn": "cn=skolebro",
    "bind_password": "hemmelig",
}


def problems(**values):
    return find_problems(DirectoryConfig(**{**GOOD, **values}))


def test_good_settings_have_no_problems():
    assert problems() == []
    assert problems(urls=("ldap://a.test", "ldaps://b.test:1636"), start_tls=True) == []


@pytest.mark.parametrize("url", ["ldap://127.0.0.1:389", "ldap://localhost", "ldap://[::1]:389"])
def test_plain_is_for_this_machine_when_configured(url):
    assert problems(urls=(url,), plain_loopback=True) == []
    assert len(problems(urls=(url,))) == 1


@pytest.mark.parametrize(
    "url",
    [
        "ldap://ldap.example.test",
        "ldap://127.0.0.1.example.test",
        "ldap://10.0.0.1",
        "ldap://0.0.0.0",
        "ldapi://%2Ftmp%2Fx",
        "http://localhost",
        "ldaps://",
        "ldaps://a.test/dc=x",
        "ldaps://a.test:port",
        "localhost",
    ],
)
def test_other_addresses_are_problems(url):
    assert len(problems(urls=(url,), plain_loopback=True)) == 1


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"base_dn": ""}, "BASE_DN"),
        ({"bind_dn": ""}, "BIND_DN"),
        ({"bind_password": ""}, "BIND_PASSWORD"),
        ({"profile": "edirectory"}, "PROFILE"),
        ({"group_table": "CN=7B,DC=x|975278921|7B"}, "GROUPS"),
    ],
)
def test_what_is_missing_is_named(values, named):
    (problem,) = problems(**values)
    assert named in problem


def test_no_addresses_is_no_directory(settings):
    settings.DIRECTORY = {**GOOD, "urls": []}
    assert directory.current() is None


def test_current_refuses_settings_with_problems(settings):
    settings.DIRECTORY = {**GOOD, "urls": ["ldap://ldap.example.test"]}
    with pytest.raises(ImproperlyConfigured, match="START_TLS"):
        directory.current()


def test_system_fits_its_column():
    assert len(DirectoryConfig(**{**GOOD, "name": "n" * 80}).system) == 40


# --- one door (H67)


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_ldap3_has_one_door(project_root):
    apps = ("config", "cms", "devices", "messaging", "schools")
    users = {
        path.relative_to(project_root).as_posix()
        for app in apps
        for path in (project_root / app).rglob("*.py")
        if any(name.split(".")[0] == "ldap3" for name in _imports(path))
    }
    assert users == {"schools/directory/connection.py", "schools/directory/tls.py"}


def test_every_ldap_connection_has_its_guards(project_root):
    source = (project_root / "schools/directory/connection.py").read_text()
    calls = {
        node.func.attr: {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func).startswith("ldap3.")
    }
    assert set(calls) == {"Server", "Connection"}
    assert calls["Server"]["allowed_referral_hosts"] == "[]"
    assert calls["Server"]["tls"].startswith("VerifiedTls(")
    assert "connect_timeout" in calls["Server"]
    assert calls["Connection"]["auto_referrals"] == "False"
    assert calls["Connection"]["auto_bind"] == "ldap3.AUTO_BIND_NONE"
    assert "receive_timeout" in calls["Connection"]
