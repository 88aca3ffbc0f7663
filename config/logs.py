"""What a line of the log leaves out."""

import logging

from django.core.exceptions import PermissionDenied


class RefusalsInOneLine(logging.Filter):
    """A refusal is an answer and no fault: where it was raised is of no use to who runs this."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record is let through."""
        if record.exc_info and isinstance(record.exc_info[1], PermissionDenied):
            record.exc_info = None
        return True
