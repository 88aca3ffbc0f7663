"""Sessions in the database, as Django keeps them, asked for with a statement written once."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from schools import clock
from schools.statements import written_once


class SessionStore(DatabaseSessions):
    """Every request asks for its session: this is the most asked question of all."""

    def _get_session_from_db(self) -> Session | None:
        found = _open_session(self.session_key) if self.session_key else []
        if not found:
            self._session_key = None
            return None
        return found[0]


@written_once("key")
def _open_session(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=clock.now())
