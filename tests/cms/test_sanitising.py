"""Hostile markup: the same answer when saved and when shown."""

import pytest

from cms import sanitising

HOSTILE = [
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="//foreign.test/x">x</a>',
    '<a href="https://user@foreign.test">x</a>',
    '<img src="https://foreign.test/x.png">',
    '<p style="background:url(x)" id="clobber" onclick="x()">x</p>',
    "<form action=/x><input name=q></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=https://foreign.test></iframe>",
]
FORBIDDEN = ("javascript", "data:", "foreign", "<img", "style", "<form", "onerror", "<svg", "id=")


@pytest.mark.parametrize("markup", HOSTILE)
def test_hostile_markup_is_removed_on_save_and_on_render(markup: str) -> None:
    for clean in (sanitising.stored(markup), sanitising.shown(markup)):
        assert not [word for word in FORBIDDEN if word in clean], clean


def test_plain_words_become_paragraphs_lists_and_links() -> None:
    html = sanitising.formatted("Hei <alle>\n\n- én\n- to\n\nSe https://udir.no/lk20.")
    assert html.startswith("<p>Hei &lt;alle&gt;</p><ul><li>én</li><li>to</li></ul>")
    assert 'href="https://udir.no/lk20"' in html
    assert html.endswith("</a>.</p>")


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("https://udir.no/x?y=1", True),
        ("/oppgaver/", True),
        ("//udir.no", False),
        ("https://", False),
        ("https://a b.no", False),
        ("HTTPS://UDIR.NO", True),
        ("java\tscript:alert(1)", False),
        ("https://[", False),
    ],
)
def test_web_address(value: str, good: bool) -> None:
    assert sanitising.is_web_address(value) == good
