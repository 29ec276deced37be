"""Telephone numbers typed as usual are read at once, and as the library of all the world's numbers does."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import TypeAdapter

from core.forms import PhoneNumber, phone_in_words

stored = TypeAdapter(PhoneNumber).validate_python
three, between = some.integers(200, 999), some.sampled_from(["", " ", "-", "."])
as_usual = some.builds(
    "{}{}{}{}{}{:04}".format,
    some.sampled_from(["", "+1", "+1 ", "+1-", "+1."]),
    some.builds(str.format, some.sampled_from(["{}", "({})", "({}", "{})"]), three),
    some.sampled_from(["", " ", "-", ".", " -", "- "]),
    three,
    between,
    some.integers(0, 9999),
)


@settings(max_examples=500, deadline=None)
@given(as_usual)
def test_a_number_typed_as_usual_is_what_the_library_makes_of_it(typed: str) -> None:
    number = phonenumbers.parse(typed, "US")
    assert stored(typed) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert phone_in_words(typed) == phone_in_words(stored(typed)) == national


@pytest.mark.parametrize(
    ("typed", "kept", "words"),
    [
        ("1 602 555 0123", "+16025550123", "(602) 555-0123"),
        ("+44 20 7946 0958", "+442079460958", "+44 20 7946 0958"),
        ("602 555 01 23", "+16025550123", "(602) 555-0123"),
        ("٦٠٢٥٥٥٠١٢٣", "+16025550123", "(602) 555-0123"),
    ],
)
def test_other_numbers_are_read_by_the_library(typed: str, kept: str, words: str) -> None:
    assert (stored(typed), phone_in_words(typed), phone_in_words(kept)) == (kept, words, words)


def test_what_is_no_number_stays_as_it_was_typed() -> None:
    for typed in ("", "ask Ada", "602-555-0123 x5", "(123) 555-0123"):
        assert phone_in_words(typed) == typed
