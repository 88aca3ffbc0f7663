"""What an entry of each kind of directory means: pure reading, no network, no database."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from schools.choices import MemberRole
from schools.directory.config import DirectoryConfig
from schools.directory.entitlements import GroupClaim, claims_of, role_of

_MOST_VALUES = 500
_NEVER = {0, 0x7FFFFFFFFFFFFFFF}
_FILETIME_START = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_AD_DISABLED = 0x2
_TEACHES = {"faculty", "employee", "staff"}


@dataclass(frozen=True)
class Entry:
    """One search hit; attribute names in lower case, values as the directory sent them."""

    dn: str
    values: Mapping[str, tuple[bytes, ...]]

    def texts(self, name: str) -> list[str]:
        """Values that are text, without control characters, at most 500."""
        if not name:
            return []
        found = self.values.get(name.lower(), ())[:_MOST_VALUES]
        decoded = (value.decode("utf-8", "replace").strip() for value in found)
        return [text for text in decoded if text.isprintable() and text]

    def number(self, name: str) -> int | None:
        """First value as a whole number."""
        texts = self.texts(name)
        return int(texts[0]) if texts and texts[0].lstrip("-").isdigit() else None


@dataclass(frozen=True)
class DirectoryPerson:
    """What the directory says of one person, in our words. ``open``: may sign in now."""

    stable_id: str
    user_names: frozenset[str]
    open: bool = True
    lins: frozenset[str] = frozenset()
    national_numbers: frozenset[str] = frozenset()
    claims: tuple[GroupClaim, ...] = field(default=())

    def answers_to(self, login: str) -> bool:
        """Whether the directory returned the person that was asked for, in any case."""
        return login.strip().casefold() in {name.casefold() for name in self.user_names}


@dataclass(frozen=True)
class NorEdu:
    """norEdu*/eduPerson, as Feide has it in Norwegian schools."""

    config: DirectoryConfig

    person_filter = "(&(objectClass=norEduPerson)(|(uid={login})(eduPersonPrincipalName={login})))"
    attributes = (
        "uid",
        "eduPersonPrincipalName",
        "eduPersonAffiliation",
        "eduPersonEntitlement",
        "norEduPersonLIN",
        "norEduPersonNIN",
        "entryUUID",
        "pwdAccountLockedTime",
        "pwdReset",
    )

    def read(self, entry: Entry, now: dt.datetime) -> DirectoryPerson:
        """Empty ``stable_id`` when the server sends no entryUUID."""
        claims = claims_of(entry.texts("eduPersonEntitlement"))
        works = _TEACHES & {word.lower() for word in entry.texts("eduPersonAffiliation")}
        return DirectoryPerson(
            stable_id=_first(entry.texts("entryUUID")).lower(),
            user_names=frozenset(entry.texts("uid") + entry.texts("eduPersonPrincipalName")),
            open=not self._is_locked(entry),
            lins=frozenset(entry.texts(self.config.lin_attribute or "norEduPersonLIN")),
            national_numbers=frozenset(
                entry.texts(self.config.national_number_attribute or "norEduPersonNIN")
            ),
            # A pupil's entry never makes a teacher, whatever its entitlements say.
            claims=tuple(claim for claim in claims if works or claim.role == MemberRole.PUPIL),
        )

    def _is_locked(self, entry: Entry) -> bool:
        reset = _first(entry.texts("pwdReset")).upper() == "TRUE"
        return reset or bool(entry.texts("pwdAccountLockedTime"))


@dataclass(frozen=True)
class ActiveDirectory:
    """Microsoft's; groups by the configured table, identity by objectGUID, never by DN."""

    config: DirectoryConfig

    person_filter = (
        "(&(objectCategory=person)(objectClass=user)"
        "(|(sAMAccountName={login})(userPrincipalName={login})))"
    )
    attributes = (
        "sAMAccountName",
        "userPrincipalName",
        "objectGUID",
        "userAccountControl",
        "accountExpires",
        "pwdLastSet",
        "lockoutTime",
        "memberOf",
    )

    def read(self, entry: Entry, now: dt.datetime) -> DirectoryPerson:
        """Empty ``stable_id`` when the server sends no objectGUID."""
        return DirectoryPerson(
            stable_id=_guid(entry.values.get("objectguid", ())),
            user_names=frozenset(entry.texts("sAMAccountName") + entry.texts("userPrincipalName")),
            open=_is_open(entry, now),
            lins=frozenset(entry.texts(self.config.lin_attribute)),
            national_numbers=frozenset(entry.texts(self.config.national_number_attribute)),
            claims=self._claims(entry),
        )

    def _claims(self, entry: Entry) -> tuple[GroupClaim, ...]:
        table = self.config.groups_by_dn
        found = [table[dn.casefold()] for dn in entry.texts("memberOf") if dn.casefold() in table]
        return tuple(
            GroupClaim(org.upper().removeprefix("NO"), group.lower(), group, role)
            for org, group, word in found
            if (role := role_of(word)) is not None
        )


Profile = NorEdu | ActiveDirectory


def profile_for(config: DirectoryConfig) -> Profile:
    """The reader for the configured kind of directory."""
    return ActiveDirectory(config) if config.profile == "ad" else NorEdu(config)


def wanted_attributes(config: DirectoryConfig) -> list[str]:
    """Attributes to ask for: those that are read, and no others."""
    own = (config.lin_attribute, config.national_number_attribute)
    return [*profile_for(config).attributes, *(name for name in own if name)]


def search_filter(config: DirectoryConfig, login: str) -> str:
    """Filter for one person; what was typed can only be a value in it (RFC 4515)."""
    found = profile_for(config).person_filter.replace("{login}", escaped(login))
    return f"(&{found}{config.enabled_filter})" if config.enabled_filter else found


def escaped(value: str) -> str:
    """Every byte that is not a plain letter, digit or one of ``.-@_`` as ``\\xx``."""
    plain = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-@_"
    return "".join(chr(byte) if byte in plain else f"\\{byte:02x}" for byte in value.encode())


def _first(texts: list[str]) -> str:
    return texts[0] if texts else ""


def _guid(values: tuple[bytes, ...]) -> str:
    size = 16
    return str(uuid.UUID(bytes_le=values[0])) if values and len(values[0]) == size else ""


def _is_open(entry: Entry, now: dt.datetime) -> bool:
    if (entry.number("userAccountControl") or 0) & _AD_DISABLED:
        return False
    if entry.number("pwdLastSet") == 0:  # must change the password at the next sign-in
        return False
    if (entry.number("lockoutTime") or 0) > 0:
        return False
    expires = entry.number("accountExpires") or 0
    return expires in _NEVER or _filetime(expires) > now


def _filetime(value: int) -> dt.datetime:
    try:
        return _FILETIME_START + dt.timedelta(microseconds=value // 10)
    except OverflowError:
        return dt.datetime.max.replace(tzinfo=dt.UTC)
