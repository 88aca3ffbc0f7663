"""The weekly letter of a class: what can wait is collected, and sent as one announcement."""

import uuid

from django.db import models
from django.db.models import Q

from messaging.choices import NotSent


class WeeklyTime(models.Model):
    """When a school's weekly letters are sent, by the municipality's wall; without a row, as usual.

    ``weekday`` is ISO's, Monday 1 to Friday 5.
    """

    school = models.OneToOneField("schools.School", models.CASCADE, related_name="weekly_time")
    weekday = models.PositiveSmallIntegerField()
    time = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(1, 5)), name="weekly_time_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} on {self.weekday} at {self.time}"


class WeeklyLetter(models.Model):
    """One class's letter of one ISO week; ``week`` is its Monday.

    Sent once: ``sent_at`` (UTC), and the announcement it became. Who adds or sends holds its lock.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey("schools.Group", models.CASCADE, related_name="weekly_letters")
    week = models.DateField()
    sent_at = models.DateTimeField(null=True, blank=True)
    conversation = models.ForeignKey(
        "messaging.Conversation", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "week"], name="weekly_letter_once"),
        ]
        indexes = [
            models.Index(
                fields=["week"], condition=Q(sent_at__isnull=True), name="weekly_letter_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"letter of {self.group_id} in the week of {self.week}"


class WeeklyItem(models.Model):
    """What one member of staff wants in a letter; gone when it is sent, which then holds it.

    ``client_token`` makes asking twice harmless. ``not_sent`` says why it was left out when the
    letter was sent; such a row waits for its author.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    letter = models.ForeignKey(WeeklyLetter, models.CASCADE, related_name="items")
    author = models.ForeignKey("schools.Person", models.CASCADE, related_name="weekly_items")
    title = models.CharField(max_length=120)
    body = models.TextField()
    client_token = models.UUIDField()
    created_at = models.DateTimeField()
    not_sent = models.CharField(max_length=8, choices=NotSent, blank=True, default="")

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "client_token"], name="weekly_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.uuid} in {self.letter_id}"
