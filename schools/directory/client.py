"""Asking the directory within a hard time limit, over several servers, a few at a time.

Each attempt runs in a thread of its own, and the caller waits for it: time-outs of the
library do not hold against a server that drips bytes, nor against name resolution.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import lru_cache
from typing import TypeVar

from schools import clock
from schools.directory import status
from schools.directory.config import DirectoryConfig
from schools.directory.connection import Conversation
from schools.directory.errors import Closed, DirectoryError, Refused, Unreachable
from schools.directory.profiles import (
    DirectoryPerson,
    Entry,
    profile_for,
    search_filter,
    wanted_attributes,
)
from schools.directory.servers import Servers

logger = logging.getLogger(__name__)
servers = Servers()
Answer = TypeVar("Answer")
Step = Callable[[Conversation], Answer]


def sign_in(config: DirectoryConfig, login: str, password: str) -> DirectoryPerson:
    """The person whose password this is, as the directory knows them.

    Raises Refused (unknown, wrong, or two hits), Closed, or Unreachable. ``login`` and
    ``password`` must have passed ``schools.signin.guards.usable``.
    """

    def ask(conversation: Conversation) -> DirectoryPerson:
        conversation.open_as_service()
        entry = conversation.find(search_filter(config, login), wanted_attributes(config))
        # The state is looked at after the bind: only who has the right password learns
        # that an account is closed.
        conversation.bind_as(entry, password)
        return _checked(config, entry, login)

    return _ask_in_turn(config, ask)


def check(config: DirectoryConfig, url: str) -> None:
    """Connect to one server and bind as the service. Raises Unreachable."""
    _within(config, url, Conversation.open_as_service, config.seconds)


def _checked(config: DirectoryConfig, entry: Entry, login: str) -> DirectoryPerson:
    person = profile_for(config).read(entry, clock.now())
    if not person.answers_to(login):
        message = "the directory returned somebody else"
        raise Refused(message)
    if not person.stable_id:
        message = "the entry has no stable id"
        raise Unreachable(message)
    if not person.open:
        message = "the account is closed"
        raise Closed(message)
    return person


def _ask_in_turn(config: DirectoryConfig, ask: Step[Answer]) -> Answer:
    deadline = time.monotonic() + config.seconds
    waiting = servers.to_ask(config.urls)
    while waiting:
        url = waiting.pop(0)
        budget = (deadline - time.monotonic()) / (len(waiting) + 1)
        try:
            answer = _within(config, url, ask, budget)
        except Busy:
            raise
        except Unreachable as error:
            logger.warning("Directory %s does not answer: %s", url, error)
            servers.failed(url)
        except DirectoryError:
            _note_answer(url)
            raise
        else:
            _note_answer(url)
            return answer
    status.note_failure()
    message = "no server of the directory answers"
    raise Unreachable(message)


def _note_answer(url: str) -> None:
    servers.answered(url)
    status.note_answer()


def _within(config: DirectoryConfig, url: str, ask: Step[Answer], budget: float) -> Answer:
    """Run one attempt in a thread; at the end of the budget cut it off."""
    started = time.monotonic()
    bulkhead = _bulkhead(config.concurrent)
    if not bulkhead.acquire(timeout=max(budget / 2, 0)):
        raise Busy
    conversation = Conversation(config, url)
    future: Future[Answer] = Future()
    work = (conversation, ask, future, bulkhead)
    threading.Thread(target=_talk, args=work, name="directory", daemon=True).start()
    try:
        return future.result(max(budget - (time.monotonic() - started), 0))
    except TimeoutError as error:
        conversation.cut_off()
        message = "out of time"
        raise Unreachable(message) from error


def _talk(
    conversation: Conversation,
    ask: Step[Answer],
    future: Future[Answer],
    bulkhead: threading.BoundedSemaphore,
) -> None:
    """In the thread: talk and keep the answer or the error. Touches no database."""
    try:
        future.set_result(ask(conversation))
    except DirectoryError as error:
        future.set_exception(error)
    except Exception as error:
        logger.exception("Asking the directory failed")
        future.set_exception(Unreachable(type(error).__name__))
    finally:
        conversation.close()
        bulkhead.release()


class Busy(Unreachable):
    """Too many sign-ins wait for the directory; the server is not to blame."""


@lru_cache(maxsize=4)
def _bulkhead(concurrent: int) -> threading.BoundedSemaphore:
    """A slow directory holds this many threads of the process, and no more."""
    return threading.BoundedSemaphore(concurrent)
