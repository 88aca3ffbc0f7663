"""Addresses of ``schools``."""

from django.urls import path

from schools.views import files

urlpatterns = [
    path("filer/<uuid:key>/", files.download, name="file"),
    path("filer/<uuid:key>/miniatyr/", files.thumbnail, name="file_thumbnail"),
]
