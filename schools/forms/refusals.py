"""What a form shows when the action behind it refuses."""

from django.forms import Form

from schools.exceptions import Conflict, InvalidInput

INVALID, TAKEN = 422, 409


def refuse(form: Form, refusal: InvalidInput | Conflict) -> int:
    """Put the refusal at its field, or above a form without such a field; returns the status."""
    field = getattr(refusal, "field", "")
    form.add_error(field if field in form.fields else None, str(refusal))
    return TAKEN if isinstance(refusal, Conflict) else INVALID
