from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Registers what this app adds to the frame."""

    name = "devices"
