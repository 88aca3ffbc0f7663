"""Which adult stands for which child, by what right."""

from django.db import models
from django.db.models import Q

from schools.choices import Access, Responsibility
from schools.models.dated import Dated, dates_in_order


class Guardianship(Dated):
    """One guardian's relation to one pupil.

    ``responsibility`` is what the register says; ``access`` is what follows here.
    Without parental responsibility there is never standing access by import
    (Datatilsynet's decision on Bergen 2020). ``quarantined`` rows give nothing
    until the office has vouched for the source or decided the row.
    """

    guardian = models.ForeignKey("schools.Person", models.CASCADE, related_name="guardianships")
    pupil = models.ForeignKey("schools.Person", models.CASCADE, related_name="guardians_of")
    responsibility = models.CharField(
        max_length=12, choices=Responsibility, default=Responsibility.UNKNOWN
    )
    access = models.CharField(max_length=12, choices=Access, default=Access.NONE)
    household_key = models.CharField(max_length=64, blank=True, default="")
    quarantined = models.BooleanField(default=False)

    class Meta:
        constraints = [
            dates_in_order("guardianship_dates_in_order"),
            models.UniqueConstraint(fields=["guardian", "pupil"], name="guardianship_once"),
            models.CheckConstraint(
                condition=~Q(responsibility=Responsibility.NONE, access=Access.FULL),
                name="no_full_access_without_responsibility",
            ),
            models.CheckConstraint(
                condition=~Q(access=Access.INFORMATION, ends__isnull=True),
                name="information_access_has_an_end",
            ),
        ]
        indexes = [models.Index(fields=["pupil", "access"])]

    def __str__(self) -> str:
        return f"{self.guardian_id} for {self.pupil_id}: {self.access}"
