"""Class pages: edited on the site, kept by Wagtail, seen by the class only."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.actions.pages import add_block, change_block, delete_block, move_block, undo_change
from cms.models import ClassPage
from cms.queries.pages import class_blocks
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
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
