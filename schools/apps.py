from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """Who is who, and the school day."""

    name = "schools"

    def ready(self) -> None:
        from schools import receivers  # noqa: F401 -- connects signals once apps are loaded
