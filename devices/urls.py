"""Addresses of ``devices``."""

from django.urls import path

from devices.views import booking, desk, registry

urlpatterns = [
    path("utstyr/", booking.front, name="devices"),
    path("utstyr/uke/", booking.week, name="devices_week"),
    path("utstyr/mine/", booking.mine, name="my_devices"),
    path("utstyr/reserver/<uuid:bookable>/", booking.book, name="device_book"),
    path("utstyr/reservasjon/<uuid:uuid>/avbestill/", booking.cancel, name="device_cancel"),
    path("utstyr/skann/", desk.scan, name="device_scan"),
    path("utstyr/register/", registry.assets, name="device_registry"),
    path("utstyr/register/ny/", registry.new, name="device_new"),
    path("utstyr/regler/<uuid:school>/", registry.rules, name="device_rules"),
    path("utstyr/enhet/<uuid:uuid>/", registry.device, name="device"),
    path("utstyr/enhet/<uuid:uuid>/etikett.svg", registry.label, name="device_label"),
    path("utstyr/enhet/<uuid:uuid>/endre/", registry.edit, name="device_edit"),
    path("utstyr/enhet/<uuid:uuid>/flytt/", registry.move, name="device_move"),
    path("utstyr/enhet/<uuid:uuid>/lan/", registry.lend, name="device_lend"),
]
