from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Equipment: registry, booking, loans."""

    name = "devices"

    def ready(self) -> None:
        """Connect receivers; they import models, so not before the apps are loaded."""
        __import__("devices.receivers")
        __import__("devices.frame")
