from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Equipment: registry, booking, loans."""

    name = "devices"

    def ready(self) -> None:
        """Hang up what belongs in the frame, connect receivers; the apps are loaded now."""
        from devices import frame, receivers  # noqa: F401, PLC0415 -- both import models

        frame.hang_up()
