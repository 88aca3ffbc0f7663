"""People and the identities they have elsewhere."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from schools.choices import Protection
from schools.names import search_key, sort_key


class PersonManager(BaseUserManager["Person"]):
    """Creates people; used by ``createsuperuser`` and by the actions."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Person":
        """A person with a password, or with none that can be used."""
        person = self.model(username=username, **fields)
        person.refresh_keys()
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, username: str, password: str, **fields: Any) -> "Person":
        """A technical administrator; sees no content by default."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        """By user name, any case."""
        return self.get(username__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """One human, one account, whatever the roles; roles follow from dated rows, never from here.

    Names and user name belong to the register and are read-only in the product.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(_("user name"), max_length=150, unique=True)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    mobile = models.CharField(_("mobile"), max_length=20, blank=True, default="")
    given_name = models.CharField(_("given name"), max_length=150)
    family_name = models.CharField(_("family name"), max_length=150)
    search_key = models.CharField(max_length=320, db_index=True, editable=False, default="")
    sort_key = models.CharField(max_length=200, db_index=True, editable=False, default="")
    protection = models.CharField(max_length=12, choices=Protection, default=Protection.NONE)
    language = models.CharField(max_length=8, blank=True, default="")
    colour_scheme = models.CharField(max_length=5, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)
    # Bumped by sign-out everywhere, password change and deactivation: open sockets compare it.
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name"]

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="person_username_any_case"),
            # One address, one person: sign-in by e-mail must never be ambiguous.
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="person_email_any_case"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}".strip()

    def get_short_name(self) -> str:
        """Given name."""
        return self.given_name

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        return (self.given_name[:1] + self.family_name[:1]).upper()

    @property
    def is_protected(self) -> bool:
        """True when only named staff may know of this person."""
        return self.protection != Protection.NONE

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django compares it at every request: bumping ``session_epoch`` ends all sessions."""
        key_salt = "schools.models.Person.get_session_auth_hash"
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac(key_salt, value, secret=secret, algorithm="sha256").hexdigest()

    def refresh_keys(self) -> None:
        """Recompute the derived name keys; every action that writes names calls it."""
        self.search_key = search_key(self.given_name, self.family_name, self.username)
        self.sort_key = sort_key(self.family_name, self.given_name)


class ExternalId(models.Model):
    """A person's stable id elsewhere: OneRoster sourcedId, entryUUID, objectGUID, Feide sub.

    National numbers are stored only as keyed hash, under the system ``national-number``.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="external_ids")
    system = models.CharField(max_length=40)
    value = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "value"], name="external_id_once"),
        ]

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"
