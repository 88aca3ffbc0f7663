import datetime as dt

import pytest
import time_machine

from schools import clock
from schools.actions import files
from schools.choices import ScanState
from schools.exceptions import InvalidInput, NotVisible
from schools.files import vault
from schools.models import PrivateFile
from schools.visibility import file_viewers, visible_files
from tests.factories.schools import PersonFactory
from tests.schools.files import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender():
    return PersonFactory()


def store(sender, name="bilde.jpg", content=None):
    return files.store_upload(
        actor=sender, upload=samples.upload(name, content or samples.picture())
    )


def test_stored_picture_has_clean_name_and_thumbnail(sender):
    file = store(sender, "../../etc/h\u202emmelig\n.jpeg")

    assert file.name == "hmmelig.jpg"
    assert file.is_picture
    assert vault.storage().exists(file.storage_name)
    assert vault.storage().exists(file.thumbnail_name)
    assert "hmmelig" not in file.storage_name


def test_unclaimed_upload_is_seen_by_its_uploader_only(sender):
    other = PersonFactory()
    file = store(sender)

    assert list(visible_files(sender)) == [file]
    assert list(visible_files(other)) == []
    assert list(visible_files(None)) == []
    assert list(file_viewers(file)) == [sender]


def test_claimed_file_is_seen_through_its_owner_only(sender):
    file = store(sender)

    files.claim(actor=sender, uuids=[str(file.uuid)])

    assert list(visible_files(sender)) == []


def test_claiming_keeps_the_order_given(sender):
    first, second = store(sender), store(sender)

    claimed = files.claim(actor=sender, uuids=[str(second.uuid), str(first.uuid)])

    assert claimed == [second, first]


def test_claiming_anothers_or_owned_file_is_refused(sender):
    theirs, owned = store(PersonFactory()), store(sender)
    files.claim(actor=sender, uuids=[str(owned.uuid)])

    for file in (theirs, owned):
        with pytest.raises(NotVisible):
            files.claim(actor=sender, uuids=[str(file.uuid)])


@pytest.mark.parametrize(
    ("name", "content"), [("tom.pdf", b""), ("x.pdf", b"%PDF-" + b"a" * 2_000)]
)
def test_empty_or_too_large_upload_is_refused(sender, settings, name, content):
    settings.UPLOAD_MAX_BYTES = 1_000

    with pytest.raises(InvalidInput) as refusal:
        files.store_upload(actor=sender, upload=samples.upload(name, content))

    assert refusal.value.field == "files"
    assert not PrivateFile.objects.exists()


def test_when_one_of_several_is_refused_none_stays(sender):
    uploads = [samples.upload("a.jpg", samples.picture()), samples.upload("b.svg", b"<svg/>")]

    with pytest.raises(InvalidInput):
        files.store_all(actor=sender, uploads=uploads)

    assert not PrivateFile.objects.exists()


def test_file_that_waits_for_its_scan_is_served_to_nobody(sender, settings):
    settings.CLAMD = "127.0.0.1:1"

    file = store(sender)

    assert file.scan_state == ScanState.WAITING
    assert list(visible_files(sender)) == []
    assert list(file_viewers(file)) == []
    assert files.waiting_files() == [file.pk]


def test_sweep_deletes_what_nobody_claimed_for_a_day(sender, django_capture_on_commit_callbacks):
    with time_machine.travel(clock.now() - dt.timedelta(days=2)):
        old, kept = store(sender), store(sender)
        files.claim(actor=sender, uuids=[str(kept.uuid)])
    fresh = store(sender)

    with django_capture_on_commit_callbacks(execute=True):
        assert files.sweep_unowned() == 1

    assert set(PrivateFile.objects.all()) == {kept, fresh}
    assert not vault.storage().exists(old.storage_name)
