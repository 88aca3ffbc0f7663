"""The cache: Redis, and the memory of this process while Redis is away.

It holds counters and hints, nothing that cannot be lost. The limits on sign-in go on meanwhile,
counted by each process for itself.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from schools.outages import Outage

_SECOND = 1.0
_FAIL_FAST = {
    "socket_connect_timeout": _SECOND,
    "socket_timeout": _SECOND,
    "retry": Retry(NoBackoff(), 0),
}
# The limits keep a counter an account, and a whole school may sign in at once.
_MOST_IN_MEMORY = 20_000


@cache
def _outage_of(server: str) -> Outage:
    # Django makes a cache for each thread; what one of them has noticed, all know.
    return Outage("The cache")


class RedisOrMemory(RedisCache):
    """Redis; asked again only every few seconds while it does not answer."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {**_FAIL_FAST, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        memory = {**params, "OPTIONS": {"MAX_ENTRIES": _MOST_IN_MEMORY}}
        self._memory = LocMemCache(f"while {server} is away", memory)
        self._outage = _outage_of(server)

    def _ask(self, name: str, *args: Any, **options: Any) -> Any:
        in_memory = getattr(self._memory, name)
        if not self._outage.may_ask():
            return in_memory(*args, **options)
        try:
            answer = getattr(super(), name)(*args, **options)
        except RedisError as fault:
            if self._outage.note_away(fault):
                self._memory.clear()  # of the outage before this one
            return in_memory(*args, **options)
        self._outage.note_here()
        return answer


def _either(name: str) -> Callable[..., Any]:
    def ask(self: RedisOrMemory, *args: Any, **options: Any) -> Any:
        return self._ask(name, *args, **options)

    return ask


for _name in (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "get_many",
    "has_key",
    "incr",
    "set_many",
    "delete_many",
    "clear",
):
    setattr(RedisOrMemory, _name, _either(_name))
