"""Who may write where they read."""

import uuid

import pytest

from messaging.actions.messages import post_message
from schools.choices import Access, Responsibility
from schools.exceptions import NotAllowed
from schools.models import Guardianship
from tests.cast import Cast
from tests.messaging.conversations import class_thread, home_threads


@pytest.mark.parametrize("about", [class_thread, lambda cast: home_threads(cast, "jonas")[0]])
def test_information_about_one_child_is_reading_though_another_is_ones_own(
    cast: Cast, about: object
) -> None:
    """Ivar reads about Jonas in 6A; for Lise in 6B he has full access."""
    Guardianship.objects.filter(guardian=cast.ivar).update(household_key="berg")
    Guardianship.objects.filter(guardian=cast.mona).update(household_key="berg")
    conversation = about(cast)  # type: ignore[operator]
    lise = Guardianship.objects.create(
        guardian=cast.ivar,
        pupil=cast.lise,
        responsibility=Responsibility.FULL,
        access=Access.FULL,
    )
    given = {"conversation": conversation, "body": "Hei", "client_token": uuid.uuid4()}
    with pytest.raises(NotAllowed):
        post_message(actor=cast.fresh("ivar"), **given)
    # with full access to a child that it is about he writes
    Guardianship.objects.filter(pk=lise.pk).delete()
    Guardianship.objects.filter(guardian=cast.ivar).update(access=Access.FULL)
    assert post_message(actor=cast.fresh("ivar"), **given).author == cast.ivar
