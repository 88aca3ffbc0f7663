"""Reading private files."""

import uuid

from schools.exceptions import NotVisible
from schools.models import Person, PrivateFile
from schools.visibility import visible_files


def visible_file(viewer: Person, key: uuid.UUID) -> PrivateFile:
    """One file the viewer may open. Raises NotVisible otherwise, existing or not. One query."""
    file = visible_files(viewer).filter(uuid=key).first()
    if file is None:
        raise NotVisible
    return file
