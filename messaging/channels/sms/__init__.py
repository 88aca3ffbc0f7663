"""SMS: one gateway, chosen by setting; numbers, length and what the gateway tells us later."""

from messaging.channels.sms.gateway import is_from_gateway, is_on, send
from messaging.channels.sms.incoming import Incoming, Report, Wish, read_incoming, read_report
from messaging.channels.sms.length import Parts, parts
from messaging.channels.sms.numbers import normalised

__all__ = [
    "Incoming",
    "Parts",
    "Report",
    "Wish",
    "is_from_gateway",
    "is_on",
    "normalised",
    "parts",
    "read_incoming",
    "read_report",
    "send",
]
