"""One spelling for whatever is stored and whatever is typed."""

import pytest

from core.search.words import (
    LONGEST,
    MOST_TYPED,
    email_words,
    name_words,
    number_words,
    phone_words,
    typed_words,
)

SAME = [
    ("García", "garcia"),
    ("O'Brien", "OBrien"),
    ("O’Brien", "o'brien"),
    ("OʼBrien", "O Brien"),
    ("Nuñez", "nunez"),
    ("Nun\u0303ez", "NUÑEZ"),
    ("Łukasz", "lukasz"),
    ("Øye", "oye"),
    ("Đặng", "dang"),
    ("Æsa", "aesa"),
    ("Þór", "thor"),
    ("Yıldız", "yildiz"),
    ("Okafor-Reyes", "okafor reyes"),
    ("Okafor Reyes", "Okafor-Reyes"),
    ("Okafor‐Reyes", "okaforreyes"),
    ("de la Cruz", "delacruz"),
    ("Straße", "strasse"),
]


@pytest.mark.parametrize(("stored", "typed"), SAME)
def test_a_name_is_found_however_it_is_spelled(stored: str, typed: str) -> None:
    words = name_words(stored)
    assert all(any(word.startswith(each) for word in words) for each in typed_words(typed))
    assert typed_words(typed)


def test_an_address_is_found_by_its_parts() -> None:
    words = email_words("raj.patel@desert-bloom.example")
    assert {"rajpatel", "raj", "patel", "desertbloomexample", "desert", "bloom"} <= words
    assert typed_words("raj.patel@desert-bloom.example")[0] in words


@pytest.mark.parametrize(
    "typed",
    ["+14805550144", "480-555-0144", "(480) 555-0144", "1 480 555 0144", "480.555.0144 ext. 12", "555 0144"],
)
def test_a_phone_number_is_one_word(typed: str) -> None:
    (word,) = typed_words(typed)
    assert any(each.startswith(word) for each in phone_words("+14805550144"))


def test_the_last_four_digits_of_a_phone_number_are_a_word() -> None:
    assert "0144" in phone_words("+14805550144")


def test_a_request_number_is_found_without_letters_and_zeros() -> None:
    assert number_words("CS0001005") == {"cs0001005", "0001005", "1005"}


def test_a_title_is_left_out_unless_nothing_else_was_typed() -> None:
    assert typed_words("Dr. Patel") == ("patel",)
    assert typed_words("Dr.") == ("dr",)


def test_however_much_is_typed_few_short_words_are_looked_for() -> None:
    assert len(typed_words(" ".join(f"a{n}" for n in range(1000)))) == MOST_TYPED
    assert len(typed_words("x" * 10_000)[0]) == LONGEST


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "%_%", "'\";--", "\x00", "🙂", "…"])
def test_what_has_no_letters_and_digits_has_no_words(typed: str) -> None:
    assert typed_words(typed) == ()
