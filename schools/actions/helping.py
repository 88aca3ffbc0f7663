"""A guardian lets somebody help: appointing, changing, ending."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from schools import clock, queue, signals, tasks
from schools.actions import audit
from schools.choices import HelpScope
from schools.exceptions import InvalidInput, NotVisible
from schools.models import HelperAppointment, HelperInvitation, Person
from schools.queries import helping as asking
from schools.signin import tokens

LIFETIME = dt.timedelta(days=14)
LONGEST = dt.timedelta(days=365)
MOST_A_DAY = 10


@dataclass(frozen=True)
class Terms:
    """What a helper may do, and the last municipal day of it."""

    scope: HelpScope
    last_day: dt.date
    may_answer: bool = False


@transaction.atomic
def invite_helper(
    *, actor: Person, children: Sequence[Person], name: str, email: str, terms: Terms
) -> HelperInvitation:
    """Ask somebody by mail to help the actor with these children; they accept it themselves.

    An open invitation of the actor's to the same address ends. Whether anybody has the address
    is not looked up. Raises NotVisible for a child the actor may not appoint for, InvalidInput
    (``children``, ``email``, ``may_answer``, ``last_day``).
    """
    _check(actor, children, email, terms)
    _end_open(actor, email)
    now = clock.now()
    row = HelperInvitation.objects.create(
        guardian=actor,
        name=" ".join(name.split()),
        email=email,
        # made when it is sent: until then nobody knows the secret
        token_hash=tokens.hashed(tokens.new_link_token()),
        created_at=now,
        expires_at=now + LIFETIME,
    )
    HelperAppointment.objects.bulk_create(_new(row, child, terms) for child in children)
    audit.record(actor=actor, action="helper_invited", about=row, children=_keys(children))
    transaction.on_commit(lambda: queue.soon(tasks.send_helper_invitation, row.pk), robust=True)
    return row


@transaction.atomic
def change_terms(*, actor: Person, appointment: HelperAppointment, terms: Terms) -> None:
    """Other terms from now on, of one appointment of the actor's.

    Raises NotVisible for somebody else's, InvalidInput (``may_answer``, ``last_day``).
    """
    row = _locked(appointment)
    if row.guardian_id != actor.pk or row.ends is None or row.ends <= clock.today():
        raise NotVisible  # somebody else's, or the helper has ended it meanwhile
    _check_terms(terms)
    row.scope, row.may_answer, row.ends = terms.scope, terms.may_answer, _end_of(terms)
    row.save(update_fields=["scope", "may_answer", "ends"])
    _record(actor, "helper_changed", row, scope=str(terms.scope), answers=terms.may_answer)


@transaction.atomic
def end_help(*, actor: Person, appointment: HelperAppointment) -> None:
    """Over, at once: by the guardian, or by the helper who does not want to any more.

    Raises NotVisible for others. Twice is the same as once.
    """
    row = _locked(appointment)
    if actor.pk not in {row.guardian_id, row.helper_id}:
        raise NotVisible
    if row.ends is not None and row.ends > clock.today():
        row.ends = clock.today()
        row.save(update_fields=["ends"])
        _record(actor, "helper_ended", row)


def _check(actor: Person, children: Sequence[Person], email: str, terms: Terms) -> None:
    if not children:
        raise InvalidInput(_("Choose at least one child."), "children")
    allowed = set(asking.children_to_help(actor).values_list("pk", flat=True))
    if {child.pk for child in children} - allowed:
        raise NotVisible
    if email.lower() == actor.email.lower():
        raise InvalidInput(_("That is your own address. Write the helper's."), "email")
    _check_terms(terms)
    lately = clock.now() - dt.timedelta(days=1)
    invited = HelperInvitation.objects.filter(guardian=actor, created_at__gt=lately)
    if invited.count() >= MOST_A_DAY:
        raise InvalidInput(_("You have invited many today. Try again tomorrow."))


def _check_terms(terms: Terms) -> None:
    if terms.may_answer and terms.scope != HelpScope.HOME:
        message = _("Only who reads your own messages with the school can answer them.")
        raise InvalidInput(message, "may_answer")
    today = clock.today()
    if terms.last_day < today:
        raise InvalidInput(_("That day has passed. Choose a later one."), "last_day")
    if terms.last_day > today + LONGEST:
        raise InvalidInput(_("At most a year from today."), "last_day")


def _end_open(actor: Person, email: str) -> None:
    now = clock.now()
    older = HelperInvitation.objects.filter(
        guardian=actor, email__iexact=email, used_at=None, expires_at__gt=now
    )
    waiting = HelperAppointment.objects.filter(invitation__in=older, helper=None)
    waiting.update(ends=clock.today())
    older.update(expires_at=now)


def _new(invitation: HelperInvitation, child: Person, terms: Terms) -> HelperAppointment:
    return HelperAppointment(
        invitation=invitation,
        guardian=invitation.guardian,
        pupil=child,
        scope=terms.scope,
        may_answer=terms.may_answer,
        starts=clock.today(),
        ends=_end_of(terms),
        created_at=invitation.created_at,
    )


def _end_of(terms: Terms) -> dt.date:
    return terms.last_day + dt.timedelta(days=1)


def _locked(appointment: HelperAppointment) -> HelperAppointment:
    # the row's lock: whoever accepts, changes or ends it does so one after the other
    return HelperAppointment.objects.select_for_update().get(pk=appointment.pk)


def _keys(people: Sequence[Person]) -> list[int]:
    return [person.pk for person in people]


def _record(actor: Person, action: str, row: HelperAppointment, **details: Any) -> None:
    audit.record(
        actor=actor, action=action, about=row, pupil=row.pupil_id, helper=row.helper_id, **details
    )
    if row.helper_id is not None:
        signals.roles_changed.send(sender=HelperAppointment, person_ids={row.helper_id})
