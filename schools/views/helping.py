"""Who helps a guardian: their own page, and the doors of those who are asked to help."""

import uuid as uuids
from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools import acting
from schools.actions import helper_invitations
from schools.actions import helping as actions
from schools.choices import HelpScope
from schools.exceptions import InvalidInput, NotVisible
from schools.forms.helping import HelperForm, TermsForm
from schools.forms.refusals import refuse
from schools.queries import helping as queries
from schools.signin import limits

_IN_SESSION = "helper_invitation"  # the secret, between the link and the answer

# --- the guardian, and who helps


@require_http_methods(["GET", "HEAD", "POST"])
def helpers(request: HttpRequest) -> HttpResponse:
    """Who helps, and whom one helps; POST invites somebody."""
    viewer = acting.person(request)
    page = queries.page(viewer)
    form = HelperForm(request.POST or None, children=page.children)
    if request.method == "POST" and not page.children:
        raise NotVisible
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.invite_helper(
                actor=viewer,
                children=[one for one in page.children if str(one.uuid) in given["children"]],
                name=given["name"],
                email=given["email"],
                terms=_terms(form),
            )
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("An invitation is on its way. It works for 14 days."))
            return redirect("helpers")
    shown = {"page": page, "form": form}
    return render(request, "schools/helpers.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Other terms for one helper of one's own."""
    viewer = acting.person(request)
    row = queries.appointment(viewer, uuid)
    if row.guardian_id != viewer.pk:
        raise NotVisible
    line = queries.line(row)
    form = TermsForm(request.POST or None, initial=asdict(line))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_terms(actor=viewer, appointment=row, terms=_terms(form))
        except InvalidInput as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("helpers")
    shown = {"line": line, "form": form}
    return render(request, "schools/helper_change.html", shown, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Over at once: the guardian's word, or the helper's."""
    viewer = acting.person(request)
    row = queries.appointment(viewer, uuid)
    actions.end_help(actor=viewer, appointment=row)
    messages.success(request, _("It is over. Nothing more is shown."))
    return redirect("helpers" if row.guardian_id == viewer.pk else "today")


def _terms(form: TermsForm) -> actions.Terms:
    given = form.cleaned_data
    return actions.Terms(
        scope=HelpScope(given["scope"]),
        last_day=given["last_day"],
        may_answer=given["may_answer"],
    )


# --- who is asked to help


@login_not_required
@never_cache
@require_safe
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the mail: on to the question, so that the secret leaves the address."""
    if limits.too_many_secrets(request):
        return render(request, "429.html", status=429)
    if queries.asked(secret) is None:
        limits.wrong_secret(request)
        return _over(request)
    request.session[_IN_SESSION] = secret
    return redirect("helper_join")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """What it means to help; POST says yes, signed in."""
    secret = request.session.get(_IN_SESSION, "")
    asked = queries.asked(secret)
    if asked is None:
        return _over(request)
    refusal = ""
    if request.method == "POST" and request.user.is_authenticated:
        try:
            helper_invitations.accept_help(actor=acting.person(request), secret=secret)
        except InvalidInput as refused:
            refusal = str(refused)
        else:
            del request.session[_IN_SESSION]
            thanks = _("Thank you. You find them under Messages when you are here as a helper.")
            messages.success(request, thanks)
            return redirect("helpers")
    shown = {"asked": asked, "refusal": refusal}
    return render(request, "schools/helper_join.html", shown, status=422 if refusal else 200)


@login_not_required
@never_cache
@require_POST
def account(request: HttpRequest) -> HttpResponse:
    """Who has no account gets a link for a password; the same answer for every address."""
    if limits.too_many_requests(request):
        return render(request, "429.html", status=429)
    try:
        secret = request.session.get(_IN_SESSION, "")
        helper_invitations.ask_for_account(actor=None, secret=secret)
    except InvalidInput:
        return _over(request)
    messages.success(
        request,
        _(
            "A link is on its way to the address that was invited. Choose a password there, "
            "then open this invitation again."
        ),
    )
    return redirect("helper_join")


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "schools/helper_over.html", status=404)
