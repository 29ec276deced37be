"""The form of an application's options says what the profile says, for every application of both sites."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, EmailStr, Field

from core.errors import Invalid
from core.forms import at_site, draw, read
from core.plugin_api import Options
from core.portal import Portal
from core.running.options_form import AXES, changed_by, options_form, values_of
from tests.core.enrollment.conftest import CARECONNECT, portal_of
from tests.practices import portal_for


class Ward(BaseModel):
    name: str = Field(max_length=5)


class Mailbox(BaseModel):
    name: str = Field(min_length=1)
    address: EmailStr


class Wards(Options):
    """Of a plugin that sets more than those of this house do."""

    beds: int = Field(10, ge=1)
    night: bool = False
    ward: Ward | None = None
    mailboxes: tuple[Mailbox, ...] | None = None
    codes: frozenset[str] = frozenset()


def sent(options: Options, **more: Any) -> tuple[type[BaseModel], dict[str, list[str]]]:
    """What a browser sends of the form as it is drawn."""
    model, choices = options_form(type(options), ()), {}
    drawn = draw(model, values_of(options), choices=choices).sent
    return model, {**drawn, **{name: [value] for name, value in more.items()}}


@pytest.mark.parametrize("portal", [portal_for(), portal_of(CARECONNECT)], ids=["banner", "careconnect"])
def test_a_form_that_is_sent_as_it_is_drawn_changes_nothing(portal: Portal) -> None:
    for slug, each in portal.applications.items():
        lists = {
            "suffix_kinds": [(kind.slug, kind.name) for kind in portal.site.suffix_kinds],
            "staff_types": [(kind.slug, kind.name) for kind in portal.site.staff_types],
            "regions": [(region.slug, region.name) for region in portal.site.regions],
            "facilities": [(place.code, place.name) for place in portal.site.facilities],
        }
        choices: Any = {axis: listed for axis, listed in lists.items() if listed}
        model = at_site(portal.site.asking, options_form(each.options_model, tuple(choices)))
        assert {*AXES} - {*model.model_fields} == {*AXES} - {*choices}
        drawn = draw(model, values_of(each.options), choices=choices)
        reading = read(model, drawn.sent, choices=choices)
        assert reading.answers is not None, (slug, reading.form.errors)
        assert changed_by(each.options, reading.answers) == {}, slug


def test_the_plugin_s_own_options_are_asked_and_refused_at_their_questions() -> None:
    options = Wards(codes=frozenset({"b", "a"}), ward=Ward(name="East"))
    model, typed = sent(options, beds="3", night="yes", codes="a\nc", ward__name="West")
    reading = read(model, typed)
    assert reading.answers is not None, reading.form.errors
    changed = changed_by(options, reading.answers)
    assert changed == {"beds": 3, "night": True, "codes": ["a", "c"], "ward": {"name": "West"}}

    _, typed = sent(options, ward__name="Far too long")
    assert [where for where, _ in read(model, typed).form.errors] == ["ward__name"]
    _, typed = sent(options, beds="0", ward__name="")
    wrong = read(model, typed)
    assert wrong.answers is not None
    with pytest.raises(Invalid) as refused:
        changed_by(options, wrong.answers)
    assert refused.value.errors == {"beds": "Beds must be 1 or more"}


def test_what_a_plugin_refuses_is_said_in_plain_words_at_its_question() -> None:
    options, lines = Wards(), "A | nobody\nB\n | b@direct.example"
    model, typed = sent(options, launch_url="http://x.example", consent__title="Terms", mailboxes=lines)
    wrong = read(model, typed)
    assert wrong.answers is not None, wrong.form.errors
    with pytest.raises(Invalid) as refused:
        changed_by(options, wrong.answers)
    assert refused.value.errors == {
        "launch_url": "Enter a web address that begins with https:// and has no spaces",
        "consent__text": "Enter the text",
        "consent__label": "Enter the label",
        "mailboxes": "Line 1: Enter an email address, such as name@clinic.example; "
        "Line 2: Enter the address; Line 3: Enter the name",
    }
