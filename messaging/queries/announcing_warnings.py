"""What the writer of an announcement should know before sending: who does not get it, and why."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.choices import Part
from messaging.queries.announcing_readers import GUARDIANS, PUPILS, Meant, Tally
from schools import affiliations
from schools.choices import STAFF_IN_GROUP, Access, Protection
from schools.models import Membership, Person, Position
from schools.visibility import visible_relations, without_hidden

MOST_UNASKED = 300  # people it goes to without being asked whether that is meant
_LATELY = dt.timedelta(days=365)


@dataclass(frozen=True)
class Caution:
    """One calm box."""

    icon: str
    text: str


def cautions(meant: Meant, tally: Tally) -> list[Caution]:
    """In order of weight. Four queries at most.

    Of people with a protected address the same is said whether there are any or not: that there
    is one must not be told to those who may not know.
    """
    found: list[Caution] = []
    if any(target.part != Part.STAFF for target in meant.to):
        found.append(Caution("shield-alert", _protected(meant)))
    if tally.unreached:
        found.append(Caution("house", _unreached(tally.unreached)))
    found += [Caution("user-minus", text) for text in (*_without_right(meant), *_former(meant))]
    return found


def _protected(meant: Meant) -> str:
    """Those whom the viewer is named for are counted, to nobody else."""
    named = affiliations.of(meant.viewer).named_for
    mine = meant.people(GUARDIANS, PUPILS).exclude(protection=Protection.NONE) if named else None
    count = mine.count() if mine is not None else 0
    if not count:
        return _(
            "Whoever has a protected address gets it like everybody else, but is neither counted"
            " nor listed here."
        )
    text = ngettext(
        "%(count)s of the readers has a protected address. Only you and others who are named for"
        " them see them in the list.",
        "%(count)s of the readers have a protected address. Only you and others who are named for"
        " them see them in the list.",
        count,
    )
    return text % {"count": count}


def _unreached(count: int) -> str:
    text = ngettext(
        "%(count)s pupil has no guardian who can be reached here.",
        "%(count)s pupils have no guardian who can be reached here.",
        count,
    )
    return text % {"count": count}


def _without_right(meant: Meant) -> list[str]:
    """Counted for those who run the office of the pupils' school: who may see the relations."""
    if not affiliations.of(meant.viewer).led_schools:
        return []
    readers = meant.people(GUARDIANS).order_by().values("pk")
    pupils = meant.home_pupils.order_by().values("pk")
    rows = visible_relations(meant.viewer).filter(pupil__in=pupils).exclude(guardian__in=readers)
    waiting = Q(quarantined=True)
    count = rows.order_by().aggregate(
        none=Count("guardian", distinct=True, filter=Q(access=Access.NONE) & ~waiting),
        waiting=Count("guardian", distinct=True, filter=waiting),
    )
    return [*_no_responsibility(count["none"]), *_to_be_checked(count["waiting"])]


def _no_responsibility(count: int) -> list[str]:
    text = ngettext(
        "%(count)s parent does not get it: the register says that they have no parental"
        " responsibility, and nobody has given them access.",
        "%(count)s parents do not get it: the register says that they have no parental"
        " responsibility, and nobody has given them access.",
        count,
    )
    return [text % {"count": count}] if count else []


def _to_be_checked(count: int) -> list[str]:
    text = ngettext(
        "%(count)s guardian does not get it yet: the office must check their row first.",
        "%(count)s guardians do not get it yet: the office must check their rows first.",
        count,
    )
    return [text % {"count": count}] if count else []


def _former(meant: Meant) -> list[str]:
    """Staff of what is chosen whose time ended within a year, and who do not read it."""
    groups, schools = _places(meant)
    if not groups and not schools:
        return []
    since, day = meant.day - _LATELY, meant.day
    ended = {"ends__gt": since, "ends__lte": day}
    taught = Membership.objects.filter(group__in=groups, role__in=STAFF_IN_GROUP, **ended)
    worked = Position.objects.filter(school__in=schools, **ended)
    why = Q(pk__in=taught.order_by().values("person"))
    why |= Q(pk__in=worked.order_by().values("person"))
    gone = _unread(without_hidden(Person.objects.filter(why), meant.viewer), meant)
    count = gone.exclude(pk=meant.viewer.pk).count()
    text = ngettext(
        "%(count)s who worked here before does not get it: their time has ended.",
        "%(count)s who worked here before do not get it: their time has ended.",
        count,
    )
    return [text % {"count": count}] if count else []


def _unread(people: QuerySet[Person], meant: Meant) -> QuerySet[Person]:
    return people.exclude(pk__in=meant.people().order_by().values("pk"))


def _places(meant: Meant) -> tuple[set[int], set[int]]:
    """Groups and schools whose staff it is for, or who read along."""
    staffed = [target.scope for target in (*meant.to, *meant.along) if target.part == Part.STAFF]
    groups = {scope.group for scope in staffed if scope.group is not None}
    schools = {scope.school for scope in staffed if scope.school and not scope.grade}
    return groups, schools
