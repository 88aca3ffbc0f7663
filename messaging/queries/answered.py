"""Which homes and people have answered the newest ask of a conversation, for the reader list."""

from messaging.choices import AskKind
from messaging.models import Ask, Conversation
from schools.homes import HomeKeys


class Answered:
    """Who has answered the newest ask that is no poll. One query where something is asked.

    Polls are left out: they keep to themselves who chose.
    """

    def __init__(self, conversation: Conversation, *, has_asks: bool) -> None:
        self.people, self.homes = set[int](), set[tuple[int, str]]()
        self.asks = has_asks and self._load(conversation)

    def _load(self, conversation: Conversation) -> bool:
        rows = Ask.objects.filter(
            conversation=conversation.pk, message__withdrawn_at__isnull=True
        ).exclude(kind=AskKind.POLL)
        found = rows.order_by("-message__seq").values_list(
            "pk",
            "edition",
            "answers__edition",
            "answers__doubted_at",
            "answers__person",
            "answers__pupil",
            "answers__home_key",
        )
        newest = None
        for pk, edition, answered, doubted, person, pupil, key in found:
            newest = newest or pk
            if pk != newest or answered != edition or doubted:
                continue
            if pupil:
                self.homes.add((pupil, key))
            else:
                self.people.add(person)
        return newest is not None

    def has_home(self, home: HomeKeys) -> bool:
        """The home has answered, or one of its guardians where each is asked."""
        one_of_them = not self.people.isdisjoint(home.guardians)
        return one_of_them or (home.pupil, home.key) in self.homes
