"""The command that says what works."""

import dataclasses

import pytest
from django.core.management import CommandError, call_command

from tests import services


def run(capsys):
    call_command("check_directory")
    return capsys.readouterr().out


def test_no_directory_is_said(settings, capsys):
    settings.DIRECTORY = {**settings.DIRECTORY, "urls": []}
    assert "No directory" in run(capsys)


def test_each_server_gets_a_line(use, config, capsys):
    dead = f"ldaps://127.0.0.1:{services.free_port()}"
    use(dataclasses.replace(config, urls=(dead, *config.urls)))
    first, second = run(capsys).splitlines()
    assert first.startswith(f"{dead}: connect")
    assert second.endswith("service account accepted")


def test_nothing_works_is_a_failure(use, config):
    use(dataclasses.replace(config, bind_password="feil"))
    with pytest.raises(CommandError, match="No server works"):
        call_command("check_directory")


def test_wrong_settings_are_named(use, config):
    use(dataclasses.replace(config, urls=("ldap://ldap.example.test",)))
    with pytest.raises(CommandError, match="not encrypted"):
        call_command("check_directory")
