"""Whose reading a list of readers counts: the homes and the people, as keys."""

from dataclasses import replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging.choices import Kind, Part, Side
from messaging.models import Conversation, Participant
from messaging.visibility import active_among, followed_pupils, followed_staff, pupils_of
from schools import clock
from schools.homes import HomeKeys, home_keys_of
from schools.models import Person
from schools.models.dated import on_day
from schools.visibility import without_hidden
from schools.visibility.columns import either


def audience(viewer: Person, conversation: Conversation) -> tuple[list[HomeKeys], list[Person]]:
    """Homes with the guardians whom the viewer may know of, and the others.

    Eight queries at most.
    """
    homes, others = _meant(viewer, conversation)
    return _known(viewer, homes), list(others)


def _meant(
    viewer: Person, conversation: Conversation
) -> tuple[list[HomeKeys], QuerySet[Person] | list[Person]]:
    day = clock.today()
    if conversation.kind == Kind.HOME:
        pupil_ids = without_hidden(
            Person.objects.filter(home_conversations=conversation.pk), viewer
        ).values_list("pk", flat=True)
        homes = [home for home in home_keys_of(pupil_ids, day) if home.key == conversation.home_key]
        return homes, []
    if conversation.kind == Kind.GROUP:
        return _homes_in(viewer, conversation), _colleagues_in(viewer, conversation)
    if conversation.kind == Kind.DIRECT:
        return [], _others_in(viewer, conversation)
    meant, followed = pupils_of(conversation), followed_pupils(viewer, conversation)
    at_home = followed.filter(pk__in=active_among(meant[Part.GUARDIANS]).values("pk"))
    homes = home_keys_of(at_home.values_list("pk", flat=True), day)
    themselves = Q(pk__in=active_among(meant[Part.PUPILS]).values("pk"))
    if conversation.kind == Kind.CLASS:
        return homes, followed.filter(themselves)
    return _with_single_homes(viewer, conversation, homes), _with_singles(
        viewer, conversation, followed, themselves
    )


def _with_single_homes(
    viewer: Person, conversation: Conversation, homes: list[HomeKeys]
) -> list[HomeKeys]:
    """And the homes that were chosen one by one, in order of the pupils' names."""
    met = {(home.pupil, home.key) for home in homes}
    single = [home for home in _homes_in(viewer, conversation) if (home.pupil, home.key) not in met]
    return sorted([*homes, *single], key=lambda home: (home.order, home.pupil))


def _with_singles(
    viewer: Person, conversation: Conversation, pupils: QuerySet[Person], themselves: Q
) -> QuerySet[Person]:
    """Pupils whom it is for, and people who were chosen one by one."""
    places = Participant.objects.filter(on_day(clock.today()), conversation=conversation.pk)
    chosen = {
        side: Q(pk__in=places.filter(side=side).order_by().values("person"))
        for side in (Side.PUPIL, Side.STAFF)
    }
    mine = pupils.filter(themselves | chosen[Side.PUPIL]).order_by().values("pk")
    staff = followed_staff(viewer, conversation).filter(chosen[Side.STAFF])
    return Person.objects.filter(pk__in=either([mine, staff.order_by().values("pk")]))


def _known(viewer: Person, homes: list[HomeKeys]) -> list[HomeKeys]:
    """The homes with those guardians whom the viewer may know of."""
    people = Person.objects.filter(pk__among={pk for home in homes for pk in home.guardians})
    known = set(without_hidden(people, viewer).values_list("pk", flat=True))
    left = (
        replace(home, guardians=tuple(one for one in home.guardians if one in known))
        for home in homes
    )
    return [home for home in left if home.guardians]


def _others_in(viewer: Person, conversation: Conversation) -> QuerySet[Person]:
    place = Participant.objects.filter(
        on_day(clock.today()), conversation=conversation.pk, person=OuterRef("pk")
    )
    people = Person.objects.filter(Exists(place), is_active=True).exclude(pk=viewer.pk)
    return without_hidden(people, viewer)


def _homes_in(viewer: Person, conversation: Conversation) -> list[HomeKeys]:
    """The homes that take part, with those guardians who do."""
    rows = Participant.objects.filter(
        on_day(clock.today()), conversation=conversation.pk, side=Side.GUARDIAN
    )
    places = set(rows.values_list("pupil", "person"))
    if not places:
        return []
    pupils = followed_pupils(viewer, conversation).filter(pk__among={pupil for pupil, _ in places})
    homes = (
        replace(
            home,
            guardians=tuple(one for one in home.guardians if (home.pupil, one) in places),
        )
        for home in home_keys_of(pupils.values_list("pk", flat=True), clock.today())
    )
    return [home for home in homes if home.guardians]


def _colleagues_in(viewer: Person, conversation: Conversation) -> QuerySet[Person]:
    place = Participant.objects.filter(
        on_day(clock.today()), conversation=conversation.pk, side=Side.STAFF, person=OuterRef("pk")
    )
    people = Person.objects.filter(Exists(place), is_active=True).exclude(pk=viewer.pk)
    return without_hidden(people, viewer)
