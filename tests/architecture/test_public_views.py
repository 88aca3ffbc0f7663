"""Everything asks for sign-in, but for the views listed here."""

from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.routes import OURS

PUBLIC = {
    "cms.views.public.front",
    "messaging.views.gateway.incoming",
    "messaging.views.gateway.report",
    "messaging.views.push.manifest",
    "messaging.views.push.service_worker",
    "messaging.views.wishes.off",
    "schools.views.helping.account",
    "schools.views.helping.invitation",
    "schools.views.helping.join",
    "schools.views.invitations.code",
    "schools.views.invitations.invitation",
    "schools.views.invitations.new_password",
    "schools.views.invitations.password",
    "schools.views.pages.help_page",
    "schools.views.pages.privacy",
    "schools.views.pages.accessibility",
    "schools.views.frame.switch_language",
    "schools.views.frame.switch_colour_scheme",
}


def test_public_views_are_listed() -> None:
    found = {
        name
        for name, view in _views(get_resolver().url_patterns)
        if name.split(".")[0] in OURS and not getattr(view, "login_required", True)
    }
    assert found == PUBLIC


def _views(patterns: list[Any]) -> list[tuple[str, Any]]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += _views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            target = getattr(pattern.callback, "view_class", pattern.callback)
            name = getattr(target, "__qualname__", type(target).__qualname__)
            found.append((f"{target.__module__}.{name}", pattern.callback))
    return found
