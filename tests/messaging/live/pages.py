"""A page of messages that stays open, as its scripts keep it.

What a script listens for is read from the script itself, so that an event nobody listens for
changes nothing here either. The page is in the background: it reports no reading.
"""

import copy
import re
import uuid
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from schools.models import Person
from tests.databases import ROOT
from tests.fresh import prove

_SCRIPTS = ROOT / "messaging/static/messaging/js"
_LISTENS = re.compile(r'addEventListener\("live:(\w+)"')


def _heard_by(script: str) -> set[str]:
    text = (_SCRIPTS / f"{script}.js").read_text(encoding="utf-8")
    return set(_LISTENS.findall(text))


def _counted() -> set[str]:
    text = (_SCRIPTS / "live.js").read_text(encoding="utf-8")
    found = re.search(r"const COUNTED = new Set\(\[([^\]]*)\]\)", text)
    assert found, "live.js no longer says what changes the number in the menu"
    return set(re.findall(r'"(\w+)"', found.group(1)))


LIST, THREAD, BADGE = _heard_by("inbox"), _heard_by("thread"), _counted()


def _plain(fragment: Any) -> str:
    """Without what differs each time (tokens) and what only the browser says (where one is)."""
    soup = BeautifulSoup(str(fragment), "html.parser")
    for token in soup.select("[name=csrfmiddlewaretoken]"):
        token.decompose()
    for here in soup.select("[aria-current]"):
        del here["aria-current"]
    return re.sub(r"\s+", " ", str(soup)).strip()


class OpenPage:
    """One reader's page: a conversation, or the list alone where there is none to read."""

    def __init__(self, person: Person, thread: uuid.UUID | None) -> None:
        self.client = Client()
        self.client.force_login(person)
        prove(self.client, person)
        self.thread = thread
        self._load()

    def copied(self) -> "OpenPage":
        """The same page in another tab."""
        other = copy.copy(self)
        other.messages = dict(self.messages)
        return other

    def fresh(self) -> "OpenPage":
        """The same address, loaded now."""
        other = copy.copy(self)
        other._load()
        return other

    def state(self) -> dict[str, Any]:
        """All that it shows and that others may change."""
        shown = {"thread": self.thread, "list": self.list, "badge": self.badge}
        if self.thread is not None:
            ordered = sorted(self.messages.values(), key=lambda one: one[0])
            shown |= {"messages": [html for _seq, _version, html in ordered]}
            shown |= {"head": self.head, "personal": self.personal, "reach": self.reach}
        return shown

    def hear(self, event: dict[str, Any]) -> None:
        """What the scripts do with one event of the socket."""
        kind = "resync" if event["type"] == "refetch" else event["type"]
        if self.thread is not None and kind in THREAD:
            self._thread_hears(kind, event)
        if kind in LIST and (kind != "confirmed" or self._asks(event["conversation"])):
            self._fetch_list()
        if kind in BADGE or kind == "resync":
            self._fetch_badge()

    # --- as thread.js

    def _thread_hears(self, kind: str, event: dict[str, Any]) -> None:
        if kind == "resync":
            self._catch_up()
        elif kind == "reach":
            if event["conversation"] == str(self.thread):
                self._fetch_reach()
        elif kind in {"posted", "changed", "confirmed", "reacted"}:
            if event["conversation"] != str(self.thread) or event["version"] <= self.version:
                return
            follows = event["version"] == self.version + 1
            if not follows or "html" not in event or event["asks_confirmation"]:
                self._catch_up()
                return
            self.version = event["version"]
            self._put(event["html"]["nb"])
            if kind != "reacted":
                self._follow()

    def _follow(self) -> None:
        if self.turns:
            self._catch_up()
        else:
            self._fetch_reach()

    def _catch_up(self) -> None:
        address = reverse("conversation_changes", args=[self.thread])
        answer = self.client.get(address, {"after_version": self.version})
        if answer.status_code == 404:
            self.thread = None
            self._load()
            return
        missed = answer.json()
        assert missed["complete"]
        for message in missed["messages"]:
            self._put(message["html"])
        self.personal, self.head = _plain(missed["personal"]), _plain(missed["head"])
        self.version = max(self.version, missed["version"])
        self._fetch_reach()

    def _put(self, html: str) -> None:
        item = BeautifulSoup(html, "html.parser").select_one(".message")
        assert item is not None
        seq, version = int(str(item["data-seq"])), int(str(item["data-version"]))
        old = self.messages.get(str(item["id"]))
        if old is None or old[1] < version:
            self.messages[str(item["id"])] = (seq, version, _plain(item))

    # --- as inbox.js and live.js

    def _asks(self, conversation: str) -> bool:
        soup = BeautifulSoup(self.list, "html.parser")
        row = soup.select_one(f'[data-conversation="{conversation}"]')
        return row is not None and row.has_attr("data-to-confirm")

    def _fetch_list(self) -> None:
        self.list = _plain(self.client.get(reverse("messages"), {"del": "liste"}).text)

    def _fetch_badge(self) -> None:
        self.badge = self.client.get(reverse("messages_unread")).json()["unread"]

    def _fetch_reach(self) -> None:
        self.reach = ""
        if self.sees_readers:
            address = reverse("conversation_readers", args=[self.thread])
            self.reach = self.client.get(address, {"del": "linje"}).text.strip()

    # --- as the browser

    def _load(self) -> None:
        self._fetch_badge()
        self.messages: dict[str, tuple[int, int, str]] = {}
        if self.thread is None or not self._load_thread(self.thread):
            self.thread = None
            self._fetch_list()

    def _load_thread(self, thread: uuid.UUID) -> bool:
        answer = self.client.get(reverse("conversation", args=[thread]))
        if answer.status_code == 404:
            return False
        soup = BeautifulSoup(answer.text, "html.parser")
        pane, beside = soup.select_one("[data-thread]"), soup.select_one("[data-inbox]")
        assert pane is not None
        assert beside is not None
        self.version, self.turns = int(str(pane["data-version"])), pane.has_attr("data-turns")
        self.sees_readers = pane.select_one("[data-reach]") is not None
        for item in pane.select(".message"):
            self._put(str(item))
        self.list = _plain(beside.decode_contents())
        self.head, self.personal = _inner(pane, "data-head"), _inner(pane, "data-personal")
        self._fetch_reach()
        return True


def _inner(pane: Tag, name: str) -> str:
    found = pane.select_one(f"[{name}]")
    assert found is not None
    return _plain(found.decode_contents())
