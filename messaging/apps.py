from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Registers what this app adds to the frame."""

    name = "messaging"

    def ready(self) -> None:
        """They import models, so not before the apps are loaded."""
        __import__("messaging.frame")
        __import__("messaging.receivers")
