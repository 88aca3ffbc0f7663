from importlib import import_module

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """Who is who, and the school day."""

    name = "schools"

    def ready(self) -> None:
        """Connect receivers; they import models, so not before the apps are loaded."""
        __import__("schools.receivers")
        import_module("schools.frame").hang_up()
        import_module("schools.signin.panel").hang_up()
        # Wrong settings stop the process here, not the first pupil at 08:15.
        import_module("schools.directory.config").current()
        import_module("schools.signin.networks").configured()
