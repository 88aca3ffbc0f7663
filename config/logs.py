"""How a line of the log reads."""

import copy
import logging

from django.core.exceptions import PermissionDenied


class Line(logging.Formatter):
    """A refusal is an answer and no fault: where it was raised is of no use to who runs this.

    One that was caused by something else (a setting that is wrong) keeps its trace.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the trace of a fault."""
        fault = record.exc_info[1] if record.exc_info else None
        if isinstance(fault, PermissionDenied) and fault.__cause__ is None:
            record = copy.copy(record)  # other handlers have the same one
            record.exc_info = record.exc_text = None
        return super().format(record)
