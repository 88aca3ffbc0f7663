"""Pages cost the same with one thing on them and with three."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.actions.assignments import AssignmentText, create_assignment, publish_assignment
from cms.actions.hand_ins import hand_in
from cms.actions.pages import add_block
from cms.actions.plans import PlanLine, publish_plan, save_plan
from schools import clock
from tests.cast import Cast

SignIn = Callable[..., Client]


def _fill(cast: Cast, number: int) -> Any:
    for index in range(number):
        due = clock.now() + dt.timedelta(days=index + 1)
        text = AssignmentText(title=f"Oppgave {index}", due_at=due)
        row = create_assignment(actor=cast.tone, group=cast.class_6a, text=text)
        row = publish_assignment(actor=cast.tone, assignment=row)
        hand_in(actor=cast.nora, assignment=row, text="Ferdig")
        value = {"text": f"Tekst {index}"}
        add_block(actor=cast.tone, group=cast.class_6a, kind="text", value=value)
    year, week, _ = (clock.today() + dt.timedelta(days=2)).isocalendar()
    lines = [PlanLine(weekday=1, subject=f"Fag {index}") for index in range(number)]
    plan = save_plan(
        actor=cast.tone, group=cast.class_6a, iso_year=year, iso_week=week, lines=lines
    )
    publish_plan(actor=cast.tone, plan=plan)
    return row


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    "page",
    [
        ("nora", "/klasse/{group}/", 15),
        ("kari", "/klasse/{group}/", 15),
        ("tone", "/klasse/{group}/", 15),
        ("nora", "/plan/", 12),
        ("kari", "/plan/", 12),
        ("nora", "/oppgaver/", 12),
        ("kari", "/oppgaver/", 12),
        ("tone", "/oppgaver/", 12),
        ("nora", "/oppgaver/{task}/", 13),
        ("kari", "/oppgaver/{task}/", 13),
        ("tone", "/oppgaver/{task}/", 12),
    ],
)
def test_page_stays_under_its_count(
    cast: Cast, sign_in: SignIn, number: int, page: tuple[str, str, int]
) -> None:
    who, address, most = page
    task = _fill(cast, number)
    client = sign_in(cast.people[who])
    address = address.format(group=cast.class_6a.uuid, task=task.uuid)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    statements = [row["sql"] for row in asked.captured_queries if "SAVEPOINT" not in row["sql"]]
    assert len(statements) <= most, "\n".join(sql[:160] for sql in statements)
