from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Composition root: knows every app."""

    name = "config"
