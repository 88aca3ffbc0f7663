"""Vouching for a source, by name and date, and taking it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from schools import clock, policies, signals
from schools.actions import audit
from schools.choices import Access, Protection, Responsibility, Source, Vouched
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import ExternalId, Guardianship, Person, School, SourceDeclaration
from schools.roster import vouching
from schools.roster.known import SOURCED


@transaction.atomic
def vouch(
    *, actor: Person, system: str, vouched: Vouched, school: School | None = None
) -> SourceDeclaration:
    """Vouch for what a source does not state, and let those in who waited for that.

    For the pupils of one school, by its leader or office; for all of them (``school``
    None), by an administrator of the municipality. Repeating changes nothing.

    Raises NotAllowed; NotVisible for a source that is not known; InvalidInput when the
    source does state it, and says otherwise.
    """
    _check(actor, school)
    if not ExternalId.objects.filter(system=SOURCED, value__startswith=f"{system}:").exists():
        raise NotVisible
    _refuse_if_stated(system, vouched)
    before = vouching.covered(system, vouched)
    declaration, created = SourceDeclaration.objects.get_or_create(
        system=system,
        vouched=vouched,
        school=school,
        withdrawn_at=None,
        defaults={"declared_by": actor, "declared_at": clock.now()},
    )
    if created:
        people = _settle(system, vouched, before)
        _record(actor, "source_vouched", declaration, people)
    return declaration


@transaction.atomic
def withdraw(*, actor: Person, declaration: SourceDeclaration) -> None:
    """Take a declaration back: those it let in wait again. Raises NotAllowed. Idempotent."""
    _check(actor, declaration.school)
    before = vouching.covered(declaration.system, Vouched(declaration.vouched))
    held = SourceDeclaration.objects.select_for_update().get(pk=declaration.pk)
    if held.withdrawn_at is None:
        held.withdrawn_at = clock.now()
        held.save(update_fields=["withdrawn_at"])
        people = _settle(held.system, Vouched(held.vouched), before)
        _record(actor, "source_vouching_withdrawn", held, people)


def _check(actor: Person, school: School | None) -> None:
    if school is None:
        allowed = policies.can_import_roster(actor)
    else:
        allowed = policies.can_run_office(actor, school)
    if not allowed:
        raise NotAllowed(_("You can only vouch for the pupils of your own school."))


def _refuse_if_stated(system: str, vouched: Vouched) -> None:
    """A source that says it of somebody is able to say it: an empty cell is no omission."""
    if vouched == Vouched.GUARDIANS:
        rows = Guardianship.objects.filter(source=Source.ROSTER, source_key=f"{system}:")
        stated = rows.filter(
            responsibility__in=(Responsibility.NONE, Responsibility.INFORMATION)
        ).exists()
        message = _("This source lists guardians without parental responsibility too.")
    else:
        protected = (Protection.CONFIDENTIAL, Protection.STRICT)
        stated = vouching.people_of(system).filter(protection__in=protected).exists()
        message = _("This source contains people with a protected address.")
    if stated:
        raise InvalidInput(message)


def _settle(system: str, vouched: Vouched, before: set[int]) -> set[int]:
    """Open what is covered now, close what was and is not; the people concerned."""
    after = vouching.covered(system, vouched)
    settle = _settle_guardians if vouched == Vouched.GUARDIANS else _settle_protection
    return settle(system, opened=after, closed=before - after)


def _settle_guardians(system: str, *, opened: set[int], closed: set[int]) -> set[int]:
    rows = Guardianship.objects.filter(
        source=Source.ROSTER, source_key=f"{system}:", responsibility=Responsibility.UNKNOWN
    )
    people: set[int] = set()
    for pupils in vouching.chunks(opened):
        waiting = rows.filter(pupil__in=pupils, quarantined=True)
        people |= _people(waiting)
        waiting.update(quarantined=False, access=Access.FULL)
    for pupils in vouching.chunks(closed):
        standing = rows.filter(pupil__in=pupils, quarantined=False)
        people |= _people(standing)
        standing.update(quarantined=True, access=Access.NONE)
    return people


def _settle_protection(system: str, *, opened: set[int], closed: set[int]) -> set[int]:
    people: set[int] = set()
    for pupils in vouching.chunks(opened):
        hidden = Person.objects.filter(pk__in=pupils, protection=Protection.UNSTATED)
        people |= _change_protection(hidden, Protection.NONE)
    for pupils in vouching.chunks(closed):
        shown = Person.objects.filter(pk__in=pupils, protection=Protection.NONE)
        people |= _change_protection(shown, Protection.UNSTATED)
    changed = list(people)
    for some in vouching.chunks(changed):
        people |= _change_protection(vouching.hidden_with(some), Protection.UNSTATED)
        people |= _change_protection(vouching.shown_with(some), Protection.NONE)
    return people


def _change_protection(rows: "vouching.People", protection: Protection) -> set[int]:
    ids = set(rows.values_list("pk", flat=True))
    Person.objects.filter(pk__in=ids).update(protection=protection)
    return ids


def _people(rows: "vouching.Rows") -> set[int]:
    return {person for pair in rows.values_list("guardian_id", "pupil_id") for person in pair}


def _record(actor: Person, action: str, declaration: SourceDeclaration, people: set[int]) -> None:
    audit.record(
        actor=actor,
        action=action,
        about=declaration,
        school_id=declaration.school_id,
        vouched=declaration.vouched,
        people=len(people),
    )
    if people:
        signals.roles_changed.send(sender=SourceDeclaration, person_ids=people)
