"""What matters today: messages that go to those on duty at a school too, and who they are."""

import uuid

from django.db import models

from messaging.choices import TodayReason
from schools.models.dated import Dated, dates_in_order


class DutyPerson(Dated):
    """One of the staff whom a school has named to be on duty, from a day to a day (exclusive)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="duty_people")
    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")

    class Meta:
        constraints = [dates_in_order("duty_person_dates")]
        indexes = [models.Index(fields=["school", "person"], name="duty_person_place")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.school_id}"


class TodayMark(models.Model):
    """A guardian or pupil says that their message matters today, and which way.

    ``pupil`` is the child it is about. It waits for those on duty until ``taken_at`` (UTC).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.OneToOneField("messaging.Message", models.CASCADE, related_name="for_today")
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="today_marks")
    pupil = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    reason = models.CharField(max_length=8, choices=TodayReason)
    created_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey("schools.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taken_at__isnull=True, taken_by__isnull=True)
                | models.Q(taken_at__isnull=False, taken_by__isnull=False),
                name="today_mark_taken_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["school"],
                condition=models.Q(taken_at__isnull=True),
                name="today_mark_waiting",
            ),
            models.Index(fields=["created_at"], name="today_mark_of_day"),
            models.Index(fields=["school", "taken_at"], name="today_mark_taken"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} of {self.message_id}"
