"""What an action may refuse with; a middleware turns these into answers."""


class Refusal(Exception):
    """Base of the refusals an action raises; carries a sentence for people, in their language."""


class NotVisible(Refusal):
    """The object does not exist for this person: 404, same body as for one that never was."""


class NotAllowed(Refusal):
    """The person sees the object but may not do this to it: 403."""


class InvalidInput(Refusal):
    """What was given cannot be done; the text says what to do. Views show it at the form: 400/422.

    ``field`` names the form field it belongs to, empty for the whole form.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Conflict(Refusal):
    """Somebody else was there first: 409, with alternatives where there are any."""
