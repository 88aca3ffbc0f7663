"""Public pages of the schools, class pages, and the curriculum that aims are taken from."""

import datetime as dt
from typing import Any

from cms.actions import curriculum, pages
from cms.choices import BlockKind
from config.seed.people import SeedClass
from config.seed.world import World
from schools import clock

_SHOWN = "7B"
_WELCOME = (
    "Her finner dere ukeplanen, oppgavene og det som er greit å ha for hånden. "
    "Skriv til meg under Meldinger hvis dere lurer på noe."
)
_WELCOME_NYNORSK = (
    "Her finn de vekeplanen, oppgåvene og det som er greitt å ha for handa. "
    "Skriv til meg under Meldingar om de lurer på noko."
)


def bring_in_curriculum() -> None:
    """The part of Grep that the product ships with."""
    curriculum.import_grep(paths=curriculum.grep_files(curriculum.PACKAGED))


def write_pages(world: World) -> None:
    """A public page per school and a page per class; the shown class has every kind of block."""
    for school in world.schools:
        pages.ensure_school_page(actor=world.admin, school=world.school(school))
        for room in school.classes:
            for kind, value in _blocks(world, room):
                with clock.set_to(world.earlier(40)):
                    pages.add_block(
                        actor=world.contact_teacher(room),
                        group=world.group(room),
                        kind=kind,
                        value=value,
                    )


def _blocks(world: World, room: SeedClass) -> list[tuple[str, dict[str, Any]]]:
    heading = f"Velkommen til {room.name}"
    text = _WELCOME_NYNORSK if room.name == "9C" else _WELCOME
    blocks: list[tuple[str, dict[str, Any]]] = [
        (BlockKind.TEXT, {"heading": heading, "text": text})
    ]
    if room.name == _SHOWN:
        blocks += [(BlockKind.DATES, _dates(world)), (BlockKind.LINKS, _links())]
    return blocks


def _dates(world: World) -> dict[str, Any]:
    days = ((3, "Turdag til Estenstadmarka"), (8, "Foreldremøte klokka 18"), (9, "Juleverksted"))
    return {
        "heading": "Viktige datoer",
        "dates": [_date(world.school_day(offset), text) for offset, text in days],
    }


def _date(day: dt.date, text: str) -> dict[str, Any]:
    return {"date": day, "text": text}


def _links() -> dict[str, Any]:
    return {
        "heading": "Fint å øve på",
        "links": [
            {"label": "Store norske leksikon", "url": "https://snl.no/"},
            {"label": "Ordbøkene", "url": "https://ordbokene.no/"},
        ],
    }
