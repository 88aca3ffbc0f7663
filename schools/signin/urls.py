"""Addresses of sign-in under /konto/: what allauth offers and a school does not use stays away.

Nobody signs up or changes their own e-mail address here: the register owns both.
"""

from allauth.account import views as account
from django.urls import path

from schools.signin import views
from schools.views import accounts, invitations

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/glemt/", invitations.new_password, name="account_reset_password"),
    path("overalt/", accounts.sign_out_everywhere, name="sign_out_everywhere"),
]
