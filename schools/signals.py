"""Domain signals, sent inside the action's transaction; receivers only write rows."""

from django.dispatch import Signal

# person: Person. Sessions and sockets of this person must end (password, deactivation, sign-out).
access_ended = Signal()

# person_ids: set[int]. Roles of these people changed; open sockets ask again what they may read.
roles_changed = Signal()
