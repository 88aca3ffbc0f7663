"""Wiring of addresses only."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from cms.views import public
from schools.exceptions import NotVisible


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """People come from the register: Wagtail's views of users, groups and accounts are off."""
    raise NotVisible


urlpatterns = [
    path("", include("schools.urls")),
    path("", include("messaging.urls")),
    path("", include("devices.urls")),
    path("", include("cms.urls")),
    path("konto/", include("schools.signin.urls")),
    # one door: Wagtail's own sign-in would be outside allauth's limits
    path("cms/login/", RedirectView.as_view(pattern_name="account_login"), name="cms_login"),
    path("cms/logout/", RedirectView.as_view(pattern_name="account_logout"), name="cms_logout"),
    re_path(r"^cms/users/.*$", closed, name="cms_users"),
    re_path(r"^cms/groups/.*$", closed, name="cms_groups"),
    re_path(r"^cms/account/.*$", closed, name="cms_account"),
    re_path(r"^cms/password_reset/.*$", closed, name="cms_password_reset"),
    path("cms/", include(wagtailadmin_urls)),
    # behind the sign-in: nothing public links to a document
    path("dokumenter/", include(wagtaildocs_urls)),
    re_path(r"^bilder/([^/]*)/(\d*)/([^/]*)/[^/]*$", public.picture, name="public_image"),
    re_path(serve_pattern, public.page, name="wagtail_serve"),
]

handler400 = "config.views.bad_request"
