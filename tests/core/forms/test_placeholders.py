"""Words that people write where they have no answer."""

import pytest

from core.forms.placeholders import is_placeholder, is_placeholder_name

WORDS = ["N/A", "n/a", "n.a.", "NA", "none", "None.", "pending", "(pending)", "TBD", "t.b.d.", "X", "xxx"]
REAL = [
    "12345",
    "RN123456",
    "NO 4471",
    "LIC 12345",
    "999",
    "99",
    "Same Day Surgery",
    "9998",
    "1234",
    "112233",
]
MORE = ["-", "—", "...", "?", "unknown", "same", "see above", "Same as above", "applied for", "0000", "#N/A"]


EXCUSES = ["none yet", "not yet issued", "see attached", "pending 2026", "application pending", "see CV"]
EXCUSES += ["will provide", "waiting on board", "no license", "not licensed", "same as row 2", "no aplica"]
FILLED = ["9999", "111111", "123456", "1234567890", "012345678", "xx-xx", "98765432"]


@pytest.mark.parametrize("text", WORDS + MORE + EXCUSES + FILLED)
def test_a_word_that_says_there_is_no_answer_is_a_placeholder(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text", ["", " ", "A12345", "PEND-12", "NA-4471", "X4", "Cardiology", "noneya", *REAL]
)
def test_an_answer_and_no_answer_at_all_are_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize("text", ["N/A", "n / a", "N.A.", "n\\a", "TBD", "pending", "Pending.", "unknown"])
def test_some_words_cannot_be_meant_as_a_name(text: str) -> None:
    assert is_placeholder_name(text)


@pytest.mark.parametrize("text", ["Null", "None", "Na", "Nil", "X", "New", "Test", "Pendergast", "Ng"])
def test_names_that_look_like_placeholders_are_names(text: str) -> None:
    assert not is_placeholder_name(text)
