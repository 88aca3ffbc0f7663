"""Notices out of the house: what is to be told, to whom on which channel, and what became of it."""

import uuid

from django.db import models
from django.db.models import Q

from messaging.choices import Channel, DeliveryState, NoticeClass, Side, Subject, Timing, Why

UNDER_WAY = (DeliveryState.WAITING, DeliveryState.SENDING)


class Notice(models.Model):
    """Word that there is something to read; written with the message it tells of.

    It holds nothing of what the message says. Who is told are those whom the message is for when
    the worker expands it (``expanded_at``, UTC): then its deliveries are written, once.
    One to a single ``person`` says by its ``subject`` what has happened to the message.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice_class = models.CharField(max_length=10, choices=NoticeClass)
    conversation = models.ForeignKey(
        "messaging.Conversation", models.CASCADE, related_name="notices"
    )
    message = models.ForeignKey("messaging.Message", models.CASCADE, related_name="notices")
    person = models.ForeignKey("schools.Person", models.CASCADE, null=True, related_name="+")
    subject = models.CharField(
        max_length=8, choices=Subject, blank=True, default="", db_default="", editable=False
    )
    created_at = models.DateTimeField()
    expanded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message"], condition=Q(person__isnull=True), name="notice_of_message_once"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True, subject="")
                | (Q(person__isnull=False) & ~Q(subject="")),
                name="notice_to_one_has_subject",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(expanded_at__isnull=True), name="notice_unexpanded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_class} {self.uuid}"

    @property
    def is_past(self) -> bool:
        """Its message is withdrawn: nothing to tell, but to those who are to see to a report."""
        return self.message.withdrawn_at is not None and self.subject != Subject.REPORT


class Delivery(models.Model):
    """One notice to one person on one channel: never a second row, so never told twice.

    ``side`` is the capacity in which they read it. ``due_at`` (UTC) is when it may leave, the
    ``urgent`` before the others. A worker that sends holds it until ``leased_until``;
    what a dead worker held is free again after that. ``unknown`` counts the times the far side
    may have taken it without saying so. ``tried_since`` (UTC) is its first attempt that came to
    nothing; ``parts`` is how many SMS it cost. ``is_step``: taken because nobody had read,
    see ``messaging.models.ladder``.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="deliveries")
    side = models.CharField(max_length=8, choices=Side)
    channel = models.CharField(max_length=6, choices=Channel)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    why = models.CharField(max_length=10, choices=Why, blank=True, default="")
    is_digest = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    unknown = models.PositiveSmallIntegerField(default=0)
    # What the far side called it, and its short word for what went wrong; never an address.
    reference = models.CharField(max_length=120, blank=True, default="")
    said = models.CharField(max_length=60, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    tried_since = models.DateTimeField(null=True, blank=True)
    parts = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_step = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "person", "channel"], name="delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["-urgent", "due_at"],
                condition=Q(state__in=UNDER_WAY),
                name="delivery_under_way",
            ),
            models.Index(fields=["person", "channel", "done_at"], name="delivery_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.notice_id} to {self.person_id}: {self.state}"


class NoticeWish(models.Model):
    """When a person wants notices of one class on one channel; without a row, the usual."""

    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="notice_wishes")
    notice_class = models.CharField(max_length=10, choices=NoticeClass)
    channel = models.CharField(max_length=6, choices=Channel)
    timing = models.CharField(max_length=8, choices=Timing)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "notice_class", "channel"], name="notice_wish_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.notice_class} {self.channel}: {self.timing}"


class NoticeHours(models.Model):
    """A person's own quiet hours and time of the day's collected notices, by the wall clock.

    Quiet from ``quiet_from`` to ``quiet_until``, the same time means never quiet;
    ``free_days_quiet``: weekends and days without school are quiet as a whole.
    """

    person = models.OneToOneField("schools.Person", models.CASCADE, related_name="notice_hours")
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    free_days_quiet = models.BooleanField(default=False)
    digest_at = models.TimeField()

    def __str__(self) -> str:
        return f"{self.person_id} quiet {self.quiet_from}-{self.quiet_until}"


class SchoolHours(models.Model):
    """What a school has set as the usual hours of its staff, guardians or pupils."""

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="notice_hours")
    side = models.CharField(max_length=8, choices=Side)
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    free_days_quiet = models.BooleanField(default=False)
    digest_at = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "side"], name="school_hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.side} at {self.school_id} quiet {self.quiet_from}-{self.quiet_until}"


class PushSubscription(models.Model):
    """One browser that a person lets us knock on (RFC 8030); ended when the browser is gone."""

    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="push_subscriptions")
    endpoint = models.URLField(max_length=600, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"push of {self.person_id}"
