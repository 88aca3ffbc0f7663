from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Registers what this app adds to the frame."""

    name = "messaging"

    def ready(self) -> None:
        """Hang up what belongs in the frame, connect receivers; the apps are loaded now."""
        from messaging import frame, receivers  # noqa: F401, PLC0415 -- both import models

        frame.hang_up()
