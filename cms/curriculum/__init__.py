"""The one door to Grep, the directorate's register of the curriculum."""

from cms.curriculum.documents import BadDocument, Entry, read_entry

__all__ = ["BadDocument", "Entry", "read_entry"]
