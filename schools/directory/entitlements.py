"""Feide's group strings in eduPersonEntitlement, read without trusting their form.

Source: docs.feide.no, "Grupper i grunnopplæringen":
``urn:mace:feide.no:go:group:<b|u|a>:<grep>:<NO+org>:<id>:<from>:<to>:<role>:<name>``,
thirteen fields, each percent-encoded.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from schools.choices import MemberRole

_GROUP = ("urn", "mace", "feide.no", "go", "group")
_FIELDS = 13
_MOST = 500  # values read of one person
_LONGEST = 1000  # characters
_ROLES = {"student": MemberRole.PUPIL, "faculty": MemberRole.TEACHER}


@dataclass(frozen=True)
class GroupClaim:
    """The directory says: this role in this group of this school, from day to day.

    ``ends`` is exclusive as everywhere here; the directory's last day is inclusive.
    """

    org_number: str
    local_id: str
    name: str
    role: str
    starts: dt.date | None = None
    ends: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the claim covers the municipal day."""
        return (self.starts is None or self.starts <= day) and (
            self.ends is None or self.ends > day
        )


def claims_of(values: Iterable[str]) -> tuple[GroupClaim, ...]:
    """The group claims among a person's entitlements; whatever else is there is passed over."""
    found: dict[GroupClaim, None] = {}
    for number, value in enumerate(values):
        if number >= _MOST:
            break
        claim = _claim(value) if len(value) <= _LONGEST else None
        if claim is not None:
            found[claim] = None
    return tuple(found)


def role_of(word: str) -> str | None:
    """Our role for the directory's word, None for those that give nothing here."""
    return _ROLES.get(word.strip().lower())


def _claim(value: str) -> GroupClaim | None:
    fields = value.split(":")
    if len(fields) != _FIELDS or tuple(part.lower() for part in fields[:5]) != _GROUP:
        return None
    _kind, _grep, org, local_id, first, last, word, name = (unquote(part) for part in fields[5:])
    role = role_of(word)
    org_number = org.upper().removeprefix("NO")
    if role is None or not org_number.isdigit() or not local_id:
        return None
    try:
        starts, last_day = _day(first), _day(last)
    except ValueError:
        return None
    ends = last_day + dt.timedelta(days=1) if last_day else None
    return GroupClaim(org_number, local_id.lower(), name[:120], role, starts, ends)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None
