"""Views of allauth that need a word from us first."""

from allauth.account import views as account
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from schools import acting


def change_password(request: HttpRequest) -> HttpResponseBase:
    """allauth's page, for those whose password is kept here."""
    if not acting.person(request).has_usable_password():
        messages.info(request, _("Your password belongs to the pupil network. Change it there."))
        return redirect("profile")
    answer: HttpResponseBase = account.password_change(request)
    return answer
