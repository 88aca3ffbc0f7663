"""Times as people say them, in the language of the reader and on the municipality's clock."""

import datetime as dt

from babel.dates import format_date
from django.utils.translation import get_language, gettext

from schools import clock

_PATTERNS = {
    "nb": ("EEE d. MMM", "EEE d. MMM y"),
    "nn": ("EEE d. MMM", "EEE d. MMM y"),
    "en": ("EEE d MMM", "EEE d MMM y"),
}


def when(moment: dt.date | dt.datetime, style: str = "") -> str:
    """«i dag 08:30», «i morgen», «tor. 26. nov. 08:30». ``style="date"`` leaves the clock out."""
    if not isinstance(moment, dt.datetime):
        return day_name(moment)
    local = clock.local(moment)
    if style == "date":
        return day_name(local.date())
    return f"{day_name(local.date())} {local:%H:%M}"


def day_name(day: dt.date) -> str:
    """«i dag», «i går», «i morgen», else the short date; the year only when it is another."""
    today = clock.today()
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if name := near.get((day - today).days):
        return name
    return short_day(day)


def short_day(day: dt.date) -> str:
    """«tor. 26. nov.», with the year when it is another than this."""
    short, long = _PATTERNS.get(_language(), _PATTERNS["en"])
    this_year = day.year == clock.today().year
    return format_date(day, short if this_year else long, locale=_language())


def long_day(day: dt.date) -> str:
    """«mandag 23. november»."""
    pattern = "EEEE d. MMMM" if _language() in {"nb", "nn"} else "EEEE d MMMM"
    return format_date(day, pattern, locale=_language())


def week(day: dt.date) -> str:
    """«uke 48»: the ISO week of the day."""
    return gettext("week %(number)s") % {"number": day.isocalendar().week}


def clock_time(moment: dt.datetime | dt.time) -> str:
    """«08:30»."""
    if isinstance(moment, dt.datetime):
        moment = clock.local(moment).time()
    return f"{moment:%H:%M}"


def _language() -> str:
    return (get_language() or "nb").split("-")[0]
