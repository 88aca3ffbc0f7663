"""Conversations, and who is in them."""

import uuid

from django.db import models
from django.db.models import Q

from messaging.choices import Kind, Part, ReplyPolicy, Side, State
from schools.models.dated import Dated, dates_in_order


class Conversation(models.Model):
    """Messages between some people; who they are follows from participants and audiences.

    ``last_seq`` is the number of the newest message and ``version`` of the newest visible
    change; both are taken under this row's lock, gapless and in commit order. ``owner`` is the
    member of staff who sees to it that the home is answered. ``answers_to``: the conversation
    with many whose sender alone reads the answers, which one home or person gives here.
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

    class Meta:
        ordering = ["-last_at", "-pk"]
        indexes = [models.Index(fields=["-last_at"]), models.Index(fields=["school", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Participant(Dated):
    """A named person in a conversation for a time, in one capacity.

    A guardian takes part for one pupil, and only while the guardianship stands; for two pupils
    in two places. Who is added later reads what comes after ``from_seq``. Ended today is out at
    once.
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
    """A part of a group that reads a conversation: pupils, their guardians or its staff."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="audiences")
    group = models.ForeignKey("schools.Group", models.CASCADE, related_name="audiences")
    part = models.CharField(max_length=10, choices=Part)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "group", "part"], name="audience_once"),
        ]
        indexes = [models.Index(fields=["group", "part"])]

    def __str__(self) -> str:
        return f"{self.part} of {self.group_id}"
