from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Registers what this app adds to the frame."""

    name = "messaging"
