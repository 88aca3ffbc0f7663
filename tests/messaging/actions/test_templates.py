"""A school's templates: made, changed, put in order and taken away by its leaders and office."""

from collections.abc import Callable

import pytest

from messaging.actions import templates
from messaging.models import MessageTemplate
from messaging.queries import templates as asking
from messaging.visibility import visible_message_templates
from schools import clock
from schools.choices import MemberRole
from schools.exceptions import InvalidInput, NotVisible
from schools.models import AuditEntry, Membership
from tests.cast import Cast


def make(cast: Cast, title: str = "Tur", body: str = "Vi går.", name: str = "sissel") -> None:
    templates.create_template(actor=cast.fresh(name), school=cast.lade, title=title, body=body)


def titles(cast: Cast) -> list[str]:
    return [line.template.title for line in asking.page(cast.fresh("hanne"), cast.lade.uuid).lines]


def one(title: str) -> MessageTemplate:
    return MessageTemplate.objects.select_related("school").get(title=title)


def test_the_office_makes_one_for_all_who_work_there(cast: Cast) -> None:
    make(cast, "  Tur   {dato} ", " Vi går til {sted}.\r\n", "hanne")
    found = visible_message_templates(cast.fresh("odd")).get()
    assert (found.title, found.body) == ("Tur {dato}", "Vi går til {sted}.")
    line = asking.page(cast.fresh("sissel"), cast.lade.uuid).lines[0]
    assert line.fields == ("dato", "sted")
    entry = AuditEntry.objects.get(action="template.create")
    assert (entry.actor, entry.school) == (cast.hanne, cast.lade)


def test_who_teaches_a_group_without_a_position_sees_them(cast: Cast) -> None:
    make(cast)
    Membership.objects.create(person=cast.roar, group=cast.class_6b, role=MemberRole.TEACHER)
    assert visible_message_templates(cast.fresh("roar")).exists()
    Membership.objects.filter(person=cast.roar).update(ends=clock.today())
    assert not visible_message_templates(cast.fresh("roar")).exists()


@pytest.mark.parametrize("name", ["tone", "ida", "bjarne", "marit", "kari", "nora", "sverre"])
def test_nobody_else_makes_changes_moves_or_removes_any(cast: Cast, name: str) -> None:
    make(cast)
    there, actor = one("Tur"), cast.fresh(name)
    for refused in (
        lambda: make(cast, "Annen", name=name),
        lambda: templates.change_template(actor=actor, template=there, title="A", body="B"),
        lambda: templates.move_template(actor=actor, template=there, up=True),
        lambda: templates.remove_template(actor=actor, template=there),
    ):
        with pytest.raises(NotVisible):
            refused()
    assert titles(cast) == ["Tur"]


@pytest.mark.parametrize(
    ("title", "body", "field"),
    [
        (" ", "Vi går.", "title"),
        ("å" * 121, "Vi går.", "title"),
        ("Tur {", "Vi går.", "title"),
        ("Tur", " ", "body"),
        ("Tur", "å" * 10_001, "body"),
        ("Tur", "Vi går {to ord}.", "body"),
        ("Tur", " ".join(f"{{felt{number}}}" for number in range(11)), "body"),
    ],
)
def test_what_is_no_template_is_refused(cast: Cast, title: str, body: str, field: str) -> None:
    make(cast)
    change: Callable[[], object] = lambda: templates.change_template(  # noqa: E731
        actor=cast.fresh("sissel"), template=one("Tur"), title=title, body=body
    )
    for refused in (lambda: make(cast, title, body), change):
        with pytest.raises(InvalidInput) as refusal:
            refused()
        assert refusal.value.field == field
    assert one("Tur").body == "Vi går."


def test_ten_fields_and_the_longest_texts_will_do(cast: Cast) -> None:
    body = " ".join(f"{{felt{number}}}" for number in range(10))
    make(cast, "å" * 120, body + "å" * (10_000 - len(body)))
    assert MessageTemplate.objects.count() == 1


def test_a_school_has_at_most_fifty(cast: Cast) -> None:
    MessageTemplate.objects.bulk_create(
        MessageTemplate(school=cast.lade, title="Tur", body="Vi går.", position=number)
        for number in range(50)
    )
    with pytest.raises(InvalidInput):
        make(cast)
    templates.create_template(
        actor=cast.fresh("bjarne"), school=cast.rosenborg, title="Tur", body="Vi går."
    )


def test_they_stand_in_the_order_that_was_chosen(cast: Cast) -> None:
    for title in ("A", "B", "C"):
        make(cast, title)
    actor = cast.fresh("sissel")
    templates.move_template(actor=actor, template=one("C"), up=True)
    assert titles(cast) == ["A", "C", "B"]
    templates.move_template(actor=actor, template=one("A"), up=True)
    templates.move_template(actor=actor, template=one("B"), up=False)
    assert titles(cast) == ["A", "C", "B"]
    templates.remove_template(actor=actor, template=one("C"))
    templates.move_template(actor=actor, template=one("A"), up=False)
    make(cast, "D")
    assert titles(cast) == ["B", "A", "D"]


def test_what_was_removed_meanwhile_is_not_there(cast: Cast) -> None:
    make(cast)
    actor, gone = cast.fresh("sissel"), one("Tur")
    templates.remove_template(actor=actor, template=gone)
    for refused in (
        lambda: templates.change_template(actor=actor, template=gone, title="A", body="B"),
        lambda: templates.remove_template(actor=actor, template=gone),
    ):
        with pytest.raises(NotVisible):
            refused()
    assert list(AuditEntry.objects.filter(action="template.remove").values("actor")) == [
        {"actor": cast.sissel.pk}
    ]
