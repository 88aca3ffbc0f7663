"""Which notices a person wants, on which channels, and when they may come."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from messaging.channels import sms
from messaging.choices import CANNOT_BE_OFF, Channel, NoticeClass, Side, Timing
from messaging.hours import USUAL, Hours
from messaging.models import (
    NoticeHours,
    NoticeWish,
    PushSubscription,
    SchoolHours,
    WrongNumber,
)
from schools import affiliations, clock, scopes
from schools.models import Person

_NEVER_FIRST = frozenset({Timing.OFF, Timing.IF_UNREAD})
# Long enough to take back what was sent by mistake before anything leaves.
HOLD = dt.timedelta(seconds=30)
_LOOK_AHEAD = dt.timedelta(days=120)
_BY_DEFAULT = {
    (NoticeClass.GENERAL, Channel.EMAIL): Timing.DIGEST,
    (NoticeClass.SCHOOL, Channel.SMS): Timing.IF_UNREAD,
    (NoticeClass.GENERAL, Channel.SMS): Timing.IF_UNREAD,
}


@dataclass(frozen=True)
class Step:
    """One channel on which a person is to be told, and the first moment it may be (UTC)."""

    person: int
    side: Side
    channel: Channel
    is_digest: bool
    due_at: dt.datetime


@dataclass(frozen=True)
class Rules:
    """What one school and its people have said about notices of one class, in memory."""

    notice_class: NoticeClass
    usual: dict[Side, Hours]
    free: frozenset[dt.date]
    own: dict[int, Hours] = field(default_factory=dict)
    wishes: dict[tuple[int, str], str] = field(default_factory=dict)
    pushed: frozenset[int] = frozenset()
    wrong: dict[int, str] = field(default_factory=dict)
    # sensitive: told by itself, never among others once a day
    is_apart: bool = False

    def is_wrong(self, person: Person) -> bool:
        """Somebody else answered at the number that the register has; emergencies go there yet."""
        if self.notice_class in CANNOT_BE_OFF:
            return False
        return person.mobile == self.wrong.get(person.pk)

    def hours(self, person: int, side: Side) -> Hours:
        """The person's own hours, else the school's for their side."""
        own = self.own.get(person)
        if own is None:
            return self.usual[side]
        return replace(own, lessons_quiet=side == Side.PUPIL)

    def timing(self, person: int, channel: Channel) -> Timing:
        """When notices of this class come to the person on this channel."""
        wish = self.wishes.get((person, channel))
        if wish and not (wish != Timing.AT_ONCE and self.notice_class in CANNOT_BE_OFF):
            timing = Timing(wish)
        else:
            timing = usual_timing(self.notice_class, channel)
        return Timing.AT_ONCE if self.is_apart and timing == Timing.DIGEST else timing

    def due_at(self, hours: Hours, timing: Timing, moment: dt.datetime) -> dt.datetime:
        """When something that happened at this moment may be told. UTC."""
        if timing == Timing.DIGEST:
            return hours.digest_after(moment + HOLD)
        if self.notice_class == NoticeClass.EMERGENCY:
            return moment
        if self.notice_class == NoticeClass.ABSENCE:
            return moment + HOLD
        return hours.opens(moment + HOLD, self.free)


def usual_timing(notice_class: NoticeClass, channel: Channel) -> Timing:
    """When notices of a class come on a channel to whoever has said nothing."""
    return _BY_DEFAULT.get((notice_class, channel), Timing.AT_ONCE)


def rules_for(
    notice_class: NoticeClass, school: int, people: Collection[int], moment: dt.datetime
) -> Rules:
    """The rules that touch these people. Six queries, whatever their number."""
    wishes = NoticeWish.objects.filter(notice_class=notice_class, person__among=people)
    subscribed = PushSubscription.objects.filter(person__among=people)
    wrong = WrongNumber.objects.filter(person__among=people).values_list("person", "number")
    chosen = NoticeHours.objects.filter(person__among=people)
    day = clock.local(moment).date()
    return Rules(
        notice_class=notice_class,
        usual=usual_at(school),
        free=frozenset(clock.free_days(day, day + _LOOK_AHEAD, school)),
        own={row.person_id: _hours(row) for row in chosen},
        wishes={(row.person_id, row.channel): row.timing for row in wishes},
        pushed=frozenset(subscribed.values_list("person", flat=True)),
        wrong=dict(wrong),
    )


def steps(
    rules: Rules, people: Iterable[Person], side: Side, moment: dt.datetime
) -> Iterable[Step]:
    """How each of these people is to be told of something that happened at this moment."""
    for person in people:
        hours = rules.hours(person.pk, side)
        for channel in _ways_to(person, rules):
            timing = rules.timing(person.pk, channel)
            if timing not in _NEVER_FIRST:
                due_at = rules.due_at(hours, timing, moment)
                yield Step(person.pk, side, channel, timing == Timing.DIGEST, due_at)


def sms_steps(
    rules: Rules, people: Iterable[Person], side: Side, moment: dt.datetime
) -> Iterable[Step]:
    """How each of these people is to be told by SMS that they have not read something.

    Nobody who has said no to SMS, unless they cannot.
    """
    for person in people:
        if Channel.SMS not in _ways_to(person, rules):
            continue
        if rules.timing(person.pk, Channel.SMS) != Timing.OFF:
            due_at = rules.due_at(rules.hours(person.pk, side), Timing.AT_ONCE, moment)
            yield Step(person.pk, side, Channel.SMS, False, due_at)


def _ways_to(person: Person, rules: Rules) -> list[Channel]:
    has = {
        Channel.PUSH: person.pk in rules.pushed,
        Channel.EMAIL: bool(person.email),
        Channel.SMS: sms.is_on() and bool(person.mobile) and not rules.is_wrong(person),
    }
    return [channel for channel in Channel if has[channel]]


def usual_at(school: int) -> dict[Side, Hours]:
    """The hours of those who have chosen none, by side. One query."""
    rows = SchoolHours.objects.filter(school=school)
    said = {Side(row.side): _hours(row, Side(row.side)) for row in rows}
    if Side.GUARDIAN in said:  # who helps is told as guardians are
        said[Side.HELPER] = said[Side.GUARDIAN]
    return USUAL | said


def _hours(row: NoticeHours | SchoolHours, side: Side | None = None) -> Hours:
    return Hours(
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        digest_at=row.digest_at,
        free_days_quiet=row.free_days_quiet,
        lessons_quiet=side == Side.PUPIL,
    )


@dataclass(frozen=True)
class Own:
    """What one person's page of wishes shows."""

    timing: dict[tuple[NoticeClass, Channel], Timing]
    hours: Hours
    ways: frozenset[Channel]


def own(viewer: Person, side: Side) -> Own:
    """How the viewer is told today, by class and channel. Four queries."""
    kept = {
        (row.notice_class, row.channel): Timing(row.timing)
        for row in NoticeWish.objects.filter(person=viewer)
    }
    pairs = [(kind, channel) for kind in NoticeClass for channel in Channel]
    usual = {pair: _BY_DEFAULT.get(pair, Timing.AT_ONCE) for pair in pairs}
    pushed = PushSubscription.objects.filter(person=viewer).values_list("person", flat=True)
    rules = Rules(NoticeClass.SCHOOL, USUAL, frozenset(), pushed=frozenset(pushed))
    row = NoticeHours.objects.filter(person=viewer).first()
    return Own(
        timing={pair: kept.get(pair, usual[pair]) for pair in pairs},
        hours=_hours(row) if row else _usual_for(viewer, side),
        ways=frozenset(_ways_to(viewer, rules)),
    )


def _usual_for(viewer: Person, side: Side) -> Hours:
    """The school's; of several schools the one they have been in longest."""
    held = affiliations.of(viewer)
    schools = held.child_schools if side == Side.GUARDIAN else held.own_schools
    if side == Side.HELPER:
        read = [scopes.read(scope) for scope in held.helped_scopes]
        schools = frozenset(scope.school for scope in read if scope.school)
    return usual_at(min(schools))[side] if schools else USUAL[side]
