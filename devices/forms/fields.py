"""Filling a form's fields with what one may choose."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """The options of a choice field."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def offer_rows(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """The rows of a model choice field."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows
