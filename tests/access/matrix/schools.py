"""Who may what in ``schools``: one row per route and method."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from schools import visibility
from schools.actions.files import store_upload
from schools.actions.invitations import invite_on_paper
from schools.models import Group, Person
from tests.access.pairs import Pair
from tests.access.rows import Row, everyone, only, signed_in
from tests.cast import Cast

_LADE = "PU PC GU GO TC TO SA"

ROWS: list[Row] = [
    Row("today", signed_in("r")),
    Row("more", signed_in("r")),
    Row("profile", signed_in("r")),
    Row("search", signed_in("r"), query="?q=nora"),
    Row("people", only("r", "TC TO SA SB")),
    Row("person", only("r", _LADE), kwargs=lambda objects: {"uuid": objects.cast.nora.uuid}),
    Row(
        "person", only("r", "", rest="."), kwargs=lambda objects: {"uuid": objects.cast.amira.uuid}
    ),
    Row("group", only("r", _LADE), kwargs=lambda objects: {"uuid": objects.cast.class_6a.uuid}),
    Row("choose_role", only("w", "GU GO"), "POST", data={"role": "guardian"}),
    Row(
        "choose_role",
        only("w", "GU"),
        "POST",
        data=lambda objects: {"child": str(objects.cast.nora.uuid)},
    ),
    Row("choose_language", everyone("w"), "POST", data={"language": "nn"}),
    Row("choose_colour_scheme", everyone("w"), "POST", data={"colour_scheme": "dark"}),
    # nobody in the cast has a password of their own here: told so on their page
    Row("account_change_password", signed_in("w")),
    Row("account_change_password", signed_in("w"), "POST"),
    Row("sign_out_everywhere", signed_in("w"), "POST"),
    Row("account_change_password", signed_in("w")),
    Row("account_change_password", signed_in("w"), "POST"),
    Row("account_reset_password", everyone("r")),
    Row("account_reset_password", everyone("w"), "POST", data={"email": "kari@skolebro.test"}),
    Row("invitations", only("r", "SA SB")),
    Row(
        "invitations_group",
        only("r", "SA"),
        kwargs=lambda objects: {"uuid": objects.cast.class_6a.uuid},
    ),
    Row(
        "invite",
        only("w", "SA"),
        "POST",
        data=lambda objects: {"people": [str(objects.cast.kari.uuid)], "how": "mail"},
    ),
    Row(
        "invite",
        only("r", "SA"),
        "POST",
        data=lambda objects: {"people": [str(objects.cast.kari.uuid)], "how": "paper"},
    ),
    Row(
        "invite",
        only("r", ""),
        "POST",
        data=lambda objects: {"people": [str(objects.cast.amira.uuid)], "how": "paper"},
    ),
    Row("invitation", everyone("w"), kwargs=lambda objects: {"secret": objects.invitation_code}),
    # without a secret in the session the invitation is over, for everybody
    Row("invitation_password", everyone(".")),
    Row("invitation_password", everyone("."), "POST"),
    Row("invitation_code", everyone("r")),
    Row("invitation_code", everyone("i"), "POST", data={"code": "AAAA-CCCC-DDDD"}),
    Row("help", everyone("r")),
    Row("privacy", everyone("r")),
    Row("accessibility", everyone("r")),
    Row("file", only("r", "PU"), kwargs=lambda objects: {"key": objects.loose_file.uuid}),
    Row("file", only("r", ""), kwargs=lambda objects: {"key": objects.owned_file.uuid}),
    Row("file_thumbnail", only("r", "PU"), kwargs=lambda objects: {"key": objects.loose_file.uuid}),
]

PAIRS: list[Pair] = [
    Pair(
        "people",
        visibility.visible_people,
        visibility.person_viewers,
        lambda objects: Person.objects.all(),
    ),
    Pair(
        "groups",
        visibility.visible_groups,
        visibility.group_viewers,
        lambda objects: Group.objects.all(),
    ),
    Pair(
        "files",
        visibility.visible_files,
        visibility.file_viewers,
        lambda objects: [objects.loose_file, objects.owned_file],
    ),
]


def objects(cast: Cast) -> dict[str, Any]:
    """A picture just uploaded, one whose owning row was deleted, and Ola's invitation."""
    loose, owned = (store_upload(actor=cast.nora, upload=_picture()) for _ in range(2))
    owned.owned = True
    owned.save(update_fields=["owned"])
    sheets = invite_on_paper(actor=cast.sissel, people=[cast.ola])
    return {"loose_file": loose, "owned_file": owned, "invitation_code": sheets[0].code}


def _picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(content, "PNG")
    return SimpleUploadedFile("tegning.png", content.getvalue(), "image/png")
