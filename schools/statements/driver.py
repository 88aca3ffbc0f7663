"""What the database driver keeps of a statement that it has read once."""

from psycopg import _queries

# psycopg reads a text of more than 4 kB, or with more than 50 places, anew each time: such texts
# are mostly made for one use. Ours are written once a process and used at every request, and
# reading them took a seventh of a page's time.
_LONGEST, _MOST_PLACES = 64_000, 200


def keep_long_texts() -> None:
    """Let psycopg keep how it read statements as long as ours; it keeps 128 of them."""
    _queries.MAX_CACHED_STATEMENT_LENGTH = _LONGEST
    _queries.MAX_CACHED_STATEMENT_PARAMS = _MOST_PLACES
