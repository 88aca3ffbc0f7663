"""Who may do what in ``schools``: pure predicates; actions enforce them, templates ask them."""

from schools import affiliations
from schools.models import Group, Person, School
from schools.visibility.people import without_hidden


def can_import_roster(actor: Person) -> bool:
    """Roster bundles cover the municipality: only its administrators."""
    return affiliations.of(actor).is_municipal_admin


def can_follow_imports(actor: Person) -> bool:
    """Those who import, and ICT contacts, who look after what concerns their schools alone."""
    return can_import_roster(actor) or bool(affiliations.of(actor).ict_schools)


def can_run_office(actor: Person, school: School | int) -> bool:
    """Leaders and office of the school: invitations, guardians' access, named staff, vouching."""
    key = school if isinstance(school, int) else school.pk
    return key in affiliations.of(actor).led_schools


def can_teach(actor: Person, group: Group | int) -> bool:
    """Staff of the group: posts plans, assignments and messages to it."""
    key = group if isinstance(group, int) else group.pk
    return key in affiliations.of(actor).staff_groups


def can_administer_group(actor: Person, group: Group) -> bool:
    """Staff of the group, or leaders and office of its school."""
    return can_teach(actor, group) or can_run_office(actor, group.school_id)


def can_manage_account(actor: Person, person: Person) -> bool:
    """Leaders and office of a school the person belongs to: invitations, closing, signing out.

    Of protected people only those who are named to know of them.
    """
    shared = affiliations.of(actor).led_schools & affiliations.of(person).schools
    known = without_hidden(Person.objects.filter(pk=person.pk), actor)
    return bool(shared) and known.exists()


def can_hand_out_code(actor: Person, person: Person) -> bool:
    """Whoever holds the code becomes the person, so it takes more than a child at the school.

    Those who work in the municipality get theirs where they work; whoever has chosen a
    password and can be reached by mail gets a new one by mail.
    """
    held = affiliations.of(person)
    works = held.is_municipal_admin or held.staff_schools
    if works and not affiliations.of(actor).led_schools & held.staff_schools:
        return False
    has_password = bool(person.password) and person.has_usable_password()
    return can_manage_account(actor, person) and not (has_password and person.email)
