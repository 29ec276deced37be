"""Words that people write where they have no answer."""

import pytest

from core.forms.placeholders import is_placeholder, is_placeholder_name

WORDS = ["N/A", "n/a", "n.a.", "NA", "none", "None.", "pending", "(pending)", "TBD", "t.b.d.", "X", "xxx"]
MORE = ["-", "—", "...", "?", "unknown", "same", "see above", "Same as above", "applied for", "0000", "#N/A"]


@pytest.mark.parametrize("text", WORDS + MORE)
def test_a_word_that_says_there_is_no_answer_is_a_placeholder(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["", " ", "A12345", "PEND-12", "NA-4471", "X4", "Cardiology", "noneya"])
def test_an_answer_and_no_answer_at_all_are_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize("text", ["N/A", "n / a", "N.A.", "n\\a", "TBD", "pending", "Pending.", "unknown"])
def test_some_words_cannot_be_meant_as_a_name(text: str) -> None:
    assert is_placeholder_name(text)


@pytest.mark.parametrize("text", ["Null", "None", "Na", "Nil", "X", "New", "Test", "Pendergast", "Ng"])
def test_names_that_look_like_placeholders_are_names(text: str) -> None:
    assert not is_placeholder_name(text)
