"""Wiring of addresses only."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("", include("schools.urls")),
    path("", include("messaging.urls")),
    path("", include("devices.urls")),
    path("", include("cms.urls")),
    path("konto/", include("schools.signin.urls")),
    # one door: Wagtail's own sign-in would be outside allauth's limits
    path("cms/login/", RedirectView.as_view(pattern_name="account_login"), name="cms_login"),
    path("cms/logout/", RedirectView.as_view(pattern_name="account_logout"), name="cms_logout"),
    path("cms/", include(wagtailadmin_urls)),
    path("", include(wagtail_urls)),
]

handler400 = "config.views.bad_request"
