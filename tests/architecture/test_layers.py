"""What each layer may reach, beyond the import contracts of pyproject.toml."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import Source, python, templates
from tests.databases import ROOT

_ENTRY = ("views", "consumers", "templatetags")
_DOORS = {
    "PIL": ("schools/files/",),
    "pillow_heif": ("schools/files/",),
    "ldap3": ("schools/directory/",),
    "channels": ("messaging/live/", "config/asgi.py"),
    "redis.asyncio": ("messaging/live/broadcast.py",),
    "smtplib": ("messaging/channels/",),
    "aiosmtpd": ("messaging/channels/lmtp.py",),
    "mailparser_reply": ("messaging/channels/mail_text.py",),
    "bs4": ("messaging/channels/mail_text.py",),
    "phonenumbers": ("messaging/channels/sms/",),
    "gsm0338": ("messaging/channels/sms/",),
    "pywebpush": ("messaging/channels/push.py",),
    "py_vapid": ("messaging/channels/push.py",),
    "requests": ("messaging/channels/http_calls.py",),
    "weasyprint": ("schools/documents/",),
    "os.environ": ("config/env.py",),
}
_CLOCKS = {
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}


def test_import_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_views_consumers_and_tags_ask_no_tables() -> None:
    """Rows come from queries and actions; a manager or related manager would skip visibility."""
    wrong = [
        f"{source.name}:{node.lineno} .{node.attr}"
        for source in python()
        if source.is_layer(*_ENTRY)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and (node.attr in {"objects", "_default_manager"} or node.attr.endswith("_set"))
    ]
    assert not wrong, "\n".join(wrong)


def test_templates_ask_no_tables() -> None:
    """A related manager in a template is a query nobody counted and nobody may have allowed."""
    asking = re.compile(r"\w\.\w+\.(all|count|first|last|exists)\b|_set\b|\.objects\b")
    tags = re.compile(r"{[{%].*?[%}]}", re.DOTALL)
    wrong = [
        f"{path.relative_to(ROOT)}: {tag}"
        for path in templates()
        for tag in tags.findall(path.read_text(encoding="utf-8"))
        if asking.search(re.sub(r"(forloop|paginator)\.\w+", "", tag))
    ]
    assert not wrong, "\n".join(wrong)


def test_libraries_have_one_door() -> None:
    wrong = [
        f"{source.name} imports {library}"
        for source in python()
        for library, doors in _DOORS.items()
        if not source.lies_in(*doors)
        and any(name == library or name.startswith(f"{library}.") for name in source.imports())
    ]
    assert not wrong, "\n".join(wrong)


def test_time_comes_from_the_clock() -> None:
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in python()
        if not source.lies_in("schools/clock.py")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and (_owner(node), node.attr) in _CLOCKS
    ]
    assert not wrong, "\n".join(wrong)


def _owner(node: ast.Attribute) -> str:
    """``dt.datetime.now`` and ``datetime.now`` both give ``datetime``."""
    inner = node.value
    if isinstance(inner, ast.Attribute):
        return inner.attr
    return inner.id if isinstance(inner, ast.Name) else ""


def test_actions_take_their_actor_first_and_by_name() -> None:
    wrong = [
        f"{source.name}:{node.lineno} {node.name}"
        for source in python()
        if source.is_layer("actions")
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith(("_", "lock_"))  # a lock is part of an action
        and not _actor_is_first([arg.arg for arg in node.args.args], node.args.kwonlyargs)
    ]
    assert not wrong, "\n".join(wrong)


def _actor_is_first(positional: list[str], by_name: list[ast.arg]) -> bool:
    names = [arg.arg for arg in by_name]
    return "actor" not in positional and ("actor" not in names or names[0] == "actor")


def test_visibility_functions_stand_in_pairs() -> None:
    """``visible_xs`` has ``x_viewers`` in the same file."""
    wrong = []
    for source in python():
        if not source.is_layer("visibility"):
            continue
        names = {node.name for node in source.tree.body if isinstance(node, ast.FunctionDef)}
        if any(name.startswith("visible_") for name in names) and not any(
            name.endswith("_viewers") for name in names
        ):
            wrong.append(source.name)
    assert not wrong, "\n".join(wrong)


def test_the_reader_of_sources_finds_a_fault(tmp_path: Path) -> None:
    """The tests above would notice: twin with a file that breaks them."""
    path = tmp_path / "bad.py"
    path.write_text("import ldap3\nfrom django.utils import timezone\nnow = timezone.now()\n")
    source = Source(path)
    assert "ldap3" in source.imports()
    clocks = [node for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)]
    assert (_owner(clocks[0]), clocks[0].attr) in _CLOCKS
