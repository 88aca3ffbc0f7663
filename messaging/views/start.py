"""Starting a conversation: to whom, then what."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from messaging.actions import conversations
from messaging.actions import groups as together
from messaging.choices import Kind, Part, ReplyPolicy, Shape, Side
from messaging.forms.compose import (
    ClassForm,
    ColleaguesForm,
    HomesForm,
    PersonForm,
    StartForm,
)
from messaging.forms.duty import offer_today
from messaging.queries import audiences, inbox
from messaging.views import duty, sensitive, start_lines, start_templates
from schools import acting
from schools.actions.files import store_all
from schools.exceptions import Conflict, InvalidInput, NotVisible
from schools.forms.refusals import refuse

KINDS = {
    "hjem": Kind.HOME,
    "klasse": Kind.CLASS,
    "person": Kind.DIRECT,
    "kolleger": Kind.GROUP,
}


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What kind of conversation; those with one choice go straight to it."""
    side = _side(request)
    if side != Side.STAFF:
        return redirect("message_start", "person")
    groups = audiences.writable_groups(acting.person(request))
    return render(request, "messaging/choose.html", {"groups": groups})


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, kind: str) -> HttpResponse:
    """Text and readers; POST sends."""
    if kind not in KINDS:
        raise Http404
    side = _side(request)
    if KINDS[kind] != Kind.DIRECT and side != Side.STAFF:
        raise NotVisible
    if KINDS[kind] == Kind.DIRECT:
        return _to_person(request, side)
    if KINDS[kind] == Kind.GROUP:
        return _to_colleagues(request)
    return _to_group(request, KINDS[kind])


@require_safe
def readers_line(request: HttpRequest, kind: str) -> HttpResponse:
    """Who would see it: the line beside the composer, counted again while one chooses."""
    if kind not in KINDS or _side(request) != Side.STAFF:
        raise NotVisible
    group = _group(request, audiences.writable_groups(acting.person(request)))
    page = start_lines.lines(request, KINDS[kind], group, request.GET)
    return render(request, "messaging/partials/_readers_line.html", page)


def _to_person(request: HttpRequest, side: Side) -> HttpResponse:
    viewer = acting.person(request)
    people = audiences.people_to_write_to(viewer, side)
    children = audiences.children_to_write_about(viewer) if side == Side.GUARDIAN else None
    first = {"person": request.GET.get("til"), "child": _chosen_child(request, children)}
    form = PersonForm(
        request.POST or None,
        request.FILES or None,
        people=people,
        children=children,
        initial={name: value for name, value in first.items() if value},
    )

    if side != Side.STAFF:
        offer_today(form)

    def send(files: list[str]) -> HttpResponse:
        given = form.cleaned_data
        conversation = duty.starting(given, side)(
            actor=viewer,
            person=_by_uuid(people, given["person"]),
            child=_by_uuid(children or [], given["child"]) if children is not None else None,
            draft=form.draft(files),
        )
        return redirect("conversation", conversation.uuid)

    return _answer(request, form, send, {"kind": "person", "people": people, "side": side})


def _to_colleagues(request: HttpRequest) -> HttpResponse:
    viewer = acting.person(request)
    people = audiences.colleagues_to_write_to(viewer)
    given = (request.POST or None, request.FILES or None)
    form = ColleaguesForm(*given, people=people, initial={"people": request.GET.getlist("til")})

    def send(files: list[str]) -> HttpResponse:
        chosen = [_by_uuid(people, key) for key in form.cleaned_data["people"]]
        policy = ReplyPolicy(form.cleaned_data["reply_policy"])
        given: dict[str, Any] = {"actor": viewer, "people": chosen, "reply_policy": policy}
        if _is_together(form, chosen):
            one = together.start_with_colleagues_together(**given, draft=form.draft(files))
            return redirect("conversation", one.uuid)
        started = together.start_with_each_colleague(**given, draft=form.draft(files))
        said = ngettext(
            "Sent to %(count)s colleague.", "Sent to %(count)s colleagues.", len(chosen)
        )
        return _after_several(request, started, said)

    chosen = request.POST if request.method == "POST" else None
    page = {"kind": _word(Kind.GROUP), "people": people}
    return _answer(request, form, send, page | start_lines.lines(request, Kind.GROUP, None, chosen))


def _is_together(form: StartForm, chosen: list[Any]) -> bool:
    return form.cleaned_data["shape"] == Shape.GROUP and len(chosen) > 1


def _to_group(request: HttpRequest, kind: Kind) -> HttpResponse:
    viewer = acting.person(request)
    groups = audiences.writable_groups(viewer)
    group = _group(request, groups)
    if group is None:
        page: dict[str, Any] = {"groups": groups, "kind": _word(kind)}
        return render(request, "messaging/choose_group.html", page)
    begun = start_templates.begin(request, school=group.school, group=group)
    form = _group_form(request, kind, group, begun.text)

    def send(files: list[str]) -> HttpResponse:
        return _send_to_group(request, kind, group, form, files)

    chosen = request.POST if request.method == "POST" else None
    page = {"kind": _word(kind), "group": group, "begun": begun}
    page |= start_lines.lines(request, kind, group, chosen)
    return _answer(request, form, send, page)


def _group_form(request: HttpRequest, kind: Kind, group: Any, text: dict[str, str]) -> StartForm:
    given = (request.POST or None, request.FILES or None)
    if kind == Kind.HOME:
        viewer = acting.person(request)
        first = {"pupils": request.GET.getlist("elev"), **text}
        return HomesForm(*given, people=audiences.pupils_of(viewer, group), initial=first)
    return ClassForm(*given, initial=text)


def _send_to_group(
    request: HttpRequest, kind: Kind, group: Any, form: StartForm, files: list[str]
) -> HttpResponse:
    viewer, given = acting.person(request), form.cleaned_data
    if kind == Kind.HOME:
        people = audiences.pupils_of(viewer, group)
        pupils = [_by_uuid(people, key) for key in given["pupils"]]
        return _send_to_homes(request, form, pupils, files)
    one = conversations.start_class_thread(
        actor=viewer,
        group=group,
        parts=[Part(part) for part in given["parts"]],
        reply_policy=ReplyPolicy(given["reply_policy"]),
        draft=form.draft(files),
    )
    return redirect("conversation", one.uuid)


def _send_to_homes(
    request: HttpRequest, form: StartForm, pupils: list[Any], files: list[str]
) -> HttpResponse:
    given: dict[str, Any] = {
        "actor": acting.person(request),
        "pupils": pupils,
        "reply_policy": ReplyPolicy(form.cleaned_data["reply_policy"]),
        "draft": form.draft(files),
    }
    if form.cleaned_data["shape"] == Shape.GROUP:
        one = together.start_with_homes_together(**given)
        return redirect("conversation", one.uuid)
    started = conversations.start_with_homes(**given)
    said = ngettext("Sent to %(count)s home.", "Sent to %(count)s homes.", len(started))
    return _after_several(request, started, said)


def _after_several(request: HttpRequest, started: list[Any], said: str) -> HttpResponse:
    if len(started) == 1:
        return redirect("conversation", started[0].uuid)
    messages.success(request, said % {"count": len(started)})
    return redirect("messages")


def _answer(
    request: HttpRequest,
    form: StartForm,
    send: Callable[[list[str]], HttpResponse],
    page: dict[str, Any],
) -> HttpResponse:
    """Send, or show the form again with everything typed and what to do."""
    status, page["advises"] = 200, sensitive.is_offered(request)
    if request.method == "POST":
        status = 422
        if form.is_valid() and not _is_left(request, form, page) and not _advice(request, page):
            try:
                stored = store_all(actor=acting.person(request), uploads=form.cleaned_data["files"])
                return send([str(file.uuid) for file in stored])
            except (InvalidInput, Conflict) as refusal:
                status = refuse(form, refusal)
    return render(request, "messaging/start.html", {"form": form, **page}, status=status)


def _is_left(request: HttpRequest, form: StartForm, page: dict[str, Any]) -> bool:
    page["left"] = start_templates.fields_left(request, form)
    return bool(page["left"])


def _advice(request: HttpRequest, page: dict[str, Any]) -> list[Any]:
    # Homes do not read each other: of a class only its thread is for all of them.
    meant = page.get("group") if page["kind"] != "hjem" else None
    page["reasons"] = sensitive.before_starting(request, meant)
    return page["reasons"]  # type: ignore[no-any-return]


def _word(kind: Kind) -> str:
    return next(word for word, meant in KINDS.items() if meant == kind)


def _side(request: HttpRequest) -> Side:
    side = inbox.side_of(acting.role(request))
    if side in {None, Side.HELPER}:
        raise NotVisible
    return side


def _group(request: HttpRequest, groups: list[Any]) -> Any:
    wanted = request.GET.get("gruppe", "")
    if not wanted:
        return groups[0] if len(groups) == 1 else None
    return _by_uuid(groups, wanted)


def _chosen_child(request: HttpRequest, children: list[Any] | None) -> str:
    chosen = acting.child_id(request)
    return next((str(child.uuid) for child in children or [] if child.pk == chosen), "")


def _by_uuid(rows: list[Any], key: str) -> Any:
    found = next((row for row in rows if str(row.uuid) == key), None)
    if found is None:
        raise NotVisible
    return found
