"""Class pages are made and changed here; public pages are made here and edited in Wagtail."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.choices import BlockKind
from cms.models import ClassPage, ClassPicture, SchoolIndexPage, SchoolPage
from cms.policies import can_edit_class_page
from cms.visibility import read_groups
from schools.actions import audit
from schools.actions import files as private_files
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Group, Person, School

MAX_BLOCKS = 40
Raw = list[dict[str, Any]]


def ensure_school_page(*, actor: Person | None, school: School) -> SchoolPage:
    """The school's public page, made on first call; ``actor`` None is the system."""
    with transaction.atomic():
        # the parent's row is the lock: siblings get their places in the tree one by one
        index = SchoolIndexPage.objects.select_for_update(of=("self",)).get()
        page: SchoolPage | None = SchoolPage.objects.filter(school=school).first()
        if page is None:
            page = SchoolPage(title=school.name, slug=school.slug, school=school)
            index.add_child(instance=page)
            audit.record(actor=actor, action="school_page.made", about=page, school_id=school.pk)
    return page


def add_block(
    *,
    actor: Person,
    group: Group,
    kind: str,
    value: dict[str, Any],
    upload: UploadedFile[Any] | None = None,
) -> ClassPage:
    """Put a block at the end of the class page and publish it; makes the page when needed.

    Raises NotVisible, NotAllowed, InvalidInput (``picture`` or the whole form).
    """
    _may_edit(actor, group)
    value = _with_picture(actor, group, kind, value, upload)
    with transaction.atomic():
        page = _locked_page(actor, group)
        raw = _raw(page)
        if len(raw) >= MAX_BLOCKS:
            raise InvalidInput(_("The page is full. Delete something old first."))
        raw.append({"type": kind, "value": value, "id": str(uuid.uuid4())})
        _publish(actor, page, raw, "class_page.block_added")
    return page


def change_block(
    *,
    actor: Person,
    group: Group,
    block_id: str,
    value: dict[str, Any],
    upload: UploadedFile[Any] | None = None,
) -> ClassPage:
    """Rewrite one block. Raises NotVisible, NotAllowed, InvalidInput as ``add_block`` does."""
    _may_edit(actor, group)
    page = _page_of(group)
    raw = _raw(page)
    block = raw[_place(raw, block_id)]
    kind, old = block["type"], block["value"]
    if kind == BlockKind.PICTURE and upload is None:
        value = {**value, "file": old.get("file", "")}
    value = _with_picture(actor, group, kind, value, upload)
    with transaction.atomic():
        page = _locked_page(actor, group)
        raw = _raw(page)
        raw[_place(raw, block_id)]["value"] = value
        _publish(actor, page, raw, "class_page.block_changed")
    return page


def move_block(*, actor: Person, group: Group, block_id: str, up: bool) -> ClassPage:
    """Change places with the block above or below; at the edge nothing happens.

    Raises NotVisible, NotAllowed.
    """
    _may_edit(actor, group)
    with transaction.atomic():
        page = _locked_page(actor, group)
        raw = _raw(page)
        place = _place(raw, block_id)
        other = place - 1 if up else place + 1
        if 0 <= other < len(raw):
            raw[place], raw[other] = raw[other], raw[place]
            _publish(actor, page, raw, "class_page.block_moved")
    return page


def delete_block(*, actor: Person, group: Group, block_id: str) -> ClassPage:
    """Take a block off the page; a picture on it can no longer be opened.

    ``undo_change`` brings both back. Raises NotVisible, NotAllowed.
    """
    _may_edit(actor, group)
    with transaction.atomic():
        page = _locked_page(actor, group)
        raw = _raw(page)
        del raw[_place(raw, block_id)]
        _publish(actor, page, raw, "class_page.block_deleted")
    return page


def undo_change(*, actor: Person, group: Group) -> ClassPage:
    """Back to how the page was before the last change; called again, forth.

    Raises NotVisible, NotAllowed, InvalidInput when there is nothing to undo.
    """
    _may_edit(actor, group)
    with transaction.atomic():
        page = _locked_page(actor, group)
        earlier = list(page.revisions.order_by("-pk")[:2])
        if len(earlier) < 2:  # noqa: PLR2004 -- the newest is what is shown now
            raise InvalidInput(_("There is nothing to undo."))
        _publish(actor, page, _raw(earlier[1].as_object()), "class_page.change_undone")
    return page


def _may_edit(actor: Person, group: Group) -> None:
    if not read_groups(actor).filter(pk=group.pk).exists():
        raise NotVisible
    if not can_edit_class_page(actor, group):
        raise NotAllowed(_("Only those who teach the class can change its page."))


def _page_of(group: Group) -> ClassPage:
    page: ClassPage | None = ClassPage.objects.filter(group=group).first()
    if page is None:
        raise NotVisible
    return page


def _locked_page(actor: Person, group: Group) -> ClassPage:
    # the group's row is the lock: two teachers' changes to one page come one after the other
    Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    page: ClassPage | None = ClassPage.objects.filter(group=group).first()
    if page is None:
        school_page = ensure_school_page(actor=actor, school=group.school)
        parent = Page.objects.select_for_update().get(pk=school_page.pk)
        page = ClassPage(title=group.name, slug=group.uuid.hex, group=group)
        parent.add_child(instance=page)
        page.save_revision(user=actor, log_action=False)
    return page


def _raw(page: ClassPage) -> Raw:
    return [dict(block) for block in page.body.raw_data]


def _place(raw: Raw, block_id: str) -> int:
    for place, block in enumerate(raw):
        if block["id"] == block_id:
            return place
    raise NotVisible


def _with_picture(
    actor: Person,
    group: Group,
    kind: str,
    value: dict[str, Any],
    upload: UploadedFile[Any] | None,
) -> dict[str, Any]:
    if kind == BlockKind.PICTURE and upload is not None:
        value = {**value, "file": _keep_picture(actor, group, upload)}
    return _checked(kind, value)


def _keep_picture(actor: Person, group: Group, upload: UploadedFile[Any]) -> str:
    file = private_files.store_upload(actor=actor, upload=upload)
    if not file.is_picture:
        private_files.delete_files(files=[file])
        raise InvalidInput(_("Choose a picture."), "picture")
    with transaction.atomic():
        (claimed,) = private_files.claim(actor=actor, uuids=[str(file.uuid)])
        ClassPicture.objects.create(group=group, file=claimed)
    return str(file.uuid)


def _checked(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    """The value as the block keeps it, also when it comes past the form."""
    block = ClassPage.body.field.stream_block.child_blocks.get(kind)
    if block is None:
        raise NotVisible
    try:
        cleaned = block.clean(block.to_python(value))
    except (ValidationError, TypeError, ValueError, AttributeError) as error:
        message = _("Something here cannot be kept. Fill in what is missing and try again.")
        raise InvalidInput(message) from error
    prepared: dict[str, Any] = block.get_prep_value(cleaned)
    return prepared


def _publish(actor: Person, page: ClassPage, raw: Raw, action: str) -> None:
    page.body = ClassPage.body.field.stream_block.to_python(raw)
    group: Any = page.group
    page.title = page.draft_title = group.name
    page.search_key = _words(page).casefold()
    revision = page.save_revision(user=actor, log_action=False)
    # who may is decided above; to Wagtail's own permissions the page is closed for everybody
    revision.publish(user=actor, log_action=False, skip_permission_checks=True)
    _show_pictures(group, raw)
    audit.record(actor=actor, action=action, about=page, school_id=group.school_id)


def _show_pictures(group: Group, raw: Raw) -> None:
    """Only what the page shows now can be opened. The group's row is locked: no page between."""
    used = [block["value"]["file"] for block in raw if block["type"] == BlockKind.PICTURE]
    rows = ClassPicture.objects.filter(group=group)
    rows.filter(is_shown=True).exclude(file__uuid__in=used).update(is_shown=False)
    rows.filter(is_shown=False, file__uuid__in=used).update(is_shown=True)


def _words(page: ClassPage) -> str:
    parts = [page.title]
    for block in page.body:
        parts += [str(block.value.get("heading") or ""), str(block.value.get("text") or "")]
    return " ".join(part for part in parts if part)[:20_000]
