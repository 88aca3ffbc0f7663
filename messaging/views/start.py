"""Starting a conversation: to whom, then what."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from messaging.actions import conversations
from messaging.choices import Kind, Part, ReplyPolicy, Side
from messaging.forms.compose import ClassForm, HomesForm, PersonForm, StartForm
from messaging.queries import audiences, inbox, promise
from messaging.views import sensitive
from schools import acting
from schools.actions.files import store_all
from schools.exceptions import Conflict, InvalidInput, NotVisible
from schools.forms.refusals import refuse

KINDS = {
    "hjem": Kind.HOME,
    "klasse": Kind.CLASS,
    "kunngjoring": Kind.ANNOUNCEMENT,
    "person": Kind.DIRECT,
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
    return _to_group(request, KINDS[kind])


@require_safe
def readers_line(request: HttpRequest, kind: str) -> HttpResponse:
    """Who would see it: the line beside the composer, counted again while one chooses."""
    if kind not in KINDS or _side(request) != Side.STAFF:
        raise NotVisible
    group = _group(request, audiences.writable_groups(acting.person(request)))
    page = {
        "line": _line(request, KINDS[kind], group, request.GET),
        "promise": _promise(request, KINDS[kind], group, request.GET),
    }
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

    def send(files: list[str]) -> HttpResponse:
        given = form.cleaned_data
        conversation = conversations.start_direct(
            actor=viewer,
            side=side,
            person=_by_uuid(people, given["person"]),
            child=_by_uuid(children or [], given["child"]) if children is not None else None,
            draft=form.draft(files),
        )
        return redirect("conversation", conversation.uuid)

    return _answer(request, form, send, {"kind": "person", "people": people, "side": side})


def _to_group(request: HttpRequest, kind: Kind) -> HttpResponse:
    viewer = acting.person(request)
    groups = audiences.writable_groups(viewer)
    group = _group(request, groups)
    if group is None:
        page = {"groups": groups, "kind": _word(kind)}
        return render(request, "messaging/choose_group.html", page)
    form = _group_form(request, kind, group)

    def send(files: list[str]) -> HttpResponse:
        return _send_to_group(request, kind, group, form, files)

    chosen = request.POST if request.method == "POST" else None
    page = {
        "kind": _word(kind),
        "group": group,
        "line": _line(request, kind, group, chosen),
        "promise": _promise(request, kind, group, chosen),
    }
    return _answer(request, form, send, page)


def _group_form(request: HttpRequest, kind: Kind, group: Any) -> StartForm:
    given = (request.POST or None, request.FILES or None)
    if kind == Kind.HOME:
        viewer = acting.person(request)
        first = {"pupils": request.GET.getlist("elev")}
        return HomesForm(*given, people=audiences.pupils_of(viewer, group), initial=first)
    return ClassForm(*given, kind=kind)


def _send_to_group(
    request: HttpRequest, kind: Kind, group: Any, form: StartForm, files: list[str]
) -> HttpResponse:
    viewer, given = acting.person(request), form.cleaned_data
    if kind == Kind.HOME:
        people = audiences.pupils_of(viewer, group)
        pupils = [_by_uuid(people, key) for key in given["pupils"]]
        started = conversations.start_with_homes(
            actor=viewer, pupils=pupils, draft=form.draft(files)
        )
        return _after_homes(request, started)
    parts = [Part(part) for part in given["parts"]]
    if kind == Kind.ANNOUNCEMENT:
        one = conversations.post_announcement(
            actor=viewer, groups=[group], parts=parts, draft=form.draft(files)
        )
    else:
        one = conversations.start_class_thread(
            actor=viewer,
            group=group,
            parts=parts,
            reply_policy=ReplyPolicy(given["reply_policy"]),
            draft=form.draft(files),
        )
    return redirect("conversation", one.uuid)


def _after_homes(request: HttpRequest, started: list[Any]) -> HttpResponse:
    if len(started) == 1:
        return redirect("conversation", started[0].uuid)
    said = ngettext("Sent to %(count)s home.", "Sent to %(count)s homes.", len(started))
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
        if form.is_valid() and not _advice(request, page):
            try:
                stored = store_all(actor=acting.person(request), uploads=form.cleaned_data["files"])
                return send([str(file.uuid) for file in stored])
            except (InvalidInput, Conflict) as refusal:
                status = refuse(form, refusal)
    return render(request, "messaging/start.html", {"form": form, **page}, status=status)


def _advice(request: HttpRequest, page: dict[str, Any]) -> list[Any]:
    # Homes do not read each other: of a class only its thread is for all of them.
    meant = page.get("group") if page["kind"] != "hjem" else None
    page["reasons"] = sensitive.before_starting(request, meant)
    return page["reasons"]  # type: ignore[no-any-return]


def _line(request: HttpRequest, kind: Kind, group: Any, chosen: Any) -> str:
    viewer = acting.person(request)
    if kind == Kind.HOME:
        keys = chosen.getlist("pupils") if chosen is not None else request.GET.getlist("elev")
        return audiences.homes_line(viewer, [uuid.UUID(key) for key in keys if _is_uuid(key)])
    parts = chosen.getlist("parts") if chosen is not None else [Part.GUARDIANS]
    return audiences.groups_line(viewer, [group] if group else [], parts)


def _promise(request: HttpRequest, kind: Kind, group: Any, chosen: Any) -> str:
    if kind == Kind.HOME or group is None:
        return ""
    parts = chosen.getlist("parts") if chosen is not None else [Part.GUARDIANS]
    arrivals = promise.to_groups(acting.person(request), [group], parts, kind)
    return promise.in_words(arrivals)


def _word(kind: Kind) -> str:
    return next(word for word, meant in KINDS.items() if meant == kind)


def _side(request: HttpRequest) -> Side:
    side = inbox.side_of(acting.role(request))
    if side is None:
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


def _is_uuid(key: str) -> bool:
    try:
        uuid.UUID(key)
    except ValueError:
        return False
    return True
