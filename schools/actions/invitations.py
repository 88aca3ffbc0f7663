"""Invitations: how people without the pupil network's account get their password."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from schools import clock, policies, queue, tasks
from schools.actions import audit
from schools.actions.accounts import set_checked_password
from schools.choices import InvitationChannel
from schools.exceptions import InvalidInput, NotAllowed
from schools.models import ExternalId, Invitation, Person
from schools.signin import tokens

LIFETIMES = {
    InvitationChannel.MAIL: dt.timedelta(days=14),
    InvitationChannel.PAPER: dt.timedelta(days=30),
}
RESET_LIFETIME = dt.timedelta(hours=2)


@dataclass(frozen=True)
class Sheet:
    """One person's printed invitation; the code exists only here."""

    person: Person
    code: str
    expires_at: dt.datetime


@transaction.atomic
def invite_by_mail(*, actor: Person, person: Person) -> Invitation:
    """Send a link for setting a password, valid for 14 days; older invitations end.

    Raises NotAllowed for all but leaders and office of the person's school, InvalidInput
    for people who cannot use one.
    """
    _require_inviter(actor, person)
    if not person.email:
        raise InvalidInput(_("The register has no e-mail address. Print a code instead."))
    _end_others(person)
    return _mail(person, actor, LIFETIMES[InvitationChannel.MAIL])


@transaction.atomic
def invite_on_paper(*, actor: Person, people: Iterable[Person]) -> list[Sheet]:
    """One-time codes to print, valid for 30 days; older invitations end.

    Raises as ``invite_by_mail``, and InvalidInput for those who must have theirs by mail or
    from where they work; then nobody gets a code.
    """
    sheets = []
    for person in people:
        _require_inviter(actor, person)
        if not policies.can_hand_out_code(actor, person):
            message = _("%(name)s cannot have a code on paper. Send an e-mail instead.")
            raise InvalidInput(message % {"name": person.get_full_name()})
        _end_others(person)
        code = tokens.new_code()
        row = _new(person, actor, code, InvitationChannel.PAPER, LIFETIMES[InvitationChannel.PAPER])
        sheets.append(Sheet(person, code, row.expires_at))
    return sheets


@transaction.atomic
def invite_all_by_mail(*, actor: Person, people: Iterable[Person]) -> list[Person]:
    """``invite_by_mail`` for those who have an address; returns those who have none.

    Raises as there; then nobody is invited.
    """
    without = []
    for person in people:
        if person.email:
            invite_by_mail(actor=actor, person=person)
        else:
            without.append(person)
    return without


@transaction.atomic
def request_new_password(*, actor: None, person: Person) -> None:
    """A link for a new password to the person's own address, valid for two hours.

    ``actor`` is None: nobody is signed in. Does nothing for people who cannot use one,
    and nothing while the last one is younger than five minutes.
    """
    if person.has_usable_password():
        mail_way_in(actor=actor, person=person)


@transaction.atomic
def mail_way_in(*, actor: None, person: Person) -> None:
    """A link for a first or a new password to the person's own address, for two hours.

    For actions by which somebody unknown asks for it. Does nothing for people who cannot use
    one, and nothing while the last one is younger than five minutes.
    """
    young = clock.now() - dt.timedelta(minutes=5)
    recent = Invitation.objects.filter(person=person, created_at__gt=young, used_at=None)
    if person.email and not _trouble(person) and not recent.exists():
        _mail(person, actor, RESET_LIFETIME)


@transaction.atomic
def accept_invitation(*, actor: None, secret: str, password: str) -> Person:
    """Set the password of the person who was invited; the secret is used up.

    ``actor`` is None: whoever holds the secret is the person. Raises InvalidInput with
    ``field`` "password" for a weak one, and without field for a secret that is used,
    expired or unknown.
    """
    row = _open_rows().select_for_update().filter(token_hash=tokens.hashed(secret)).first()
    if row is None or _trouble(row.person):
        raise InvalidInput(_("This invitation was used already or has run out."))
    set_checked_password(row.person, password)
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    _end_others(row.person)
    audit.record(actor=row.person, action="invitation_accepted", about=row.person)
    return row.person


@transaction.atomic
def send_invitation(*, invitation_id: int) -> None:
    """Make the token and mail it; for the worker, safe to run twice."""
    unsent = _open_rows().filter(channel=InvitationChannel.MAIL, sent_at=None)
    row = unsent.select_for_update().filter(pk=invitation_id).first()
    if row is None:
        return
    token = tokens.new_link_token()
    row.token_hash, row.sent_at = tokens.hashed(token), clock.now()
    row.save(update_fields=["token_hash", "sent_at"])
    _send(row, settings.BASE_URL + reverse("invitation", kwargs={"secret": token}))


def unsent_invitations() -> list[int]:
    """Invitations that still wait for their mail; beat asks again for them."""
    waiting = Invitation.objects.filter(
        channel=InvitationChannel.MAIL, sent_at=None, used_at=None, expires_at__gt=clock.now()
    )
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:500])


def _open_rows() -> QuerySet[Invitation]:
    now = clock.now()
    rows = Invitation.objects.filter(used_at=None, expires_at__gt=now, person__is_active=True)
    return rows.select_related("person")


def _require_inviter(actor: Person, person: Person) -> None:
    if not policies.can_manage_account(actor, person):
        raise NotAllowed(_("Only leaders and the office of the person's school may invite."))
    if trouble := _trouble(person):
        raise InvalidInput(trouble)


def _trouble(person: Person) -> str:
    if not person.is_active:
        return _("The account is closed.")
    if ExternalId.objects.filter(person=person, system__startswith="directory:").exists():
        return _("This person signs in with the account of the pupil network.")
    return ""


def _mail(person: Person, actor: Person | None, lifetime: dt.timedelta) -> Invitation:
    # The token of a mail is made when it is sent: until then nobody knows the secret.
    secret = tokens.new_link_token()
    row = _new(person, actor, secret, InvitationChannel.MAIL, lifetime)
    transaction.on_commit(lambda: queue.soon(tasks.send_invitation, row.pk), robust=True)
    return row


def _new(
    person: Person,
    actor: Person | None,
    secret: str,
    channel: InvitationChannel,
    lifetime: dt.timedelta,
) -> Invitation:
    now = clock.now()
    row = Invitation.objects.create(
        person=person,
        token_hash=tokens.hashed(secret),
        channel=channel,
        created_by=actor,
        created_at=now,
        expires_at=now + lifetime,
    )
    audit.record(actor=actor, action="invited", about=person, channel=str(channel))
    return row


def _end_others(person: Person) -> None:
    Invitation.objects.filter(person=person, used_at=None, expires_at__gt=clock.now()).update(
        expires_at=clock.now()
    )


def _send(row: Invitation, address: str) -> None:
    """No pupil, school or content in the mail: the address may be wrong or shared."""
    first = row.created_by_id is not None or not row.person.has_usable_password()
    with translation.override(row.person.language or settings.LANGUAGE_CODE):
        words = {"address": address, "expires_at": row.expires_at, "first": first}
        words["site_name"] = settings.SITE_NAME
        subject = _("Your password for %(site)s") % {"site": settings.SITE_NAME}
        body = render_to_string("schools/invitation_mail.txt", words)
    send_mail(subject, body, None, [row.person.email])
