"""For which guardians staff may write down what they answer."""

from django.db.models import QuerySet

from messaging.choices import Part, Side
from messaging.models import Conversation
from messaging.visibility import reasons
from messaging.visibility.conversations import active_among, pupils_of
from messaging.visibility.followed import followed_pupils
from schools import clock
from schools.models import Person
from schools.visibility import without_hidden
from schools.visibility.columns import Column, either
from schools.visibility.people import guardians_of


def recordable_guardians(actor: Person, conversation: Conversation) -> QuerySet[Person]:
    """Guardians who read it as such today, as far as the actor may know of them and the child."""
    day, ways = clock.today(), reasons.ways_into(conversation)
    meant: list[Column] = []
    if columns := pupils_of(conversation)[Part.GUARDIANS]:
        pupils = followed_pupils(actor, conversation).filter(pk__in=either(columns))
        meant.append(guardians_of(pupils.order_by().values("pk"), day))
    if Side.GUARDIAN in ways.sides:
        places = reasons.place_holders(conversation, Side.GUARDIAN, day)
        followed = followed_pupils(actor, conversation).order_by()
        meant.append(places.filter(pupil__in=followed.values("pk")).values("person"))
    return without_hidden(active_among(meant), actor).exclude(pk=actor.pk)
