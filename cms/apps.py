from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Registers what this app adds to the frame."""

    name = "cms"

    def ready(self) -> None:
        """Hang up what belongs in the frame; the apps are loaded now."""
        from cms import frame  # noqa: PLC0415 -- imports models

        frame.hang_up()
