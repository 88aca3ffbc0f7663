"""Small signs on messages, instead of an answer that only says thank you."""

from django.db import models

from messaging.choices import ReactionKind, Side


class Reaction(models.Model):
    """One person's sign on one message: one each, which they change or take away.

    ``side`` is the capacity it was given in; times are UTC. How many a message has stands on
    the message too, so that a page without any asks for none.
    """

    message = models.ForeignKey("messaging.Message", models.CASCADE, related_name="reactions")
    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    side = models.CharField(max_length=8, choices=Side)
    kind = models.CharField(max_length=8, choices=ReactionKind)
    reacted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "person"], name="reaction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.person_id} on {self.message_id}"
