"""Competence aims to choose from."""

from cms.models import Aim


def aim_choices(grade: int | None = None, most: int = 200) -> list[tuple[str, str]]:
    """Code and wording of current aims, those for the group's year first. One query."""
    aims = Aim.objects.filter(is_current=True).select_related("aim_set", "curriculum")
    rows = sorted(aims[:most], key=lambda aim: not _fits(aim, grade))
    return [(aim.code, f"{aim.text} ({aim.code})") for aim in rows]


def _fits(aim: Aim, grade: int | None) -> bool:
    if grade is None or aim.aim_set is None:
        return False
    return grade in aim.aim_set.used_in_years or grade in aim.aim_set.after_years
