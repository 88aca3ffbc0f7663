import pytest

from schools.actions.settings import choose_colour_scheme, choose_language
from schools.exceptions import InvalidInput
from tests.cast import Cast


def test_language_that_is_not_offered_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        choose_language(actor=cast.nora, language="tlh")
    assert refused.value.field == "language"
    assert cast.fresh("nora").language == ""


def test_colours_that_do_not_exist_are_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        choose_colour_scheme(actor=cast.nora, colour_scheme="pink")
    assert refused.value.field == "colour_scheme"
    assert cast.fresh("nora").colour_scheme == ""
