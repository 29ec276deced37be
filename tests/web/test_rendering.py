"""One template, two answers; forms drawn from core.forms; nothing typed becomes markup."""

from datetime import UTC, date, datetime

import pytest
from markupsafe import Markup
from pydantic import BaseModel

from core.forms import Choice, draw, field, read
from web.rendering import Pages
from web.ui import GovukComponents

HOSTILE = "<script>alert('x')</script>\n  second line"


class Example(BaseModel):
    name: str = field("Full name", hint="As on the license", missing="Enter the full name", max_length=60)
    note: str = field("Note", kind="textarea", max_length=500, optional=True)
    state: str = field("State", kind="select", missing="Choose a state")
    officer: str = field("Is there an officer?", kind="radios", missing="Say whether there is an officer")
    officer_email: str = field(
        "Officer's email",
        kind="email",
        missing="Enter the email",
        shown_when=("officer", "yes"),
        max_length=100,
    )
    county: str = field("County", missing="Enter the county", shown_when=("state", "AZ"), max_length=50)
    agree: bool = field("I agree", kind="checkbox", missing="Tick the box")
    secret: str = field("Password", kind="password", missing="Enter a password", max_length=128)


CHOICES = {
    "state": (Choice("AZ", "Arizona"), Choice("CO", "Colorado")),
    "officer": (Choice("yes", "Yes"), Choice("no", "No")),
}


def drawn(pages: Pages, template: str, **context: object) -> str:
    return pages.environment.from_string(template).render(context)


@pytest.fixture
def form_html(pages: Pages) -> str:
    typed = {
        "name": [""],
        "note": [HOSTILE],
        "state": ["AZ"],
        "officer": ["yes"],
        "secret": ["abc"],
        "officer_email": [""],
    }
    form = read(Example, typed, choices=CHOICES).form
    return drawn(pages, "{{ error_summary(form) }}{{ draw_all(form) }}", form=form)


def test_a_form_keeps_what_was_typed_as_text(form_html: str) -> None:
    assert "<script>" not in form_html
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&#10;  second line</textarea>" in form_html
    assert '<option value="AZ" selected>' in form_html


def test_a_password_is_never_sent_back(form_html: str) -> None:
    assert "abc" not in form_html


def test_each_error_stands_in_the_summary_and_at_its_field(form_html: str) -> None:
    assert form_html.count("Enter the full name") == 2
    assert '<a href="#name">Enter the full name</a>' in form_html
    assert 'id="name-error"' in form_html
    assert 'aria-describedby="name-hint name-error"' in form_html


def test_what_an_answer_opens_stands_under_that_answer(form_html: str) -> None:
    opened = form_html.index('id="conditional-officer"')
    assert opened < form_html.index('id="officer_email"') < form_html.index('value="no"')
    assert form_html.count('id="officer_email"') == 1


def test_what_hangs_on_a_drop_down_says_on_what(form_html: str) -> None:
    assert 'data-shown-when="state=AZ"' in form_html
    assert form_html.count('id="county"') == 1


def test_an_optional_field_says_so(form_html: str) -> None:
    assert "Note (optional)" in form_html


def test_a_form_without_faults_has_no_summary(pages: Pages) -> None:
    assert drawn(pages, "{{ error_summary(form) }}", form=draw(Example, choices=CHOICES)).strip() == ""


def test_govuk_html_parameters_take_markup_only_from_templates() -> None:
    ui = GovukComponents()
    assert "<b>" not in ui.inset_text(html="<b>typed</b>")
    assert "<b>" in ui.inset_text(html=Markup("<b>made by a template</b>"))
    assert "<b>" not in ui.radios(
        name="a", items=[{"value": "1", "html": "<b>x</b>", "conditional": {"html": "<b>y</b>"}}]
    )


def test_a_moment_is_shown_in_the_site_s_time_zone_and_form(pages: Pages) -> None:
    moment = datetime(2026, 11, 17, 5, 5, tzinfo=UTC)
    assert drawn(pages, "{{ moment|moment }}", moment=moment) == "Nov 16, 2026, 10:05 PM MST"
    assert drawn(pages, "{{ moment|day }}, {{ day|day }}", moment=moment, day=date(2026, 1, 2)) == (
        "Nov 16, 2026, Jan 2, 2026"
    )
