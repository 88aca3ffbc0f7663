"""A session in which somebody has just given their password, without the form."""

from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from schools import clock
from schools.models import Person


def prove(client: Client, person: Person, seconds_ago: float = 0) -> Client:
    """The client of a person signed in, who gave their password so many seconds ago."""
    session = client.session
    given = {"method": "password", "at": clock.now().timestamp() - seconds_ago}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [given]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(person)
    session.save()
    return client
