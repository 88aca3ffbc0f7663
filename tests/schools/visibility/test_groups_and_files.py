"""Groups through membership, child or workplace; files through what owns them."""

from collections.abc import Iterator

import pytest

from schools import clock, registries
from schools.choices import ScanState
from schools.models import Group, Person, PrivateFile
from schools.registries import FileOwner
from schools.visibility import file_viewers, group_viewers, visible_files, visible_groups
from tests.cast import Cast
from tests.factories import PrivateFileFactory


def _groups(viewer: Person | None) -> set[str]:
    return set(visible_groups(viewer).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("nora", {"6A"}),
        ("kari", {"6A"}),
        ("anne", {"6B", "8A"}),
        ("tone", {"6A", "6B"}),
        ("ida", {"6A", "6B"}),
        ("tuva", {"6B", "8A"}),
        ("marit", set()),
        ("geir", set()),
        ("sverre", set()),
        ("gone", set()),
    ],
)
def test_visible_groups(cast: Cast, name: str, groups: set[str]) -> None:
    assert _groups(cast.people[name]) == groups


def test_signed_out_sees_no_group(cast: Cast) -> None:
    assert _groups(None) == set()


def test_group_that_is_over_has_no_viewers(cast: Cast) -> None:
    Group.objects.filter(pk=cast.class_6a.pk).update(ends=clock.today())
    assert not group_viewers(cast.class_6a).exists()
    assert _groups(cast.fresh("tone")) == {"6B"}


@pytest.fixture
def owner(cast: Cast) -> Iterator[None]:
    """Files that belong to some row of Kari's, which Tone may read too."""
    readers = [cast.kari.pk, cast.tone.pk]
    owned = PrivateFile.objects.filter(owned=True)
    registered = FileOwner(
        lambda viewer: (owned if viewer.pk in readers else owned.none()).values("pk"),
        lambda file_id: Person.objects.filter(pk__in=readers),
    )
    registries.add_file_owner(registered)
    yield
    registries.file_owners().remove(registered)


@pytest.mark.usefixtures("owner")
def test_owned_file_is_seen_by_the_readers_of_its_owner(cast: Cast) -> None:
    file = PrivateFileFactory(uploaded_by=cast.nora, owned=True)
    assert set(file_viewers(file)) == {cast.kari, cast.tone}
    assert list(visible_files(cast.tone)) == [file]
    assert not visible_files(cast.nora).exists()


def test_loose_file_is_the_uploaders(cast: Cast) -> None:
    file = PrivateFileFactory(uploaded_by=cast.nora)
    assert set(file_viewers(file)) == {cast.nora}
    assert not visible_files(None).exists()
    assert not visible_files(cast.gone).exists()


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("state", [ScanState.WAITING, ScanState.BLOCKED])
def test_file_the_scanner_has_not_cleared_is_nobodys(cast: Cast, state: ScanState) -> None:
    file = PrivateFileFactory(uploaded_by=cast.kari, owned=True, scan_state=state)
    assert not file_viewers(file).exists()
    assert not visible_files(cast.kari).exists()
