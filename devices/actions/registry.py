"""Registering devices and moving them through their life."""

import uuid as uuids
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from devices import policies
from devices.actions import bookables
from devices.choices import NEED_REASON, TRANSITIONS, Condition, Lifecycle
from devices.models import Asset, AssetModel, Category, Loan
from devices.queries.assets import one_asset
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed
from schools.models import Person, Room, School


@dataclass(frozen=True)
class AssetFields:
    """What is typed about a device."""

    tag: str
    asset_model: AssetModel
    serial: str = ""
    room: Room | None = None
    place: str = ""
    condition: str = Condition.B
    note: str = ""


def add_category(*, actor: Person, name: str, icon: str = "laptop") -> Category:
    """A sort of equipment, shared by all schools; the one of that name if there is one."""
    _check_manages_any(actor)
    category, made = Category.objects.get_or_create(name=name, defaults={"icon": icon})
    if made:
        audit.record(actor=actor, action="category.added", about=category)
    return category


def add_asset_model(*, actor: Person, category: Category, maker: str, name: str) -> AssetModel:
    """A make, shared by all schools; the one of that name if there is one."""
    _check_manages_any(actor)
    model, made = AssetModel.objects.get_or_create(
        maker=maker, name=name, defaults={"category": category}
    )
    if made:
        audit.record(actor=actor, action="asset_model.added", about=model)
    return model


def register_asset(
    *,
    actor: Person,
    school: School,
    fields: AssetFields,
    lifecycle: Lifecycle = Lifecycle.IN_SERVICE,
) -> Asset:
    """A new device at a school. Raises NotAllowed, InvalidInput for a tag or serial in use."""
    if not policies.can_manage(actor, school.pk):
        raise NotAllowed(_("You do not look after the equipment of this school."))
    asset = Asset(school=school, lifecycle=lifecycle)
    return _write(actor, asset, fields, "asset.registered")


def change_asset(*, actor: Person, asset: uuids.UUID, fields: AssetFields) -> Asset:
    """Correct what is written about a device. Raises NotVisible, NotAllowed, InvalidInput."""
    return _write(actor, _managed(actor, asset), fields, "asset.changed")


def move_asset(*, actor: Person, asset: uuids.UUID, to: Lifecycle, reason: str = "") -> Asset:
    """Take a device to the next stage of its life; its trolley holds one more or one less.

    What was promised stays promised: the overview shows lessons that are now short.
    Raises NotVisible, NotAllowed, InvalidInput (no such step, reason missing), Conflict.
    """
    found = _managed(actor, asset)
    why = " ".join(reason.split())
    with transaction.atomic():
        locked = Asset.objects.select_for_update().get(pk=found.pk)
        _check_step(locked, to, why)
        before, locked.lifecycle, locked.lifecycle_reason = locked.lifecycle, to, why[:200]
        locked.save(update_fields=["lifecycle", "lifecycle_reason"])
        bookables.recount(asset=locked)
        audit.record(
            actor=actor,
            action="asset.moved",
            about=locked,
            school_id=locked.school_id,
            before=before,
            after=to.value,
        )
    return locked


def _check_step(asset: Asset, to: Lifecycle, reason: str) -> None:
    if to not in TRANSITIONS[asset.lifecycle]:
        raise InvalidInput(_("A device cannot go from there to here in one step."), "to")
    if to in NEED_REASON and not reason:
        raise InvalidInput(_("Write why, in a few words."), "reason")
    lent = Loan.objects.filter(asset=asset.pk, in_at__isnull=True)
    if to in {Lifecycle.IN_STOCK, Lifecycle.RETIRED} and lent.exists():
        raise Conflict(_("%(tag)s is lent out. Take it back first.") % {"tag": asset.tag})


def _write(actor: Person, asset: Asset, fields: AssetFields, action: str) -> Asset:
    _fill(asset, fields)
    try:
        with transaction.atomic():
            asset.save()
            audit.record(actor=actor, action=action, about=asset, school_id=asset.school_id)
    except IntegrityError as error:
        raise _already_there(asset) from error
    return asset


def _fill(asset: Asset, fields: AssetFields) -> None:
    asset.tag = fields.tag.strip().upper()
    if not asset.tag:
        raise InvalidInput(_("Write the tag that is on the device."), "tag")
    if fields.room and fields.room.school_id != asset.school_id:
        raise InvalidInput(_("Choose a room at the school."), "room")
    asset.serial, asset.asset_model = fields.serial.strip(), fields.asset_model
    asset.room, asset.place = fields.room, fields.place.strip()
    asset.condition, asset.note = fields.condition, fields.note.strip()


def _already_there(asset: Asset) -> InvalidInput:
    others = Asset.objects.exclude(pk=asset.pk)
    if others.filter(tag__iexact=asset.tag).exists():
        text = _("The tag %(tag)s is on another device.") % {"tag": asset.tag}
        return InvalidInput(text, "tag")
    return InvalidInput(_("That serial number is on another device."), "serial")


def _managed(actor: Person, uuid: uuids.UUID) -> Asset:
    found = one_asset(actor, uuid)
    if not policies.can_manage(actor, found.school_id):
        raise NotAllowed(_("You do not look after the equipment of this school."))
    return found


def _check_manages_any(actor: Person) -> None:
    if not policies.manages_somewhere(actor):
        raise NotAllowed(_("You do not look after any equipment."))
