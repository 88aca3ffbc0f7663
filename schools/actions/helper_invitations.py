"""Helpers come in: the mail that asks them, an account for who has none, and their yes."""

import uuid

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from schools import affiliations, clock, signals
from schools.actions import audit
from schools.actions.invitations import mail_way_in
from schools.exceptions import InvalidInput
from schools.models import HelperAppointment, HelperInvitation, Person
from schools.queries.helping import open_invitations
from schools.signin import tokens


@transaction.atomic
def send_helper_invitation(*, invitation_id: int) -> None:
    """Make the token and mail it; for the worker, safe to run twice."""
    rows = open_invitations().filter(sent_at=None, pk=invitation_id)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return
    token = tokens.new_link_token()
    row.token_hash, row.sent_at = tokens.hashed(token), clock.now()
    row.save(update_fields=["token_hash", "sent_at"])
    _send(row, settings.BASE_URL + reverse("helper_invitation", kwargs={"secret": token}))


def unsent_helper_invitations() -> list[int]:
    """Invitations that still wait for their mail; beat asks again for them."""
    waiting = open_invitations().filter(sent_at=None).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:500])


@transaction.atomic
def accept_help(*, actor: Person, secret: str) -> None:
    """The actor helps from now on; the invitation is used up.

    Raises InvalidInput for a secret that is used, expired or unknown, for the guardian's own
    account and for pupils: a child is nobody's interpreter.
    """
    row = _open(secret)
    if row.guardian_id == actor.pk:
        raise InvalidInput(_("This invitation is from you. The helper opens it."))
    if affiliations.of(actor).pupil_groups:
        raise InvalidInput(_("Pupils cannot help a guardian with messages from the school."))
    now = clock.now()
    waiting = row.appointments.filter(helper=None, ends__gt=clock.today()).exclude(pupil=actor)
    waiting.update(helper=actor)
    row.used_at = now
    row.save(update_fields=["used_at"])
    affiliations.forget(actor)
    audit.record(actor=actor, action="helper_accepted", about=row, guardian=row.guardian_id)
    signals.roles_changed.send(sender=HelperAppointment, person_ids={actor.pk})


@transaction.atomic
def ask_for_account(*, actor: None, secret: str) -> None:
    """A link for a password to the address that was invited; a new account when it has none.

    ``actor`` is None: whoever holds the secret reads that address. What happens, and what it
    looks like, is the same whether the address is known. Raises InvalidInput for a secret that
    is used, expired or unknown.
    """
    row = _open(secret)
    person = Person.objects.filter(email__iexact=row.email).first() or _new_person(row)
    mail_way_in(actor=actor, person=person)


def _open(secret: str) -> HelperInvitation:
    rows = open_invitations().filter(token_hash=tokens.hashed(secret))
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise InvalidInput(_("This invitation was used already or has run out."))
    return row


def _new_person(row: HelperInvitation) -> Person:
    given, _space, family = row.name.rpartition(" ")
    person = Person.objects.create_user(
        f"h-{uuid.uuid4().hex[:12]}",
        email=row.email,
        given_name=given or family,
        family_name=family if given else "",
    )
    audit.record(actor=None, action="helper_account_made", about=person, guardian=row.guardian_id)
    return person


def _send(row: HelperInvitation, address: str) -> None:
    """No pupil, school or content in the mail: the address may be wrong or shared."""
    guardian = row.guardian
    with translation.override(guardian.language or settings.LANGUAGE_CODE):
        words = {"address": address, "expires_at": row.expires_at, "site_name": settings.SITE_NAME}
        words["guardian"] = guardian.get_full_name()
        subject = _("Will you help with messages from the school?")
        body = render_to_string("schools/helper_mail.txt", words)
    send_mail(subject, body, None, [row.email])
