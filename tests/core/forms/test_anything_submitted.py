"""Whatever is submitted, the answer is a form: never an exception, and always one that can be drawn."""

from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import BaseModel, create_model

from core.forms import (
    Email,
    Npi,
    PersonName,
    PhoneExtension,
    PhoneNumber,
    Postcode,
    draw,
    field,
    from_json,
    read,
    rows,
    to_json,
)
from core.forms.declare import questions
from tests.core.forms.sample import GOOD, MEMBERS, Everything

TYPES = [Email, Npi, PersonName, PhoneExtension, PhoneNumber, Postcode]
NASTY = some.sampled_from(
    [
        *("", " ", "\x00", "\u202eevil", "<script>alert(1)</script>", "=cmd()", "\ud800", "x" * 1_000_000),
        *(
            "+1",
            "+1 602 555 0123 ext 5",
            "١٢٣٤٥٦٧٨٩٠",
            "a@b",
            '"a b"@c.example',
            "{{7*7}}",
            "\u0301" * 300,
            "²",
        ),
    ]
)
TEXT = some.one_of(NASTY, some.text(some.characters(), max_size=80), some.from_regex(r"[-+(). \d]{5,20}"))


def drawable(form) -> None:
    for drawn in form:
        texts = (drawn.value,) if isinstance(drawn.value, str) else drawn.value
        for text in (*texts, drawn.error or ""):
            assert text.encode() is not None and "\x00" not in text and "\u202e" not in text
            assert len(text) <= drawn.max_length + 1000


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: str(kind.__metadata__[0].func.__name__))
@given(typed=TEXT)
@settings(max_examples=150, deadline=None)
def test_every_ready_made_type_takes_any_text_and_keeps_what_it_accepts(kind: Annotated, typed: str):
    model = create_model("One", it=(kind, field("It")))
    result = read(model, {"it": [typed]})
    drawable(result.form)
    if result.answers is None:
        assert result.form["it"].error
        return
    again = read(model, {"it": [draw(model, result.answers)["it"].value]})
    assert again.answers == result.answers
    assert from_json(model, to_json(result.answers)) == result.answers
    assert rows(model, result.answers)[0][0] == "It"


NAMES = some.one_of(some.sampled_from([q.name for q in questions(Everything)]), some.text(max_size=8))


@given(
    changed=some.dictionaries(
        NAMES,
        some.lists(some.one_of(TEXT, some.sampled_from(["yes", "no", "red", "m1"])), max_size=3),
        max_size=6,
    )
)
@settings(max_examples=200, deadline=None)
def test_a_form_with_every_kind_of_question_takes_anything(changed: dict[str, list[str]]):
    result = read(Everything, {**GOOD, **changed}, choices=MEMBERS)
    drawable(result.form)
    assert (result.answers is None) == result.form.wrong
    drawable(draw(Everything, result.form.typed, choices=MEMBERS))


stored = some.one_of(some.none(), some.booleans(), some.integers(), TEXT, some.lists(TEXT, max_size=3))


@given(values=some.dictionaries(NAMES, stored, max_size=8))
@settings(max_examples=150, deadline=None)
def test_anything_that_was_stored_can_be_drawn(values: dict[str, object]):
    drawable(draw(Everything, values, choices=MEMBERS))


def test_a_megabyte_in_every_field_is_answered_quickly():
    model: type[BaseModel] = Everything
    sent = {q.name: ["\u1e9b\u0323" * 500_000] * 3 for q in questions(model)}
    result = read(model, sent, choices=MEMBERS)
    assert result.answers is None
    drawable(result.form)
