"""Answers of plain letters are read without asking libraries: what comes of them is the same."""

from __future__ import annotations

import pytest
from email_validator import SPECIAL_USE_DOMAIN_NAMES
from hypothesis import given, settings
from hypothesis import strategies as some

from core.forms import types
from core.forms.text import Cleaned, clean
from core.forms.types import _email

PLAIN = some.text(some.characters(min_codepoint=9, max_codepoint=126), max_size=30)
PART = some.from_regex(r"[A-Za-z0-9._+-]{1,20}", fullmatch=True)
NOBODYS = some.sampled_from(
    [*SPECIAL_USE_DOMAIN_NAMES, "clinic.example", "x--y.org", "xn--a.org", "a.b1", "1.co"]
)


def _answer(text: str) -> str:
    try:
        return _email(text)
    except ValueError as wrong:
        return f"refused: {wrong}"


@given(PLAIN, some.booleans(), some.booleans())
@settings(max_examples=400, deadline=None)
def test_a_plain_text_is_cleaned_like_one_with_a_mark_that_is_dropped(
    text: str, lines: bool, secret: bool
) -> None:
    marked = clean(f"{text}\u200b", limit=40, lines=lines)
    assert clean(text, limit=40, lines=lines) == marked
    if secret:
        assert clean(text, limit=40, secret=True).value == text or not text.isprintable()


@pytest.mark.parametrize(
    ("text", "fault"), [("x" * 11, "must be 10 characters or fewer"), ("a\tb", "must not")]
)
def test_plain_letters_excuse_neither_length_nor_tabs(text: str, fault: str) -> None:
    assert clean(text, limit=10).fault.startswith(fault)
    assert clean("x" * 10, limit=10) == Cleaned("x" * 10, "x" * 10)


@given(PART, some.one_of(NOBODYS, some.builds("{}.{}".format, PART, NOBODYS), PART))
@settings(max_examples=600, deadline=None)
def test_a_usual_address_is_what_the_library_makes_of_it(name: str, domain: str) -> None:
    text = f"{name}@{domain}"
    with pytest.MonkeyPatch.context() as patch:
        found = _answer(text)
        patch.setattr(types, "_USUAL_LENGTH", 0)
        assert found == _answer(text)
