"""Wiring of addresses only."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("", include("schools.urls")),
    path("", include("messaging.urls")),
    path("", include("devices.urls")),
    path("", include("cms.urls")),
    path("konto/", include("allauth.account.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("", include(wagtail_urls)),
]
