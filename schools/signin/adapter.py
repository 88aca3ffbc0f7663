"""allauth, told how a municipality signs in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from schools.actions import accounts
from schools.models import Person
from schools.signin import advice, refusals
from schools.signin.finding import person_for
from schools.signin.guards import usable


class SchoolAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the register: nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": refusals.WRONG,
        "username_password_mismatch": refusals.WRONG,
        "too_many_login_attempts": refusals.SLOWED,
        "account_inactive": refusals.WRONG,
        "incorrect_password": refusals.WRONG_PASSWORD,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Say the reason where one may be said; without one the form says "wrong"."""
        if reason := refusals.noted(request):
            raise ValidationError(str(reason), code="refused")

    def clean_password(self, password: str, user: Person | None = None) -> str:
        """Refuse a weak one in our words."""
        if problems := advice.against(password, user):
            raise ValidationError(problems)
        return password

    def set_password(self, user: Person, password: str) -> None:
        """Change the password through our action: audit, and the end of other sessions."""
        accounts.change_password(actor=user, person=user, password=password)

    def get_reauthentication_methods(self, user: Person | AnonymousUser) -> list[dict[str, Any]]:
        """By password, also for those whose password the directory keeps: it is asked."""
        if not user.is_authenticated:
            return []
        url = reverse("account_reauthenticate")
        return [{"id": "reauthenticate", "description": _("Password"), "url": url}]

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Whether it is this person's, by the door and the name they signed in with."""
        if not usable(password):
            return False
        found = self.authenticate(self.request, **self._known_as(user), password=password)
        return found is not None and found.pk == user.pk

    def _known_as(self, user: Person) -> dict[str, str]:
        """The name typed at the sign-in: the directory's need not be the account's."""
        records = get_authentication_records(self.request, user)
        for record in reversed(records):
            given = {name: record[name] for name in ("username", "email") if name in record}
            if given:
                return given
        return {"username": user.username}

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's address, by the number of proxies trusted; fewer of them is no client."""
        try:
            address: str = super().get_client_ip(request)
        except ImproperlyConfigured as error:
            raise PermissionDenied from error
        return address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One counter an account: its e-mail, user name and host spellings share it."""
        login = str(credentials.get("email") or credentials.get("username") or "")
        person = person_for(login) if usable(login) else None
        return f"person:{person.pk}" if person else f"name:{login.strip().casefold()}"
