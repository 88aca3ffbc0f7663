"""The pages that a school opens all day: milliseconds by HTTP, queries by the same request."""

from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.figures import Figure, p50, p95
from bench.visitor import Visitor
from cms.models import Assignment
from config.demo_accounts import PASSWORD
from messaging.models import Conversation
from schools.models import Group, Person

_RUNS, _EACH, _WARM = 3, 60, 10
_MOST_QUERIES = {"class": 15}
_SLOWEST_MS, _QUERIES = 30, 12
_BACKEND = "schools.signin.backends.PasswordBackend"


@dataclass(frozen=True)
class Page:
    """Who opens what."""

    name: str
    username: str
    path: str


def pages() -> list[Page]:
    """The six of the goal, and search."""
    group = Group.objects.get(name="7B", school__name="Lade skole")
    thread = Conversation.objects.filter(group=group).order_by("-last_seq").first()
    task = Assignment.objects.filter(group=group).order_by("due_at").first()
    if thread is None or task is None:
        message = "the seed has no thread or no assignment for 7B"
        raise RuntimeError(message)
    return [
        Page("today", "larer.kari", reverse("today")),
        Page("inbox", "larer.kari", reverse("messages")),
        Page("conversation", "larer.kari", reverse("conversation", args=[thread.uuid])),
        Page("class", "foresatt.ola", reverse("class_page", args=[group.uuid])),
        Page("assignment", "larer.kari", reverse("assignment", args=[task.uuid])),
        Page("week_grid", "larer.kari", reverse("devices_week")),
    ]


def measure(port: int) -> list[Figure]:
    """Three runs of each page after a warm-up, one after the other; medians of the runs."""
    figures = []
    for page in pages():
        visitor = signed_in(port, page.username)
        for _ in range(_WARM):
            _expect_page(visitor, page)
        runs = [[_expect_page(visitor, page) for _ in range(_EACH)] for _ in range(_RUNS)]
        name = f"page.{page.name}"
        most = _MOST_QUERIES.get(page.name, _QUERIES)
        figures += [
            Figure(f"{name}.p50_ms", p50([p50(run) for run in runs]), "ms", _SLOWEST_MS),
            Figure(f"{name}.p95_ms", p50([p95(run) for run in runs]), "ms"),
            Figure(f"{name}.queries", _queries(page), "queries", most),
        ]
    return figures


def search(port: int) -> list[Figure]:
    """Three words that find people, classes and assignments."""
    visitor = signed_in(port, "larer.kari")
    took = [
        visitor.get(f"{reverse('search')}?q={word}")[1]
        for _ in range(20)
        for word in ("jonas", "7b", "prosent")
    ]
    return [Figure("search.people.p50_ms", p50(took), "ms")]


def signed_in(port: int, username: str) -> Visitor:
    """A visitor that has come in by the form."""
    visitor = Visitor(port)
    visitor.sign_in(reverse("account_login"), username, PASSWORD)
    return visitor


def _expect_page(visitor: Visitor, page: Page) -> float:
    status, took, _body = visitor.get(page.path)
    if status != 200:
        message = f"{page.name} answered {status}"
        raise RuntimeError(message)
    return took


def _queries(page: Page) -> int:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Person.objects.get(username=page.username), _BACKEND)
    client.get(page.path)
    with CaptureQueriesContext(connection) as held:
        client.get(page.path)
    return len(held)
