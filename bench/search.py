"""``python -m bench.search``: searching two million messages of a municipality.

``--messages`` and ``--schools`` make a quick run; the figure is of the default.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import django

from bench import figures, servers
from bench.figures import Figure, p50, p95

if TYPE_CHECKING:
    from schools.models import Group, Person, School

_GROUPS, _PUPILS, _PER_TEACHER = 20, 20, 6
_WORDS, _SENTENCES = 20_000, 20_000
_SYLLABLES = "ba de fi go hu jo ka le mi nu ra se ti vo ske tri blå grø lys ning".split()  # noqa: SIM905
_RUNS = 12
# What is asked, and how many messages hold it. "brønnøy" is in one school's only, so for the
# people who ask it is in hundreds of thousands of messages and in none of theirs.
MIX = {
    "common": ("hei", "half of all"),
    "common-2": ("hei skolen", "a fifth"),
    "phrase": ('"hei alle"', "a tenth"),
    "middle": ("gymtøy", "one in fifty"),
    "middle-2": ("hei refleksvest", "one in 2,000"),
    "rare": ("xylofon", "one in 100,000"),
    "elsewhere": ("brønnøy", "all of another school"),
    "elsewhere-2": ("hei brønnøy", "half of another school"),
    "none": ("hvalross", "none"),
}

_THREADS = """
INSERT INTO messaging_conversation (uuid, kind, title, search_key, school_id, group_id, home_key,
    home_pupil_id, created_by_id, created_at, reply_policy, version, last_seq, last_at, last_side,
    last_author_id, last_preview)
SELECT gen_random_uuid(), %(kind)s, 'Tråd ' || n, 'tråd ' || n, g.school_id, g.id, '', {pupil},
    %(author)s, at, 'all', count, count, at + interval '20 days', 'staff', %(author)s, ''
FROM {source}
CROSS JOIN LATERAL (SELECT now() - interval '20 days' - random() * interval '900 days' AS at,
    1 + (random() * 2 * (%(mean)s - 1))::int AS count WHERE n > 0) drawn
"""
_GROUP_ROWS = "schools_group g CROSS JOIN generate_series(1, %(each)s) n"
_PUPIL_ROWS = """schools_membership p JOIN schools_group g ON g.id = p.group_id
    AND p.role = 'pupil' CROSS JOIN generate_series(1, %(each)s) n"""
_AUDIENCES = """
INSERT INTO messaging_audience (conversation_id, group_id, part)
SELECT c.id, c.group_id, part
FROM messaging_conversation c, unnest(ARRAY['guardians', 'staff']) part
WHERE c.kind IN ('class', 'announcement')
"""
_GUARDIANS_IN = """
INSERT INTO messaging_participant
    (conversation_id, person_id, side, pupil_id, from_seq, source, source_key)
SELECT c.id, g.guardian_id, 'guardian', g.pupil_id, 0, '', ''
FROM messaging_conversation c JOIN schools_guardianship g ON g.pupil_id = c.home_pupil_id
"""
_STAFF_IN = """
INSERT INTO messaging_participant
    (conversation_id, person_id, side, pupil_id, from_seq, source, source_key)
SELECT DISTINCT ON (c.id) c.id, m.person_id, 'staff', NULL::bigint, (c.id %% 5 = 0)::int * 2, '', ''
FROM messaging_conversation c JOIN schools_membership m
    ON m.group_id = c.group_id AND m.role = 'teacher'
WHERE c.kind = 'home' ORDER BY c.id, (c.id + m.person_id) %% 7
"""
# In the order of time, as they would have come.
_MESSAGES = """
INSERT INTO messaging_message (uuid, conversation_id, seq, version, author_id, author_side, body,
    client_token, created_at, asks_confirmation)
SELECT gen_random_uuid(), c.id, seq, seq, %(author)s, 'staff',
    (CASE WHEN r1 < 0.1 THEN 'Hei alle, ' WHEN r1 < 0.5 THEN 'Hei, ' ELSE '' END)
    || (CASE WHEN r2 < 0.4 THEN 'skolen ' ELSE '' END)
    || (CASE WHEN r3 < 0.00001 THEN 'xylofon ' WHEN r3 < 0.00101 THEN 'refleksvest '
             WHEN r3 < 0.02 THEN 'gymtøy ' ELSE '' END)
    || (CASE WHEN c.school_id = %(elsewhere)s THEN 'brønnøy ' ELSE '' END)
    || said[1 + (r4 * %(most)s)::int] || said[1 + (r5 * %(most)s)::int]
    || said[1 + (r6 * %(most)s)::int] || said[1 + (r7 * %(most)s)::int],
    gen_random_uuid(), at, false
FROM (SELECT c.id, c.school_id, seq, random() r1, random() r2, random() r3, random() r4,
        random() r5, random() r6, random() r7,
        c.created_at + (c.last_at - c.created_at) * (seq::float / c.last_seq) AS at
    FROM messaging_conversation c CROSS JOIN generate_series(1, c.last_seq) seq
    ORDER BY at) c, (SELECT array_agg(line) AS said FROM bench_said) s
"""


@dataclass(frozen=True)
class Sizes:
    """How large a municipality."""

    messages: int
    schools: int

    @property
    def factor(self) -> float:
        """Threads for each that the default sizes have."""
        return self.messages / 2_000_000 * (20 / self.schools)


@dataclass(frozen=True)
class Asker:
    """Who searches; ``elsewhere`` is a school that is not theirs."""

    name: str
    person: "Person"
    reads: int


def main() -> int:
    """Exit code 1 when the figure misses its target."""
    sizes = _sizes()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.demo"
    os.environ["SKOLEBRO_DB_CONN_MAX_AGE"] = "600"
    os.environ["SKOLEBRO_LOG_LEVEL"] = "ERROR"
    with servers.stores():
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        found = [figures.pace(), *measure(sizes), figures.pace("after")]
    print(figures.table(found))
    return 0 if all(figure.ok for figure in found) else 1


def measure(sizes: Sizes) -> list[Figure]:
    """Fill, then ask; every kind of question is told, and all of them together."""
    askers = fill(sizes)
    found: list[Figure] = []
    every: list[float] = []
    for asker in askers:
        print(f"{asker.name} reads {asker.reads} messages", flush=True)
        for kind, (words, share) in MIX.items():
            took = [_ask(asker.person.pk, words) for _ in range(_RUNS)][2:]
            every += took
            print(f"  {kind:<12} {words:<18} {share:<24} {p50(took):7.1f} {max(took):7.1f} ms")
    found.append(Figure("search.messages.p50_ms", p50(every), "ms"))
    found.append(Figure("search.messages.p95_ms", p95(every), "ms", 150))
    return [*found, *_pages(askers)]


def _sizes() -> Sizes:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2_000_000)
    parser.add_argument("--schools", type=int, default=20)
    given = parser.parse_args()
    return Sizes(given.messages, max(2, given.schools))


def _ask(person: int, words: str) -> float:
    """Milliseconds of one first page, for a viewer who has just come."""
    from messaging.queries import finding  # noqa: PLC0415
    from schools.models import Person  # noqa: PLC0415

    viewer = Person.objects.get(pk=person)
    begun = time.perf_counter()
    finding.find(viewer, words)
    return (time.perf_counter() - begun) * 1000


def _pages(askers: Iterable[Asker]) -> list[Figure]:
    """The whole page, as a signed-in browser's request."""
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    found = []
    for asker in askers:
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(asker.person, "schools.signin.backends.PasswordBackend")
        took = []
        for words, _share in [*MIX.values()] * 3:
            begun = time.perf_counter()
            answer = client.get(reverse("messages_search"), {"q": words})
            took.append((time.perf_counter() - begun) * 1000)
            if answer.status_code != 200:
                message = f"the page answered {answer.status_code}"
                raise RuntimeError(message)
        found.append(Figure(f"search.messages.page.{asker.name}.p50_ms", p50(took[9:]), "ms"))
    return found


# --- filling


def fill(sizes: Sizes) -> list[Asker]:
    """A municipality's people, threads and messages, by INSERT … SELECT. Minutes."""
    from django.db import connection  # noqa: PLC0415

    begun = time.perf_counter()
    schools, groups = _places(sizes)
    guardian, teacher = _people(groups)
    values = {"author": teacher.pk, "elsewhere": schools[-1].pk, "most": _SENTENCES - 1}
    with connection.cursor() as cursor:
        # the rows are right: 4 million look-ups of foreign keys are left out
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT setseed(0.5)")
        _sentences(cursor)
        _threads(cursor, sizes, teacher.pk)
        cursor.execute("DROP INDEX message_words")
        cursor.execute(_MESSAGES, values)
        print(f"{cursor.rowcount} messages, {time.perf_counter() - begun:.0f} s", flush=True)
        cursor.execute("CREATE INDEX message_words ON messaging_message USING gin (words)")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
    print(f"filled in {time.perf_counter() - begun:.0f} s", flush=True)
    return [_asker("guardian", guardian), _asker("teacher", teacher)]


def _asker(name: str, person: "Person") -> Asker:
    from messaging.visibility import visible_messages  # noqa: PLC0415

    return Asker(name, person, visible_messages(person).count())


def _places(sizes: Sizes) -> tuple[list["School"], list["Group"]]:
    from schools.models import Group, School  # noqa: PLC0415

    schools = School.objects.bulk_create(
        School(
            name=f"Skole {n}", slug=f"bench-{n}", org_number=f"97500{n:04}",
            first_grade=1, last_grade=10,
        )
        for n in range(sizes.schools)
    )  # fmt: skip
    groups = Group.objects.bulk_create(
        Group(school=school, name=f"{1 + n // 2}{'AB'[n % 2]}", grade=1 + n // 2)
        for school in schools
        for n in range(_GROUPS)
    )
    return schools, groups


def _people(groups: list["Group"]) -> tuple["Person", "Person"]:
    """Pupils with two guardians, two children to each; teachers of six classes.

    Answers a guardian and a teacher of the first school.
    """
    from schools.choices import Access, MemberRole, PositionRole, Responsibility  # noqa: PLC0415
    from schools.models import Guardianship, Membership, Position  # noqa: PLC0415

    pupils = _new("elev", len(groups) * _PUPILS)
    guardians = _new("foresatt", len(pupils))
    teachers = _new("laerer", len(groups))
    places, stands, positions = [], [], []
    for number, pupil in enumerate(pupils):
        group = groups[number // _PUPILS]
        places.append(Membership(person=pupil, group=group, role=MemberRole.PUPIL))
        # siblings sit in neighbouring classes
        home = (number // (2 * _PUPILS)) * _PUPILS + number % _PUPILS
        stands += [
            Guardianship(
                guardian=guardians[2 * home + parent], pupil=pupil, household_key="x",
                responsibility=Responsibility.FULL, access=Access.FULL,
            )
            for parent in (0, 1)
        ]  # fmt: skip
    for number, teacher in enumerate(teachers):
        first = number - number % _GROUPS
        school = groups[first].school
        positions.append(Position(person=teacher, school=school, role=PositionRole.TEACHER))
        places += [
            Membership(
                person=teacher,
                group=groups[first + (number + step) % _GROUPS],
                role=MemberRole.TEACHER,
            )
            for step in range(_PER_TEACHER)
        ]
    Membership.objects.bulk_create(places)
    Guardianship.objects.bulk_create(stands)
    Position.objects.bulk_create(positions)
    return guardians[0], teachers[0]


def _new(kind: str, count: int) -> list["Person"]:
    from schools.models import Person  # noqa: PLC0415

    people = [
        Person(username=f"{kind}.{n}", given_name=kind.title(), family_name=f"Nr {n}")
        for n in range(count)
    ]
    for person in people:
        person.refresh_keys()
    return Person.objects.bulk_create(people)


def _sentences(cursor: Any) -> None:
    """Twenty thousand lines of eight words; of a word's rank depends how often it comes (Zipf)."""
    draw = random.Random(7)
    words = ["".join(draw.choices(_SYLLABLES, k=draw.randint(2, 4))) for _ in range(_WORDS)]
    weights = [1 / (5 + rank) for rank in range(_WORDS)]
    lines = [" ".join(draw.choices(words, weights, k=8)).capitalize() for _ in range(_SENTENCES)]
    cursor.execute("CREATE TEMPORARY TABLE bench_said (line text)")
    cursor.execute(
        "INSERT INTO bench_said SELECT line || '. ' FROM unnest(%s::text[]) line", [lines]
    )


def _threads(cursor: Any, sizes: Sizes, author: int) -> None:
    """Of a class sixty threads and 150 announcements, of each home twelve threads."""
    for kind, each, mean, source, pupil in (
        ("class", 60, 25, _GROUP_ROWS, "NULL::bigint"),
        ("announcement", 150, 1, _GROUP_ROWS, "NULL::bigint"),
        ("home", 12, 14, _PUPIL_ROWS, "p.person_id"),
    ):
        values = {
            "kind": kind, "author": author, "mean": mean,
            "each": max(1, round(each * sizes.factor)),
        }  # fmt: skip
        cursor.execute(_THREADS.format(source=source, pupil=pupil), values)
    for statement in (_AUDIENCES, _GUARDIANS_IN, _STAFF_IN):
        cursor.execute(statement, {})


if __name__ == "__main__":
    sys.exit(main())
