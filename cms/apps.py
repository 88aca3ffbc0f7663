from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Registers what this app adds to the frame."""

    name = "cms"

    def ready(self) -> None:
        """Hang up menu, panels and searches; they import models, so not before the apps are up."""
        from cms import frame  # noqa: PLC0415

        frame.hang_up()
