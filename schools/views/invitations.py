"""Invitations: the office's pages, and the public ones where the invited person comes in."""

import uuid as uuids

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools import acting
from schools.actions import invitations as actions
from schools.exceptions import InvalidInput
from schools.forms.invitations import ChoosePasswordForm, CodeForm, NewPasswordForm
from schools.forms.refusals import refuse
from schools.queries import invitations as queries
from schools.signin import doors, limits

_IN_SESSION = "invitation"  # the secret, between the link or code and the password

# --- the office


@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """Classes and staff of one's school: who has no way in yet."""
    page = queries.office_page(acting.person(request))
    return render(request, "schools/invitations.html", {"page": page})


@require_safe
def group(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One class: its guardians and pupils without a way in."""
    page = queries.group_page(acting.person(request), uuid)
    return render(request, "schools/invitations_group.html", {"page": page})


@require_POST
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """Invite the chosen people, by mail or as sheets to print."""
    actor = acting.person(request)
    people = queries.people_to_invite(actor, request.POST.getlist("people"))
    if not people:
        messages.warning(request, _("Choose at least one person."))
        return redirect("invitations")
    try:
        if request.POST.get("how") == "paper":
            sheets = actions.invite_on_paper(actor=actor, people=people)
            page = {"sheets": sheets, "address": settings.BASE_URL + reverse("invitation_code")}
            return render(request, "schools/invitation_sheets.html", page)
        without = actions.invite_all_by_mail(actor=actor, people=people)
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
        return redirect("invitations")
    _tell(request, len(people) - len(without), len(without))
    return redirect("invitations")


def _tell(request: HttpRequest, sent: int, without: int) -> None:
    if sent:
        text = ngettext(
            "%(n)s invitation is on its way.", "%(n)s invitations are on their way.", sent
        )
        messages.success(request, text % {"n": sent})
    if without:
        text = ngettext(
            "%(n)s person has no e-mail address: print a code.",
            "%(n)s people have no e-mail address: print codes.",
            without,
        )
        messages.warning(request, text % {"n": without})


# --- the person who was invited


@login_not_required
@never_cache
@require_safe
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the mail: on to the password, so that the secret leaves the address."""
    if limits.too_many_secrets(request):
        return render(request, "429.html", status=429)
    return _go_on(request, secret) or _over(request)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type the code from the sheet."""
    if limits.too_many_secrets(request):
        return render(request, "429.html", status=429)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if answer := _go_on(request, form.cleaned_data["code"]):
            return answer
        form.add_error("code", _("No open invitation has this code. Check every letter."))
    return render(request, "schools/invitation_code.html", {"form": form}, status=_status(form))


def _go_on(request: HttpRequest, secret: str) -> HttpResponse | None:
    if queries.invited_person(secret) is None:
        limits.wrong_secret(request)
        return None
    request.session[_IN_SESSION] = secret
    return redirect("invitation_password")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose the password and come in; once."""
    secret = request.session.get(_IN_SESSION, "")
    person = queries.invited_person(secret)
    if person is None:
        return _over(request)
    form = ChoosePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _accept(request, secret, form.cleaned_data["password"])
        except InvalidInput as refusal:
            refuse(form, refusal)
    page = {"form": form, "person": person}
    return render(request, "schools/invitation.html", page, status=_status(form))


def _accept(request: HttpRequest, secret: str, chosen: str) -> HttpResponse:
    person = actions.accept_invitation(actor=None, secret=secret, password=chosen)
    del request.session[_IN_SESSION]
    messages.success(request, _("Your password is set."))
    return redirect("today" if doors.enter(request, person, chosen) else "account_login")


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "schools/invitation_over.html", status=404)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer is the same for every address."""
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if limits.too_many_requests(request):
            return render(request, "429.html", status=429)
        if person := queries.person_with_email(form.cleaned_data["email"]):
            actions.request_new_password(actor=None, person=person)
        messages.success(
            request, _("If we know the address, a link is on its way. It works for two hours.")
        )
        return redirect("account_login")
    return render(request, "schools/new_password.html", {"form": form}, status=_status(form))


def _status(form: CodeForm | ChoosePasswordForm | NewPasswordForm) -> int:
    return 422 if form.errors else 200
