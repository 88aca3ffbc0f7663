"""Writing an announcement: to any of one's schools, years, classes, roles and people."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.actions import announcing
from messaging.choices import Part, Side
from messaging.forms.announce import AnnounceForm, AnnounceLaterForm, AnnounceMoment
from messaging.queries import announcing_choices as choices
from messaging.queries import announcing_list, announcing_readers, announcing_summary, inbox
from messaging.views import covers, sensitive, start_lines, start_templates
from schools import acting
from schools.actions.files import store_all
from schools.exceptions import Conflict, InvalidInput, NotVisible
from schools.forms.refusals import refuse

MOST_DIGITS = 4  # of the number of a page
MOST_LETTERS = 80


@dataclass(frozen=True)
class Ticked:
    """What the request has ticked of what is offered."""

    places: Sequence[Any]
    offered: dict[str, Any]
    values: frozenset[str]
    found: Sequence[Any]
    people: frozenset[str]
    homes: frozenset[str]
    chosen: announcing_readers.Chosen


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """The page. POST sends; with ``?vis=`` it shows readers or people found, and sends nothing."""
    ticked = ticked_in(request)
    if request.method != "POST":
        page = readers_of(request, ticked)
        begun = start_templates.begin(request, group=page.get("group"))
        form = AnnounceForm(offered=ticked.offered, initial=begun.text)
        return show(request, ticked, form, page=page | {"begun": begun})
    if request.GET.get("vis"):
        kept = {name: request.POST[name] for name in _KEPT if name in request.POST}
        return show(request, ticked, AnnounceForm(offered=ticked.offered, initial=kept))
    form = AnnounceForm(request.POST, request.FILES, offered=ticked.offered)
    page = readers_of(request, ticked)
    if form.is_valid() and may_be_sent(request, form, ticked, page):
        try:
            return _send(request, form, ticked)
        except (InvalidInput, Conflict) as refusal:
            return show(request, ticked, form, refuse(form, refusal))
    return show(request, ticked, form, 422, page)


_KEPT = (
    *("title", "body", "client_token", "cover_alt", "cover_is_decoration"),
    *AnnounceForm.ask_names,
)


@require_POST
def readers(request: HttpRequest) -> HttpResponse:
    """Who would get it: the line, what to know, and with ``?vis=lesere`` the list."""
    page = readers_of(request, ticked_in(request))
    return render(request, "messaging/partials/_announce_parts.html", page)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """People by name, ``?q=``, to tick."""
    check_staff(request)
    words = _words(request.GET, "q")
    page = {"rows": choices.find_people(acting.person(request), words), "q": words}
    return render(request, "messaging/partials/_announce_people.html", page)


def _send(request: HttpRequest, form: AnnounceForm, ticked: Ticked) -> HttpResponse:
    viewer, chosen = acting.person(request), ticked.chosen
    cover = covers.chosen(viewer, form)
    stored = store_all(actor=viewer, uploads=form.cleaned_data["files"])
    one = announcing.announce(
        actor=viewer,
        to=[option.target for option in chosen.options],
        people=chosen.people,
        homes=chosen.homes,
        draft=form.draft([str(file.uuid) for file in stored]).with_cover(cover),
    )
    return redirect("conversation", one.uuid)


def may_be_sent(
    request: HttpRequest, form: AnnounceForm, ticked: Ticked, page: dict[str, Any]
) -> bool:
    """Everything ticked may still be chosen, many people were meant, and the text will do."""
    known = {str(one.person.uuid) for one in ticked.found}
    if (ticked.people | ticked.homes) - known or len(ticked.chosen.homes) != len(ticked.homes):
        form.add_error(None, form.fields["people"].error_messages["invalid_choice"])
    elif page["said"].problem:
        form.add_error(None, page["said"].problem)
    elif page["said"].asks_if_sure and not page["is_sure"]:
        form.add_error(None, _("Say that you mean to send it to so many, and send it again."))
    elif left := start_templates.fields_left(request, form):
        page["left"] = left
    else:
        # in its own class a pupil may be named; with others beside it, any name reaches them
        alone = not (ticked.chosen.people or ticked.chosen.homes)
        page["reasons"] = sensitive.before_starting(request, page.get("group") if alone else None)
        return not page["reasons"]
    return False


def show(
    request: HttpRequest,
    ticked: Ticked,
    form: AnnounceForm,
    status: int = 200,
    page: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page, with what was typed and ticked."""
    page = page or readers_of(request, ticked)
    if "begun" not in page:
        page["begun"] = start_templates.begin(request)
    page |= {"form": form, "ticked": ticked, "advises": sensitive.is_offered(request)}
    is_later = isinstance(form, AnnounceLaterForm)
    page["moment"] = form if is_later else AnnounceMoment(given=_given(request))
    page["is_later"] = is_later
    page["q"] = _words(_given(request), "q")
    shown = {str(one.person.uuid) for one in ticked.found}
    found = choices.find_people(acting.person(request), page["q"]) if page["q"] else []
    page["rows"] = [one for one in found if str(one.person.uuid) not in shown]
    return render(request, "messaging/announce.html", page, status=status)


def readers_of(request: HttpRequest, ticked: Ticked) -> dict[str, Any]:
    """What is said of the readers, and the list of them when it is asked for."""
    given, viewer = _given(request), acting.person(request)
    asks = bool(given.get("ask"))
    said = announcing_summary.summary(viewer, ticked.chosen, asks_confirmation=asks)
    page = {"said": said, "is_sure": given.get("sure") == str(said.total)}
    page |= start_lines.of_one_class(viewer, ticked.chosen.options)
    if said.meant is None or request.GET.get("vis") != "lesere":
        return page
    number = given.get("side", "")
    at = int(number) if number.isdecimal() and len(number) <= MOST_DIGITS else 1
    asked = {"reason": given.get("grunn", ""), "words": _words(given, "navn")}
    listed = announcing_list.reader_list(said.meant, page=at, **asked)
    return page | {"readers": listed, "asked": asked}


def ticked_in(request: HttpRequest) -> Ticked:
    """Read from the form; at first from ``?gruppe=``, or the only class there is."""
    viewer = check_staff(request)
    places = choices.places(viewer)
    offered, given = choices.options(places), _given(request)
    values = frozenset(given.getlist("to"))
    if request.method != "POST":
        values |= _first(request.GET.get("gruppe", ""), places)
    people, homes = frozenset(given.getlist("people")), frozenset(given.getlist("homes"))
    found = choices.chosen_people(viewer, _keys(people | homes))
    chosen = announcing_readers.Chosen(
        options=tuple(option for value, option in offered.items() if value in values),
        people=tuple(one.person for one in found if str(one.person.uuid) in people),
        homes=tuple(one.person for one in found if one.has_home and str(one.person.uuid) in homes),
    )
    return Ticked(places, offered, values, found, people, homes, chosen)


def _first(group: str, places: Sequence[Any]) -> frozenset[str]:
    every = [option.value for school in places for row in school.classes for option in row.options]
    guardians = [value for value in every if value.startswith(f"{Part.GUARDIANS}.")]
    if group:
        return frozenset({f"{Part.GUARDIANS}.{group}"}) & frozenset(guardians)
    return frozenset(guardians if len(guardians) == 1 else ())


def _given(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def _words(given: QueryDict, name: str) -> str:
    return given.get(name, "").replace("\x00", "")[:MOST_LETTERS]


def _keys(given: frozenset[str]) -> list[uuid.UUID]:
    found = []
    for key in given:
        try:
            found.append(uuid.UUID(key))
        except ValueError:
            continue
    return found


def check_staff(request: HttpRequest) -> Any:
    """Who acts as staff. Raises NotVisible."""
    if inbox.side_of(acting.role(request)) != Side.STAFF:
        raise NotVisible
    return acting.person(request)
