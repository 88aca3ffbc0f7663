"""Class pages: edited on the site, kept by Wagtail, seen by the class only."""

import importlib
import json

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.actions.pages import add_block, change_block, delete_block, move_block, undo_change
from cms.models import ClassPage, ClassPicture
from cms.queries.pages import class_blocks
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import PrivateFile
from schools.visibility import file_viewers, visible_files
from tests.access.matrix.cms import picture
from tests.cast import Cast


def _add(cast: Cast, text: str, **value: str) -> ClassPage:
    value = {"text": text, **value}
    return add_block(actor=cast.tone, group=cast.class_6a, kind="text", value=value)


def _texts(cast: Cast) -> list[str]:
    return [block.value["text"] for block in class_blocks(cast.nora, cast.class_6a)]


def test_blocks_are_added_moved_changed_deleted_and_brought_back(cast: Cast) -> None:
    _add(cast, "Én")
    page = _add(cast, "To")
    first, second = (block.id for block in page.body)
    same = {"actor": cast.tone, "group": cast.class_6a}
    move_block(**same, block_id=second, up=True)
    assert _texts(cast) == ["To", "Én"]
    change_block(**same, block_id=first, value={"text": "Endret"})
    assert _texts(cast) == ["To", "Endret"]
    delete_block(**same, block_id=second)
    assert _texts(cast) == ["Endret"]
    undo_change(**same)
    assert _texts(cast) == ["To", "Endret"]


def test_page_hangs_under_its_school_and_has_no_address(cast: Cast, client: Client) -> None:
    page = _add(cast, "Hei")
    assert page.get_parent().specific.school == cast.lade
    assert page.get_url() is None
    assert client.get(f"/skoler/lade/{page.slug}/").status_code == 404
    client.force_login(cast.tone)
    assert client.get(f"/skoler/lade/{page.slug}/").status_code == 404


def test_hostile_words_are_harmless_on_the_page(cast: Cast, client: Client) -> None:
    _add(cast, "<script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1)")
    client.force_login(cast.nora)
    body = client.get(f"/klasse/{cast.class_6a.uuid}/").content.decode()
    assert "<script>alert" not in body
    assert "<img src=x" not in body


def test_hostile_link_past_the_form_is_not_shown(cast: Cast, client: Client) -> None:
    page = _add(cast, "Hei")
    link = {"type": "item", "value": {"label": "Trykk", "url": "javascript:alert(1)"}}
    raw = [{"type": "links", "value": {"heading": "", "links": [link]}}]
    ClassPage.objects.filter(pk=page.pk).update(body=json.dumps(raw))
    client.force_login(cast.nora)
    body = client.get(f"/klasse/{cast.class_6a.uuid}/").content.decode()
    assert "javascript:" not in body


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a@b.no"])
def test_hostile_link_is_refused_on_save(cast: Cast, url: str) -> None:
    value = {"heading": "", "links": [{"label": "Trykk", "url": url}]}
    with pytest.raises(InvalidInput):
        add_block(actor=cast.tone, group=cast.class_6a, kind="links", value=value)


def test_document_is_no_picture(cast: Cast) -> None:
    upload = SimpleUploadedFile("bilde.png", b"bare tekst")
    with pytest.raises(InvalidInput):
        add_block(
            actor=cast.tone,
            group=cast.class_6a,
            kind="picture",
            value={"file": "", "alt": "Tur"},
            upload=upload,
        )


def test_guardian_may_read_but_not_edit_and_outsiders_see_nothing(cast: Cast) -> None:
    page = _add(cast, "Hei")
    block = page.body[0].id
    with pytest.raises(NotAllowed):
        delete_block(actor=cast.kari, group=cast.class_6a, block_id=block)
    for name in ("odd", "geir", "torleif", "bjarne"):
        with pytest.raises(NotVisible):
            delete_block(actor=cast.people[name], group=cast.class_6a, block_id=block)


def test_administration_shows_no_class_page(cast: Cast, client: Client) -> None:
    page = _add(cast, "Hei")
    cast.marit.is_superuser = cast.marit.is_staff = True
    cast.marit.save()
    client.force_login(cast.marit)
    for address in ("edit", "history", "copy", "move"):
        answer = client.get(f"/cms/pages/{page.pk}/{address}/")
        assert answer.status_code in {302, 403, 404}, address


def _add_picture(cast: Cast) -> tuple[str, PrivateFile]:
    page = add_block(
        actor=cast.tone,
        group=cast.class_6a,
        kind="picture",
        value={"file": "", "alt": "Klassen på tur"},
        upload=picture("tur.png"),
    )
    block = page.body[len(page.body) - 1]
    return block.id, PrivateFile.objects.get(uuid=block.value["file"])


def _readers(cast: Cast, file: PrivateFile) -> set[str]:
    """By both directions, which must agree."""
    seen = {name for name in cast.people if visible_files(cast.fresh(name)).filter(pk=file.pk)}
    assert set(file_viewers(file)) == {cast.people[name] for name in seen}
    return seen


def test_picture_that_is_taken_off_can_be_opened_by_nobody_until_it_is_back(cast: Cast) -> None:
    _, kept = _add_picture(cast)
    block, gone = _add_picture(cast)
    readers = _readers(cast, gone)
    assert {"nora", "kari", "tone"} <= readers
    same = {"actor": cast.tone, "group": cast.class_6a}
    delete_block(**same, block_id=block)
    assert _readers(cast, gone) == set()
    assert _readers(cast, kept) == readers
    undo_change(**same)
    assert _readers(cast, gone) == readers


def test_picture_that_is_exchanged_is_taken_off(cast: Cast) -> None:
    block, old = _add_picture(cast)
    same = {"actor": cast.tone, "group": cast.class_6a, "block_id": block}
    change_block(**same, value={"file": "", "alt": "Ny"}, upload=picture("ny.png"))
    assert _readers(cast, old) == set()
    change_block(**same, value={"file": "", "alt": "Bare ny tekst"})
    assert ClassPicture.objects.filter(is_shown=True).count() == 1


def test_picture_of_another_class_is_not_shown_by_naming_it(cast: Cast) -> None:
    block, file = _add_picture(cast)
    delete_block(actor=cast.tone, group=cast.class_6a, block_id=block)
    value = {"file": str(file.uuid), "alt": "Lånt"}
    add_block(actor=cast.odd, group=cast.class_6b, kind="picture", value=value)
    assert _readers(cast, file) == set()


def test_pictures_from_before_are_shown_where_pages_use_them(cast: Cast) -> None:
    _, kept = _add_picture(cast)
    block, gone = _add_picture(cast)
    delete_block(actor=cast.tone, group=cast.class_6a, block_id=block)
    ClassPicture.objects.update(is_shown=False)
    migration = importlib.import_module("cms.migrations.0004_picture_is_shown")
    migration.show_what_pages_use(apps, None)
    assert ClassPicture.objects.get(file=kept).is_shown
    assert not ClassPicture.objects.get(file=gone).is_shown
