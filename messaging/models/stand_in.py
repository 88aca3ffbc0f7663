"""Who sees to a colleague's threads with homes while that colleague is away."""

import uuid

from django.db import models
from django.db.models import F, Q

from schools.models.dated import Dated, dates_in_order


class StandIn(Dated):
    """A colleague takes part in somebody's threads with homes from a day to a day (exclusive).

    In all of them at a school, or in those about pupils of one ``group``. The places are rows of
    ``Participant`` with the same days, so that nothing has to run when it begins or ends.
    ``with_history``: the substitute reads what was written before it was said, too.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="stand_ins")
    owner = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    substitute = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    group = models.ForeignKey("schools.Group", models.CASCADE, null=True, related_name="+")
    with_history = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            dates_in_order("stand_in_dates"),
            models.CheckConstraint(
                condition=Q(starts__isnull=False, ends__isnull=False), name="stand_in_is_for_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(owner=F("substitute")), name="stand_in_is_somebody_else"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "ends"], name="stand_in_of_owner"),
            models.Index(fields=["substitute", "ends"], name="stand_in_by_substitute"),
        ]

    def __str__(self) -> str:
        return f"{self.substitute_id} for {self.owner_id}"
