"""Tables of who is who."""

from schools.models.access import AuditEntry, Invitation, ProtectionHandler
from schools.models.calendar import (
    BellSchedule,
    FreeDay,
    Lesson,
    Period,
    Room,
    SchoolYear,
)
from schools.models.file import PrivateFile
from schools.models.group import Group, Membership
from schools.models.guardianship import Guardianship
from schools.models.helping import HelperAppointment, HelperInvitation
from schools.models.person import ExternalId, Person
from schools.models.roster import RosterRun, SourceDeclaration
from schools.models.school import Position, School

__all__ = [
    "AuditEntry",
    "BellSchedule",
    "ExternalId",
    "FreeDay",
    "Group",
    "Guardianship",
    "HelperAppointment",
    "HelperInvitation",
    "Invitation",
    "Lesson",
    "Membership",
    "Period",
    "Person",
    "Position",
    "PrivateFile",
    "ProtectionHandler",
    "Room",
    "RosterRun",
    "School",
    "SchoolYear",
    "SourceDeclaration",
]
