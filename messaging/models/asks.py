"""What messages ask of their readers, the text that was asked about, and the answers."""

from django.db import models
from django.db.models import Q

from messaging.choices import AskKind, Coming, Instead, Per, Results, Side, Source
from schools import clock


class Ask(models.Model):
    """A question beside one message, see ``messaging.asking.Asked``.

    ``conversation`` is the message's, so that lists find it without messages. ``edition`` counts
    the texts that were asked about: an answer to another edition does not count. ``for_staff``:
    it was written to staff alone; else staff read along and are not asked.
    """

    message = models.OneToOneField("messaging.Message", models.CASCADE, related_name="ask")
    conversation = models.ForeignKey("messaging.Conversation", models.CASCADE, related_name="asks")
    kind = models.CharField(max_length=8, choices=AskKind)
    per = models.CharField(max_length=8, choices=Per)
    for_staff = models.BooleanField(default=False)
    edition = models.PositiveSmallIntegerField(default=1)
    closes_on = models.DateField(null=True, blank=True)
    most_adults = models.PositiveSmallIntegerField(default=0)
    most_children = models.PositiveSmallIntegerField(default=0)
    options = models.JSONField(default=list, blank=True)
    several = models.BooleanField(default=False)
    results = models.CharField(max_length=8, choices=Results, default=Results.SENDER)
    is_open = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.kind} of {self.message_id}"

    @property
    def has_closed(self) -> bool:
        """The last municipal day one may answer is past."""
        return self.closes_on is not None and self.closes_on < clock.today()


class AskText(models.Model):
    """The text of one edition as it stood since that moment (UTC): evidence, never changed."""

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="texts")
    edition = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "edition"], name="ask_text_once"),
        ]

    def __str__(self) -> str:
        return f"edition {self.edition} of {self.ask_id}"


class AskAnswer(models.Model):
    """What one home, or one person, answered to an ask.

    For a home ``pupil`` and ``home_key`` say which (``schools.homes``) and ``person`` is the
    guardian who answered last. ``edition`` and ``text_hash`` say to which text: an agreement is
    evidence and stays when the text is changed. ``answered_at`` and ``doubted_at`` are UTC; the
    latter: since then the guardian says that what staff wrote down for them is not right.
    """

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="answers")
    person = models.ForeignKey("schools.Person", models.PROTECT, related_name="ask_answers")
    side = models.CharField(max_length=8, choices=Side)
    pupil = models.ForeignKey(
        "schools.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    home_key = models.CharField(max_length=80, blank=True, default="")
    edition = models.PositiveSmallIntegerField(default=1)
    text_hash = models.CharField(max_length=64, blank=True, default="")
    coming = models.CharField(max_length=8, choices=Coming, blank=True, default="")
    adults = models.PositiveSmallIntegerField(default=0)
    children = models.PositiveSmallIntegerField(default=0)
    picked = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField()
    answered_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "schools.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField(max_length=8, choices=Source, blank=True, default="")
    instead = models.CharField(max_length=10, choices=Instead, blank=True, default="")
    doubted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ask", "person", "edition"],
                condition=Q(pupil__isnull=True, doubted_at__isnull=True),
                name="ask_answer_once",
            ),
            models.UniqueConstraint(
                fields=["ask", "pupil", "home_key", "edition"],
                condition=Q(pupil__isnull=False, doubted_at__isnull=True),
                name="ask_answer_once_a_home",
            ),
            models.CheckConstraint(
                condition=Q(pupil__isnull=True, home_key="")
                | Q(pupil__isnull=False) & ~Q(home_key=""),
                name="ask_answer_of_a_home_or_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.ask_id}"

    @property
    def labels(self) -> list[str]:
        """The words of the options that were chosen."""
        return [self.ask.options[place] for place in self.picked]
