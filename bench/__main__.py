"""``make bench``: starts what it needs, measures at demo scale, tells and keeps the figures."""

import os
import sys
import time

import django

from bench import figures, servers
from bench.figures import Figure

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.demo"
os.environ["SKOLEBRO_DB_CONN_MAX_AGE"] = "600"
os.environ["SKOLEBRO_LOG_LEVEL"] = "ERROR"


def main() -> int:
    """Exit code 1 when a figure misses its target."""
    with servers.stores():
        django.setup()
        found = [*_seed(), *_serve()]
    from bench import starting  # noqa: PLC0415 - needs Django set up, as all of these

    found += starting.measure()
    figures.write(found)
    print(figures.table(found))
    return 0 if all(figure.ok for figure in found) else 1


def _seed() -> list[Figure]:
    from django.core.management import call_command  # noqa: PLC0415

    from config.seed import sow  # noqa: PLC0415

    begun = time.perf_counter()
    call_command("migrate", verbosity=0)
    migrated = time.perf_counter() - begun
    took = sow.sow()
    return [
        Figure("migrate.seconds", migrated, "s"),
        Figure("import.demo.seconds", took["people"], "s"),
        Figure("seed.demo.seconds", sum(took.values()), "s", 45),
    ]


def _serve() -> list[Figure]:
    from bench import booking, messages, pages, signing_in  # noqa: PLC0415

    web, live = servers.free_port(), servers.free_port()
    with (
        servers.running(*servers.web(web), port=web),
        servers.running(*servers.live(live), port=live, SKOLEBRO_DB_CONN_MAX_AGE="0"),
    ):
        return [
            *pages.measure(web),
            *pages.search(web),
            *messages.posting(web),
            *messages.live(live),
            *booking.measure(),
            *signing_in.measure(web),
        ]


if __name__ == "__main__":
    sys.exit(main())
