"""How much reaches homes: sums of whole schools, never what was said or to whom."""

from django.db import models


class NoiseWeek(models.Model):
    """One school's messages with homes in one ISO week, counted once, when it is over.

    ``week`` is its Monday on the municipality's wall. Empty: fewer homes than may be told of, or
    nothing to count. ``late_share`` and ``unread_share`` are per cent, ``answer_minutes`` are of
    the school's working hours. See ``queries/noise_weeks.py``.
    """

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="noise_weeks")
    week = models.DateField()
    counted_at = models.DateTimeField()
    per_home = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    per_busy_home = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    late_share = models.PositiveSmallIntegerField(null=True)
    answer_minutes = models.PositiveIntegerField(null=True)
    unread_share = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["school_id", "-week"]
        constraints = [
            models.UniqueConstraint(fields=["school", "week"], name="noise_week_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} in the week of {self.week}"
