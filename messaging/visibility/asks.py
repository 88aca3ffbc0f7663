"""Who is asked what, and who may see what was answered.

A home is asked through its pupil: a guardian with full access answers for it. Who answered what
in a poll is shown to its sender alone, and only when the poll said so.
"""

from typing import Any

from django.db.models import BigIntegerField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from messaging.choices import AskKind, Kind, Part, Per, Side
from messaging.models import Ask, AskAnswer, Audience, Participant
from messaging.visibility import reasons
from messaging.visibility.conversations import conversation_viewers, visible_conversations
from messaging.visibility.followed import followed_givers, giver_followers, pupil_followers
from messaging.visibility.messages import visible_messages
from messaging.visibility.readers import reader_list_viewers, with_visible_readers
from messaging.visibility.writing import writable_homes_of
from schools import affiliations, clock
from schools.choices import Access, MemberRole, Protection
from schools.homes import with_home_key
from schools.models import Guardianship, Membership, Person
from schools.models.dated import on_day
from schools.scopes import KINDS_WITH_YEAR
from schools.visibility import who_know, without_hidden
from schools.visibility.people import standing


def visible_asks(viewer: Person | None) -> QuerySet[Ask]:
    """What is asked in messages the viewer reads, while they stand."""
    standing_messages = visible_messages(viewer).filter(withdrawn_at__isnull=True)
    return Ask.objects.filter(message__in=standing_messages.order_by().values("pk"))


def asked_homes(viewer: Person, conversation: Any) -> QuerySet[Guardianship]:
    """The homes for which the viewer answers there: by place or audience, marked with ``home``.

    ``conversation``: a ``Value`` of its key, or an ``OuterRef`` to it.
    """
    held = affiliations.of(viewer)
    rows = with_home_key(standing(held.day)).filter(guardian=viewer.pk, pupil__in=held.children)
    # the inner questions refer to it through each row
    here = ExpressionWrapper(conversation, output_field=BigIntegerField())
    place = Participant.objects.filter(
        on_day(held.day),
        conversation=OuterRef("asked_in"),
        person=viewer.pk,
        side=Side.GUARDIAN,
        pupil=OuterRef("pupil"),
    )
    meant = Q(Exists(place)) | Q(Exists(_meaning_the_pupil(held.day)))
    asked: QuerySet[Guardianship] = rows.annotate(asked_in=here).filter(meant)
    return asked


def _meaning_the_pupil(day: Any) -> QuerySet[Audience]:
    """For a guardianship as the outer row: audiences that mean the guardians of its pupil."""
    classes = Membership.objects.filter(
        on_day(day),
        on_day(day, "group__"),
        role=MemberRole.PUPIL,
        person=OuterRef(OuterRef("pupil")),
    )
    at_school = classes.filter(group__school=OuterRef("school"))
    in_year = at_school.filter(group__grade=OuterRef("grade"), group__kind__in=KINDS_WITH_YEAR)
    why = Q(Exists(classes.filter(group=OuterRef("group"))))
    why |= Q(Exists(at_school), grade__isnull=True) | Q(Exists(in_year))
    rows = Audience.objects.filter(part=Part.GUARDIANS, conversation=OuterRef("asked_in"))
    return rows.filter(why)


def asks_personally(viewer: Person) -> Q:
    """Of ``Ask``: those the viewer answers for themselves, as the message is meant for them.

    Pupils, guardians where each answers, and staff where it was written to staff alone.
    """
    held = affiliations.of(viewer)
    why = Q(pk__in=[])
    for side in reasons.sides_held(held):
        if side == Side.HELPER:  # it is the guardian who is asked
            continue
        meant = reasons.audiences(held, side, held.children)
        joined = reasons.places(held, side, held.children)
        joined = joined.filter(from_seq__lt=OuterRef("message__seq"))
        here = {"conversation": OuterRef("conversation")}
        is_meant = Q(Exists(meant.filter(**here))) | Q(Exists(joined.filter(**here)))
        asked = Q(for_staff=side == Side.STAFF)
        if side == Side.GUARDIAN:
            asked &= Q(per=Per.PERSON)
        why |= asked & is_meant
    return why & ~Q(message__author=viewer.pk)


def visible_answers(viewer: Person | None) -> QuerySet[AskAnswer]:
    """Answers with who gave them: one's own, one's home's, and those one counts as staff."""
    answers = AskAnswer.objects.all()
    if viewer is None or not viewer.is_active:
        return answers.none()
    held = affiliations.of(viewer)
    homes = with_home_key(standing(held.day)).filter(
        guardian=viewer.pk, access=Access.FULL, pupil=OuterRef("pupil"), home=OuterRef("home_key")
    )
    own = Q(person=viewer.pk) | Q(Exists(homes))
    counted = Q(ask__conversation__in=with_visible_readers(viewer).order_by().values("pk"))
    counted &= ~Q(ask__kind=AskKind.POLL) | Q(ask__is_open=True, ask__message__author=viewer.pk)
    counted &= _of_known(viewer) & _followed(viewer)
    read = visible_conversations(viewer).order_by().values("pk")
    return answers.filter(own | counted, ask__conversation__in=read)


def answer_viewers(answer: AskAnswer) -> QuerySet[Person]:
    """Everybody who may see the answer with its giver: the inverse of ``visible_answers``."""
    day, ask = clock.today(), answer.ask
    why = Q(pk=answer.person_id)
    if answer.pupil_id is not None:
        theirs = with_home_key(standing(day)).filter(pupil=answer.pupil_id, access=Access.FULL)
        why |= Q(pk__in=theirs.filter(home=answer.home_key).values("guardian"))
    counting = who_know(_following(answer), answer.person, day)
    if answer.pupil is not None:
        counting = who_know(counting, answer.pupil, day)
    if ask.kind == AskKind.POLL:
        counting = counting.filter(pk=ask.message.author_id) if ask.is_open else counting.none()
    return conversation_viewers(ask.conversation).filter(why | Q(pk__in=counting.values("pk")))


def counted_answers(viewer: Person) -> QuerySet[AskAnswer]:
    """Answers that count, to the edition asked about now, of whom the viewer may know.

    For sums alone: whether the viewer may see those is for ``queries.asks`` to say. Those of a
    poll are the same for all who see them; others are sums of the answers that one may see.
    """
    seen = Q(ask__kind=AskKind.POLL) | _followed(viewer)
    return AskAnswer.objects.filter(_of_known(viewer) & seen, doubted_at__isnull=True)


def _of_known(viewer: Person) -> Q:
    known = without_hidden(Person.objects.all(), viewer).order_by().values("pk")
    return Q(person__in=known) & (Q(pupil__isnull=True) | Q(pupil__in=known))


def _followed(viewer: Person) -> Q:
    """Of an announcement: answers of those the viewer could write to, and all to one's own.

    Who answers as the guardian of a child that the viewer may not know of, is not among them,
    unless another child of theirs is: then their name tells of that one.
    """
    held = affiliations.of(viewer)
    homes = writable_homes_of(viewer).order_by().values("pk")
    mine = Q(pupil__in=homes) | Q(pupil__isnull=True) & followed_givers(viewer, "ask__conversation")
    hidden = standing(held.day).exclude(pupil__protection=Protection.NONE)
    hidden = hidden.exclude(pupil__in={viewer.pk, *held.children, *held.named_for})
    tells = Q(pupil__isnull=True, side=Side.GUARDIAN, person__in=hidden.values("guardian"))
    to_all = ~Q(ask__conversation__kind=Kind.ANNOUNCEMENT) | Q(ask__message__author=viewer.pk)
    return mine | to_all & ~tells


def _following(answer: AskAnswer) -> QuerySet[Person]:
    """The inverse of ``_followed`` among those who open the list of readers."""
    day, conversation = clock.today(), answer.ask.conversation
    if answer.pupil is not None:
        mine = pupil_followers(conversation, answer.pupil)
    else:
        mine = giver_followers(conversation, answer.person, answer.side)
    staff = others = reader_list_viewers(conversation)
    if answer.pupil is None and answer.side == Side.GUARDIAN:
        hidden = (
            standing(day).filter(guardian=answer.person).exclude(pupil__protection=Protection.NONE)
        )
        for child in Person.objects.filter(pk__in=hidden.values("pupil")):
            others = who_know(others, child, day)
    if conversation.kind == Kind.ANNOUNCEMENT:
        others = others.filter(pk=answer.ask.message.author_id)
    return staff.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=others.values("pk")))
