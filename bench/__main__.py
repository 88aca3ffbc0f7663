"""``make bench``: starts what it needs, measures at demo scale, tells and keeps the figures."""

import os
import signal
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
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # its servers end with it
    with servers.stores():
        django.setup()
        found = [figures.pace(), *_seed(), *_serve(), figures.pace("after")]
    from bench import starting  # noqa: PLC0415 - needs Django set up, as all of these

    print("Starting the demo twice ...", flush=True)
    found += starting.measure()
    figures.write(found)
    print(figures.table(found))
    return 0 if all(figure.ok for figure in found) else 1


def _seed() -> list[Figure]:
    from django.core.management import call_command  # noqa: PLC0415

    from config.seed import sow  # noqa: PLC0415

    print("Setting up and seeding a database ...", flush=True)
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
        servers.running(*servers.live(live), port=live, SKOLEBRO_DB_CONN_MAX_AGE="600"),
    ):
        steps = {
            "pages": lambda: pages.measure(web),
            "search": lambda: pages.search(web),
            "posting": lambda: messages.posting(web),
            "sockets": lambda: messages.live(live),
            "booking": booking.measure,
            "sign-in": lambda: signing_in.measure(web),
        }
        found = []
        for name, measure in steps.items():
            print(f"Measuring {name} ...", flush=True)
            found += measure()
        return found


if __name__ == "__main__":
    sys.exit(main())
