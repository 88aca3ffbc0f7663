"""Conversations, and who is in them."""

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When
from django.utils.translation import gettext as _

from messaging.choices import BETWEEN_PEOPLE, Kind, Part, ReplyPolicy, Side, State
from schools import clock
from schools.choices import PositionRole
from schools.models.dated import Dated, dates_in_order
from schools.scopes import DIGITS, ROLE_DIGITS

_ROLES = [str(role) for role in ROLE_DIGITS]
_NUMBER = models.BigIntegerField()


def _number_of(value: Any) -> Any:
    return ExpressionWrapper(value, output_field=_NUMBER)


# The number of ``schools.scopes``, as the database makes it of the columns of an audience.
_DIGITS = Case(
    *(When(role=str(role), then=Value(digits)) for role, digits in ROLE_DIGITS.items()),
    When(grade__isnull=False, then=F("grade")),
    default=Value(0),
    output_field=_NUMBER,
)
_SCOPE = Case(
    When(group__isnull=False, then=F("group_id")),
    default=_number_of(_number_of(F("school_id") * Value(-DIGITS)) - _DIGITS),
    output_field=_NUMBER,
)


class Conversation(models.Model):
    """Messages between some people; who they are follows from participants and audiences.

    ``last_seq`` is the number of the newest message and ``version`` of the newest visible
    change; both are taken under this row's lock, gapless and in commit order. ``owner`` is the
    member of staff who sees to it that the home is answered. ``answers_to``: the conversation
    with many whose sender alone reads the answers, which one home or person gives here.
    ``is_sensitive``: opened only by who has just proved who they are, each opening is written
    down, and nothing of it is shown outside (docs/adr/0014). Never taken back.
    ``holds_until``: the last municipal day an announcement holds; empty: for ever.
    ``pinned_until``: the last one an announcement stands first in every reader's list; it is
    never later than ``holds_until``. ``cover``: the key of the picture above its first message,
    for lists.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=120)
    search_key = models.CharField(max_length=120, editable=False, default="")
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="conversations")
    group = models.ForeignKey(
        "schools.Group", models.SET_NULL, null=True, blank=True, related_name="conversations"
    )
    # A home is one pupil and the guardians who share a household key.
    home_pupil = models.ForeignKey(
        "schools.Person", models.SET_NULL, null=True, blank=True, related_name="home_conversations"
    )
    home_key = models.CharField(max_length=80, blank=True, default="")
    created_by = models.ForeignKey(
        "schools.Person", models.SET_NULL, null=True, related_name="conversations_started"
    )
    created_at = models.DateTimeField()
    answers_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="private_answers"
    )
    reply_policy = models.CharField(max_length=8, choices=ReplyPolicy, default=ReplyPolicy.ALL)
    version = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    # Of the newest message, so that lists need not read it; no preview of a withdrawn one.
    last_side = models.CharField(max_length=8, choices=Side, blank=True, default="")
    last_author = models.ForeignKey(
        "schools.Person", models.SET_NULL, null=True, related_name="conversations_written_last"
    )
    last_preview = models.CharField(max_length=120, blank=True, default="")
    # Of a thread with a home or with a guardian; empty in all others.
    state = models.CharField(
        max_length=8, choices=State, blank=True, default="", db_default="", editable=False
    )
    owner = models.ForeignKey(
        "schools.Person", models.SET_NULL, null=True, related_name="conversations_owned"
    )
    is_sensitive = models.BooleanField(default=False, db_default=False)
    holds_until = models.DateField(null=True, blank=True)
    pinned_until = models.DateField(null=True, blank=True, editable=False)
    cover = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_sensitive=False) | Q(kind__in=sorted(BETWEEN_PEOPLE)),
                name="conversation_sensitive_between_people",
            ),
            models.CheckConstraint(
                condition=Q(pinned_until__isnull=True) | Q(kind=Kind.ANNOUNCEMENT),
                name="conversation_pinned_for_all_is_announced",
            ),
        ]
        indexes = [
            models.Index(fields=["-last_at"]),
            models.Index(fields=["school", "kind"]),
            models.Index(
                fields=["school"], condition=Q(state=State.OPEN), name="conversation_waits_at"
            ),
            models.Index(
                fields=["school", "pinned_until"],
                condition=Q(pinned_until__isnull=False),
                name="conversation_pinned_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def shown_title(self) -> str:
        """The heading as it stands in lists, on buttons and in the browser's own history."""
        return _("Sensitive conversation") if self.is_sensitive else self.title

    @property
    def shown_preview(self) -> str:
        """The first line of the newest message as it stands in lists."""
        return _("Open it to read it.") if self.is_sensitive else self.last_preview

    @property
    def has_ended(self) -> bool:
        """The last day it holds is past; queries mark the same as ``is_over``."""
        return self.holds_until is not None and self.holds_until < clock.today()

    @property
    def pin_holds_until(self) -> dt.date | None:
        """The last municipal day it stands first for all; None when it does not, or no longer."""
        day = self.pinned_until
        return day if day is not None and day >= clock.today() else None


class Participant(Dated):
    """A named person in a conversation for a time, in one capacity.

    A guardian takes part for one pupil, and only while the guardianship stands; for two pupils
    in two places. Who is added later reads what comes after ``from_seq``. Ended today is out at
    once. ``stand_in``: as long as that holds they see to it for its owner.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="participants")
    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="conversation_places")
    side = models.CharField(max_length=8, choices=Side)
    pupil = models.ForeignKey(
        "schools.Person",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="conversations_about",
    )
    from_seq = models.PositiveIntegerField(default=0)
    stand_in = models.ForeignKey(
        "messaging.StandIn", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            dates_in_order("participant_dates_in_order"),
            models.UniqueConstraint(
                fields=["conversation", "person", "side"],
                condition=Q(pupil__isnull=True),
                name="participant_once",
            ),
            models.UniqueConstraint(
                fields=["conversation", "person", "side", "pupil"],
                condition=Q(pupil__isnull=False),
                name="participant_once_per_pupil",
            ),
            models.CheckConstraint(
                condition=~Q(side=Side.GUARDIAN) | Q(pupil__isnull=False),
                name="guardian_takes_part_for_a_pupil",
            ),
        ]
        indexes = [models.Index(fields=["person", "side"])]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.side} in {self.conversation_id}"


class Audience(models.Model):
    """Pupils, guardians or staff of a group, a year or a school, who read a conversation.

    Either ``group`` is set or ``school``: the whole of it, one ``grade`` there, or those of its
    staff who hold a ``role``. ``scope`` says which of these in one number (``schools.scopes``).
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="audiences")
    group = models.ForeignKey(
        "schools.Group", models.CASCADE, null=True, blank=True, related_name="audiences"
    )
    school = models.ForeignKey(
        "schools.School", models.CASCADE, null=True, blank=True, related_name="audiences"
    )
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    role = models.CharField(
        max_length=16, choices=PositionRole, blank=True, default="", db_default=""
    )
    part = models.CharField(max_length=10, choices=Part)
    scope = models.GeneratedField(expression=_SCOPE, output_field=_NUMBER, db_persist=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "group", "part"], name="audience_once"),
            models.UniqueConstraint(
                fields=["conversation", "scope", "part"], name="audience_scope_once"
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=False, school__isnull=True, grade__isnull=True, role="")
                | Q(group__isnull=True, school__isnull=False),
                name="audience_of_a_group_or_at_a_school",
            ),
            models.CheckConstraint(
                condition=Q(role="") | Q(role__in=_ROLES, part=Part.STAFF, grade__isnull=True),
                name="audience_role_is_of_staff",
            ),
            models.CheckConstraint(
                condition=Q(grade__isnull=True) | Q(grade__range=(1, 13)),
                name="audience_grade_is_a_year",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "part"]),
            models.Index(fields=["scope", "part"], name="audience_scope_part"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.scope}"
