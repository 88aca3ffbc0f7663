"""An announcement's readers in words: how many they are, and why one of them gets it."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from messaging.choices import Part
from messaging.queries.announcing_readers import Tally
from messaging.targets import Target
from schools.choices import PositionRole

_IN_GROUP = {
    Part.GUARDIANS: gettext_lazy("guardian of a pupil in %(place)s"),
    Part.PUPILS: gettext_lazy("pupil in %(place)s"),
    Part.STAFF: gettext_lazy("works with %(place)s"),
}
_IN_YEAR = {
    Part.GUARDIANS: gettext_lazy("guardian of a pupil in year %(grade)s at %(place)s"),
    Part.PUPILS: gettext_lazy("pupil in year %(grade)s at %(place)s"),
    Part.STAFF: gettext_lazy("works with year %(grade)s at %(place)s"),
}
_AT_SCHOOL = {
    Part.GUARDIANS: gettext_lazy("guardian of a pupil at %(place)s"),
    Part.PUPILS: gettext_lazy("pupil at %(place)s"),
    Part.STAFF: gettext_lazy("works at %(place)s"),
}


def to_line(tally: Tally) -> str:
    """«1 240 foresatte til 812 elever, 24 elever, 31 ansatte»; empty for nobody."""
    said = []
    if tally.guardians:
        guardians = ngettext("%(count)s guardian", "%(count)s guardians", tally.guardians)
        homes = ngettext("%(count)s pupil", "%(count)s pupils", tally.homes)
        both = {
            "guardians": _counted(guardians, tally.guardians),
            "pupils": _counted(homes, tally.homes),
        }
        said.append(_("%(guardians)s of %(pupils)s") % both)
    if tally.pupils:
        said.append(
            _counted(ngettext("%(count)s pupil", "%(count)s pupils", tally.pupils), tally.pupils)
        )
    if tally.staff:
        said.append(_staff(tally.staff))
    return ", ".join(said)


def along_line(tally: Tally) -> str:
    """«12 ansatte i klassene og ledelsen leser med.» Empty for nobody."""
    if not tally.along:
        return ""
    line = ngettext(
        "%(count)s other member of staff reads along: in the classes, or leading the school.",
        "%(count)s others of the staff read along: in the classes, or leading the school.",
        tally.along,
    )
    return _counted(line, tally.along)


def people_count(count: int) -> str:
    """«1 240 personer»."""
    return _counted(ngettext("%(count)s person", "%(count)s people", count), count)


def _staff(count: int) -> str:
    return _counted(ngettext("%(count)s of the staff", "%(count)s of the staff", count), count)


def _counted(text: str, count: int) -> str:
    return text % {"count": number_format(count, force_grouping=True)}


def why(target: Target, names: Mapping[tuple[str, int], str]) -> str:
    """Why somebody gets it whom this target means: «foresatt til elev i 6A».

    ``names``: of the targets' groups and schools, by what they are and their key.
    """
    scope = target.scope
    if scope.group is not None:
        return str(_IN_GROUP[target.part]) % {"place": names["group", scope.group]}
    place = names["school", scope.school or 0]
    if scope.grade:
        return str(_IN_YEAR[target.part]) % {"grade": scope.grade, "place": place}
    if scope.role:
        role = str(PositionRole(scope.role).label).lower()
        return _("%(role)s at %(place)s") % {"role": role, "place": place}
    return str(_AT_SCHOOL[target.part]) % {"place": place}
