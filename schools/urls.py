"""Addresses of ``schools``."""

from django.urls import URLPattern, URLResolver, include, path

from schools.views import files, frame, helping, invitations, pages, people, profile, search, today

urlpatterns: list[URLPattern | URLResolver] = [
    path("i-dag/", today.today, name="today"),
    path("mer/", pages.more, name="more"),
    path("rolle/", frame.switch_role, name="choose_role"),
    path("sprak/", frame.switch_language, name="choose_language"),
    path("farger/", frame.switch_colour_scheme, name="choose_colour_scheme"),
    path("profil/", profile.profile, name="profile"),
    path("sok/", search.search, name="search"),
    path("personer/", people.people, name="people"),
    path("personer/<uuid:uuid>/", people.person, name="person"),
    path("grupper/<uuid:uuid>/", people.group, name="group"),
    path("", include("schools.roster.urls")),
    path("kontor/invitasjoner/", invitations.office, name="invitations"),
    path("kontor/invitasjoner/gruppe/<uuid:uuid>/", invitations.group, name="invitations_group"),
    path("kontor/invitasjoner/send/", invitations.invite, name="invite"),
    path("invitasjon/kode/", invitations.code, name="invitation_code"),
    path("invitasjon/passord/", invitations.password, name="invitation_password"),
    path("invitasjon/<str:secret>/", invitations.invitation, name="invitation"),
    path("hjelpere/", helping.helpers, name="helpers"),
    path("hjelpere/<uuid:uuid>/", helping.change, name="helper_change"),
    path("hjelpere/<uuid:uuid>/slutt/", helping.end, name="helper_end"),
    path("hjelper/bli/", helping.join, name="helper_join"),
    path("hjelper/konto/", helping.account, name="helper_account"),
    path("hjelper/<str:secret>/", helping.invitation, name="helper_invitation"),
    path("hjelp/", pages.help_page, name="help"),
    path("personvern/", pages.privacy, name="privacy"),
    path("tilgjengelighet/", pages.accessibility, name="accessibility"),
    path("filer/<uuid:key>/", files.download, name="file"),
    path("filer/<uuid:key>/miniatyr/", files.thumbnail, name="file_thumbnail"),
]
