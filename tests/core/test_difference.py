"""Two texts are compared block by block and word by word, and no word of either is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.texts import blocks_with_links
from core.texts.difference import Changed, Difference, Mark, counts, difference, is_same
from tests.block_words import words_of

BEFORE = """## Duties

Tell us within thirty days when somebody leaves.

- a first point
- a second point with **strong** words
- a point that goes

The last words."""
AFTER = """## Duties

Tell us within two business days when somebody leaves.

A paragraph about other things altogether.

- a first point
- a second point with strong words

The last words."""


def compared(before: str, after: str) -> Difference:
    return difference(blocks_with_links(before), blocks_with_links(after))


def words(found: Difference, *marks: Mark) -> str:
    """The words of one side, without spaces: where a line ends is not a word."""
    return "".join("".join(_lines(found, marks)).split())


def _lines(found: Difference, marks: tuple[Mark, ...]) -> list[str]:
    lines: list[str] = []
    for each in found:
        if isinstance(each, Changed):
            lines += [piece.run.text for piece in each.pieces if piece.mark in marks]
        else:
            lines += [line for _, item in each.items for line in _lines(item, marks)]
    return lines


def _plain(markdown: str) -> str:
    return "".join(words_of(blocks_with_links(markdown)).split())


def test_what_is_the_same_what_comes_and_what_goes_are_told_apart() -> None:
    found = compared(BEFORE, AFTER)

    assert [each.mark for each in found] == ["same", "changed", "inserted", "changed", "same"]
    sentence = found[1]
    assert isinstance(sentence, Changed)
    assert [(each.mark, "".join(run.text for run in each.runs)) for each in sentence.spans] == [
        ("same", "Tell us within "),
        ("deleted", "thirty "),
        ("inserted", "two business "),
        ("same", "days when somebody leaves."),
    ]
    assert counts(found) == {"same": 3, "changed": 2, "inserted": 1, "deleted": 1}
    assert not is_same(found) and is_same(compared(AFTER, AFTER))


def test_words_that_only_look_different_are_a_change() -> None:
    (found,) = compared("See the *new* rule.", "See the new rule.")
    assert isinstance(found, Changed) and found.mark == "changed"
    assert [each.mark for each in found.spans] == ["same", "deleted", "inserted", "same"]


def test_a_few_words_between_two_changes_are_read_as_one_change() -> None:
    (found,) = compared("One two of three four five six seven.", "Eins zwei of drei four five six seven.")
    assert isinstance(found, Changed)
    assert [each.mark for each in found.spans] == ["deleted", "inserted", "same"]


def test_a_text_too_long_to_compare_word_by_word_is_shown_as_it_was_and_as_it_is() -> None:
    before, after = "a " * 5000, "b " + "a " * 5000
    (found,) = compared(before, after)
    assert isinstance(found, Changed) and [each.mark for each in found.spans] == ["deleted", "inserted"]


TEXTS = st.lists(
    st.sampled_from(["One two three.", "One two four.", "## Head", "- a point\n- another", "1. first", "x"]),
    max_size=6,
).map("\n\n".join)


@given(TEXTS, TEXTS)
def test_every_word_of_both_texts_is_in_the_difference(before: str, after: str) -> None:
    found = compared(before, after)
    assert words(found, "same", "deleted") == _plain(before)
    assert words(found, "same", "inserted") == _plain(after)
