import pytest

from messaging.channels.sms import normalised


@pytest.mark.parametrize(
    "written", ["40612345", "406 12 345", "+47 406 12 345", "0047 40612345", "+4740612345"]
)
def test_norwegian_mobile_is_the_same_however_written(written: str) -> None:
    assert normalised(written) == "+4740612345"


def test_number_from_abroad_keeps_its_country() -> None:
    assert normalised("+46 70 123 45 67") == "+46701234567"
    assert normalised("+1 (202) 555-0173") == "+12025550173"


@pytest.mark.parametrize(
    "written", ["", "skolen", "73 53 00 00", "815 00 000", "110", "123", "+47 406 12 345 ext. 3"]
)
def test_number_that_never_receives_is_none(written: str) -> None:
    assert normalised(written) is None
