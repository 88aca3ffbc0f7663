"""Assignments of 6A for the tests of ``cms``."""

import datetime as dt

import pytest

from cms.actions.assignments import AssignmentText, create_assignment, publish_assignment
from cms.models import Assignment
from schools import clock
from tests.cast import Cast


@pytest.fixture
def assignment(cast: Cast) -> Assignment:
    """Published, due in an hour."""
    return published_assignment(cast)


def published_assignment(cast: Cast) -> Assignment:
    """One of Tone's for 6A, due in an hour."""
    text = AssignmentText(title="Fortelling", due_at=clock.now() + dt.timedelta(hours=1))
    row = create_assignment(actor=cast.tone, group=cast.class_6a, text=text)
    return publish_assignment(actor=cast.tone, assignment=row)
