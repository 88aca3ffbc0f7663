"""A file is visible when the row that owns it is; the owners register themselves."""

from django.db.models import Q, QuerySet

from schools import registries
from schools.choices import ScanState
from schools.models import Person, PrivateFile

_SERVED = (ScanState.UNSCANNED, ScanState.CLEAN)


def visible_files(viewer: Person | None) -> QuerySet[PrivateFile]:
    """Files owned by a row the viewer may see. Files nobody owns yet: only the uploader's own."""
    files = PrivateFile.objects.filter(scan_state__in=_SERVED)
    if viewer is None or not viewer.is_active:
        return files.none()
    reasons = Q(uploaded_by=viewer, owned=False)
    for owner in registries.file_owners():
        reasons |= Q(pk__in=owner.visible_file_ids(viewer))
    return files.filter(reasons)


def file_viewers(file: PrivateFile) -> QuerySet[Person]:
    """Everybody who may open the file: the inverse of ``visible_files``."""
    everyone = Person.objects.filter(is_active=True)
    if file.scan_state not in _SERVED:
        return everyone.none()
    reasons = Q(pk=file.uploaded_by_id) if not file.owned else Q(pk__in=[])
    for owner in registries.file_owners():
        reasons |= Q(pk__in=owner.viewers_of_file(file.pk).values("pk"))
    return everyone.filter(reasons)
