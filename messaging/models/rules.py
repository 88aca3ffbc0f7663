"""What a school has said about messages."""

from django.db import models

from messaging.choices import PupilsMay


class WritingRule(models.Model):
    """To whom the pupils of one grade may write first; without a row, what is usual."""

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="writing_rules")
    grade = models.PositiveSmallIntegerField()
    pupils_may = models.CharField(max_length=6, choices=PupilsMay)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "grade"], name="writing_rule_once"),
        ]

    def __str__(self) -> str:
        return f"grade {self.grade} at {self.school_id}: {self.pupils_may}"
