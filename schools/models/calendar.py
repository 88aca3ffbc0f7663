"""School years, bell schedules, rooms and lessons: enough to book by lesson and show today."""

from django.db import models

from schools.choices import DayKind
from schools.models.dated import dates_in_order


class SchoolYear(models.Model):
    """August to July; ``ends`` is the first day after it."""

    name = models.CharField(max_length=9, unique=True)
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        ordering = ["starts"]

    def __str__(self) -> str:
        return self.name


class FreeDay(models.Model):
    """A weekday without lessons, at one school or (no school) at all of them."""

    school = models.ForeignKey("schools.School", models.CASCADE, null=True, blank=True)
    date = models.DateField(db_index=True)
    kind = models.CharField(max_length=10, choices=DayKind, default=DayKind.HOLIDAY)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["school", "date"], name="free_day_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class BellSchedule(models.Model):
    """When lessons ring at a school on some weekdays, for a time (municipal wall clock)."""

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="bell_schedules")
    name = models.CharField(max_length=60)
    weekdays = models.CharField(max_length=7, default="12345")  # ISO: 1 is Monday
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [dates_in_order("bell_schedule_dates_in_order")]

    def __str__(self) -> str:
        return self.name


class Period(models.Model):
    """One lesson slot of a bell schedule, local wall time."""

    schedule = models.ForeignKey(BellSchedule, models.CASCADE, related_name="periods")
    number = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "number"], name="period_once"),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")),
                name="period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.starts_at:%H:%M}-{self.ends_at:%H:%M}"


class Room(models.Model):
    """A room at a school."""

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="room_once")]

    def __str__(self) -> str:
        return self.name


class Lesson(models.Model):
    """A weekly lesson of a group: weekday (ISO) and period number, for a time."""

    group = models.ForeignKey("schools.Group", models.CASCADE, related_name="lessons")
    subject = models.CharField(max_length=60)
    teacher = models.ForeignKey(
        "schools.Person", models.SET_NULL, null=True, blank=True, related_name="lessons"
    )
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True)
    weekday = models.PositiveSmallIntegerField()
    period_number = models.PositiveSmallIntegerField()
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "period_number"]
        constraints = [dates_in_order("lesson_dates_in_order")]
        indexes = [models.Index(fields=["group", "weekday"])]

    def __str__(self) -> str:
        return f"{self.subject} {self.weekday}/{self.period_number}"
