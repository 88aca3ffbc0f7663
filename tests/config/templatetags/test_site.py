import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from tests.factories.schools import PersonFactory

NOW = dt.datetime(2026, 11, 23, 7, 40, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def monday_in_bokmal() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False), translation.override("nb"):
        yield


def draw(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "house" %}')


def test_icon_with_a_label_is_a_picture_with_a_name() -> None:
    drawn = draw('{% icon "search" label=name size="sm" %}', name='<b>"Søk"')
    assert 'role="img"' in drawn
    assert "<b>" not in drawn
    assert "icon--sm" in drawn


@pytest.mark.parametrize("name", ["../package", "House", "", "house.svg"])
def test_icon_with_a_path_is_refused(name: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw("{% icon name %}", name=name)


def test_avatar_keeps_its_colour() -> None:
    person = PersonFactory.build(given_name="<Åse>", family_name="Ødegård")
    drawn = draw("{% avatar person %}", person=person)
    assert drawn == draw("{% avatar person %}", person=person)
    assert "&lt;Ø" in drawn
    assert 'aria-hidden="true"' in drawn


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (dt.datetime(2026, 11, 23, 7, 30, tzinfo=dt.UTC), "i dag 08:30"),
        (dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC), "i dag 00:30"),
        (dt.datetime(2026, 11, 22, 22, 30, tzinfo=dt.UTC), "i går 23:30"),
        (dt.date(2026, 11, 24), "i morgen"),
        (dt.date(2026, 11, 26), "tor. 26. nov."),
        (dt.datetime(2025, 6, 2, 6, 0, tzinfo=dt.UTC), "man. 2. juni 2025 08:00"),
    ],
)
def test_when_speaks_norwegian_on_the_wall_clock(moment: Any, said: str) -> None:
    assert f">{said}</time>" in draw("{% when moment %}", moment=moment)
    assert draw("{{ moment|when_text }}", moment=moment) == said


def test_when_without_a_moment_is_nothing() -> None:
    assert draw("{% when moment %}{{ moment|when_text }}", moment=None) == ""


def test_when_without_the_clock() -> None:
    assert ">i dag</time>" in draw('{% when moment "date" %}', moment=NOW)


@pytest.mark.parametrize(("language", "said"), [("nb", "uke 48"), ("nn", "veke 48")])
def test_week_is_the_iso_week(language: str, said: str) -> None:
    with translation.override(language):
        assert draw("{{ day|week }}", day=dt.date(2026, 11, 23)) == said


def test_clock_time_takes_moments_and_times() -> None:
    assert draw("{{ at|clock_time }}", at=NOW) == "08:40"
    assert draw("{{ at|clock_time }}", at=dt.time(9, 5)) == "09:05"


class Example(forms.Form):
    title = forms.CharField(label="Tittel", help_text="Kort")
    note = forms.CharField(label="Merknad", required=False, widget=forms.Textarea)
    agree = forms.BooleanField(label="Enig")
    day = forms.ChoiceField(
        label="Dag", choices=[("1", "I dag"), ("2", "I morgen")], widget=forms.RadioSelect
    )
    file = forms.FileField(label="Fil", required=False)


def fields(form: forms.Form) -> str:
    return draw("{% for bound in form %}{% field bound %}{% endfor %}", form=form)


def test_field_is_wired_for_screen_readers() -> None:
    drawn = fields(Example())
    assert '<label class="ds-label" for="id_title">' in drawn
    assert 'aria-describedby="id_title_helptext"' in drawn
    assert 'id="id_title_helptext"' in drawn
    assert "(valgfritt)" in drawn
    assert "<legend" in drawn
    assert 'id="id_file_limit"' in drawn


def test_field_with_an_error_says_so_and_keeps_what_was_typed() -> None:
    drawn = fields(Example({"note": "<script>alert(1)</script>", "day": "2"}))
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_title_helptext id_title_error"' in drawn
    assert 'id="id_title_error"' in drawn
    assert "&lt;script&gt;" in drawn
    assert "<script>" not in drawn
    assert 'value="2" id="id_day_1" checked' in drawn


def test_form_errors_lead_to_the_fields() -> None:
    form = Example({"day": "9"})
    form.add_error(None, "Noe annet")
    drawn = draw("{% form_errors form %}", form=form)
    assert 'href="#id_title"' in drawn
    assert "<li>Noe annet</li>" in drawn
    assert draw("{% form_errors form %}", form=Example()).strip() == ""


def test_page_link_keeps_the_rest_of_the_query() -> None:
    request = RequestFactory().get("/personer/?q=å&side=2")
    assert draw("{% page_link 3 %}", request=request) == "?q=%C3%A5&amp;side=3"


def test_what_somebody_wrote_is_escaped_and_linked() -> None:
    shown = draw("{{ text|with_links }}", text="<b>a</b> & b\nhttps://lade.test/?a=1&b=2")
    assert shown == (
        "&lt;b&gt;a&lt;/b&gt; &amp; b<br>"
        '<a href="https://lade.test/?a=1&amp;b=2" rel="nofollow">https://lade.test/?a=1&amp;b=2</a>'
    )
