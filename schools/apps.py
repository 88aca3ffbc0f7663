from django.apps import AppConfig
from django.db import connection


class SchoolsConfig(AppConfig):
    """Who is who, and the school day."""

    name = "schools"

    def ready(self) -> None:
        """Hang up what belongs in the frame, connect receivers; the apps are loaded now."""
        from schools import frame, lookups, receivers  # noqa: F401, PLC0415 -- two import models
        from schools.directory import config  # noqa: PLC0415 -- imports models
        from schools.signin import networks, panel  # noqa: PLC0415 -- imports models

        if connection.vendor == "postgresql":
            from schools.statements import driver  # noqa: PLC0415 -- SQLite needs no psycopg

            driver.keep_long_texts()
        frame.hang_up()
        panel.hang_up()
        # Wrong settings stop the process here, not the first pupil at 08:15.
        config.current()
        networks.configured()
