"""Every kind of event has a sentence in the log of a practice, or is left out on purpose."""

from __future__ import annotations

from core.office.log_words import has_words
from tests.house.tables.happening import every_kind, kinds


def test_every_kind_of_event_has_a_sentence_or_is_left_out_on_purpose() -> None:
    found = every_kind()
    assert len(found) > 100
    assert sorted(each for each in found if not has_words(each)) == []


def test_the_walk_finds_a_kind_without_a_sentence() -> None:
    (planted,) = kinds('async with change("member.planted", by=by, subject=("member", member)):')
    assert not has_words(planted)
