"""Addresses of roster imports and of the school office."""

from django.urls import path

from schools.views import office, roster

urlpatterns = [
    path("inntak/", roster.runs, name="roster_runs"),
    path("inntak/<uuid:uuid>/", roster.run, name="roster_run"),
    path("inntak/<uuid:uuid>/framdrift/", roster.progress, name="roster_progress"),
    path("inntak/<uuid:uuid>/start/", roster.start, name="roster_start"),
    path("inntak/<uuid:uuid>/slett/", roster.drop, name="roster_drop"),
    path("kontor/", office.office, name="office"),
    path("kontor/foresatte/<uuid:guardian>/<uuid:pupil>/", office.guardian, name="office_guardian"),
    path("kontor/gar-god-for/", office.vouch, name="office_vouch"),
    path("kontor/trekk-tilbake/", office.withdraw, name="office_withdraw"),
    path("kontor/vernet/", office.protected, name="office_protected"),
    path(
        "kontor/vernet/<uuid:person>/<uuid:handler>/avslutt/", office.unname, name="office_unname"
    ),
]
