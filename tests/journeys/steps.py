"""Things that several journeys do, through the pages."""

import datetime as dt

from devices.models import Bookable
from schools import clock
from tests.journeys.visitors import Visitor


def fill_assignment(teacher: Visitor) -> None:
    """On the form of a new assignment: fill it in and publish it."""
    due = clock.today() + dt.timedelta(days=7)
    form = teacher.form()
    form.locator("[name=title]").fill("Et dikt om vinteren")
    form.locator("[name=instructions]").fill("Skriv et dikt på minst åtte linjer. Tegn til.")
    form.locator("[name=due_date]").fill(f"{due:%Y-%m-%d}")
    form.locator("[name=due_time]").fill("14:00")
    with teacher.page.expect_navigation():
        form.locator("[name=publish]").click()


def book(visitor: Visitor, bookable: Bookable, qty: int | None, hours: tuple[str, str]) -> None:
    """Book on the next school day, from and to by the clock."""
    day = clock.nearest_school_day(clock.today() + dt.timedelta(days=1))
    visitor.goto(f"/utstyr/reserver/{bookable.uuid}/")
    form = visitor.form()
    form.locator("[name=day], [name=dag]").fill(f"{day:%Y-%m-%d}")
    form.locator("[name=starts], [name=fra]").fill(hours[0])
    form.locator("[name=ends], [name=til]").fill(hours[1])
    if qty is not None:
        form.locator("[name=qty], [name=antall]").fill(str(qty))
    with visitor.page.expect_navigation():
        form.locator("button[type=submit]").click()
