from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Registers what this app adds to the frame."""

    name = "cms"
