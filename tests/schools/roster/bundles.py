"""Small bundles with clearly invented people."""

import datetime as dt
import io
import zipfile

from schools.actions.roster import import_bundle
from schools.models import ExternalId, Person, RosterRun
from schools.roster.bundle import Bundle

SYSTEM = "Test SIS"
YEAR = (dt.date(2026, 8, 1), dt.date(2027, 8, 1))


def small(version: str = "1.2", *, metadata: bool = True, pupils: int = 12) -> Bundle:
    """Two schools; Kari (p0) with two guardians, and pupils with one each."""
    bundle = Bundle(version=version, system=SYSTEM, metadata=metadata)
    bundle.add_year("2026", *YEAR)
    bundle.add_school("lade", "Lade skole", org_number="975278921")
    bundle.add_school("ila", "Ila skole", org_number="974000008")
    bundle.add_class("7b", "7B", school="lade", year="2026", grade=7)
    bundle.add_class("7b-mat", "7B matematikk", school="lade", year="2026", subject_code="MAT01-05")
    bundle.add_class("1a", "1A", school="ila", year="2026", grade=1)
    for number in range(pupils):
        key = f"p{number}"
        bundle.add_pupil(
            key,
            f"elev{number:04d}",
            f"Elev{number}",
            "Prøve",
            school="lade",
            classes=["7b", "7b-mat"],
            grade=7,
        )
        bundle.add_guardian(
            f"g{number}",
            "Foresatt",
            f"Prøve{number}",
            children={key: "full"},
            household=f"h{number}",
            email=f"g{number}@example.no",
        )
    bundle.add_guardian("g0b", "Andre", "Prøve", children={"p0": "full"}, household="h0b")
    bundle.add_staff("t1", "tea0101", "Tore", "Lærer", role="teacher", schools=["lade"])
    bundle.add_teaching("t1", "7b", primary=True).add_teaching("t1", "7b-mat", primary=True)
    bundle.add_staff("t2", "tea0102", "Tina", "Hjelp", role="aide", schools=["lade"])
    bundle.add_teaching("t2", "7b")
    bundle.add_staff("r1", "rek0101", "Rita", "Rektor", role="principal", schools=["lade"])
    return bundle


def bring_in(source: Bundle | bytes | dict[str, str | bytes], **options: object) -> RosterRun:
    """Import a bundle, raw bytes, or the texts of its files."""
    if isinstance(source, Bundle):
        source = source.files()
    content = source if isinstance(source, bytes) else zipped(source)
    return import_bundle(
        actor=None,
        source=io.BytesIO(content),
        file_name="test.zip",
        **options,  # type: ignore[arg-type]
    )


def zipped(files: dict[str, str | bytes], folder: str = "") -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(folder + name, text)
    return buffer.getvalue()


def edited(source: Bundle, name: str, old: str, new: str) -> dict[str, str | bytes]:
    """The files of a bundle with one text replaced in one of them."""
    files: dict[str, str | bytes] = dict(source.files())
    text = str(files[name])
    assert old in text, text[:500]
    files[name] = text.replace(old, new)
    return files


def codes(run: RosterRun) -> set[str]:
    """What the report remarks on."""
    return {item["code"] for item in run.report}


def writes(run: RosterRun) -> int:
    """Rows created, changed and ended in all."""
    parts = [part for part in run.counts.values() if isinstance(part, dict) and "created" in part]
    return sum(part["created"] + part["changed"] + part["ended"] for part in parts)


def person_of(key: str) -> Person:
    """The person of a source id."""
    return ExternalId.objects.get(system="oneroster", value=f"{SYSTEM.casefold()}:{key}").person
