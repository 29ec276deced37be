"""Who stands on a practice’s own list, however long both are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from core.enrollment.spreadsheet import Unreadable
from core.enrollment.uploaded.limits import MOST_ABOVE, MOST_ROWS
from core.enrollment.uploaded.table import Book, Cell, FilledSheet, Row
from core.portal import Portal
from core.reviews import names, recalling
from core.reviews.recalling import OwnList
from tests.core.reviews.reviewing import opened
from tests.practices import Practice

LISTED = (("Lee, Ana B.",), ("Roy", "J. R."), ("nurse", "<KIM@peaks.example>;"), ("Fox",), ("Max", "Doe"))
STAFF = (("Ana", "Lee"), ("J. R.", "Roy"), ("Kim", "Cho"), ("Eva", "Fox"), ("Max", "Doe"), ("Max", "Doe"))


def book_of(lines: tuple[tuple[str, ...], ...]) -> Book:
    rows = (Row(at, tuple(Cell(*each) for each in enumerate(line))) for at, line in enumerate(lines))
    return Book((FilledSheet("", tuple(rows)),))


def members(people: tuple[tuple[str, str], ...]) -> list[Any]:
    return [
        SimpleNamespace(id=uuid4(), first_name=first, last_name=last, email=f"{first}@peaks.example".lower())
        for first, last in people
    ]


def test_whole_names_and_addresses_are_found_and_nobody_by_half_a_name_or_one_that_two_have() -> None:
    staff = members(STAFF)
    assert names.named_in(book_of(LISTED), staff) == {each.id for each in staff[:3]}


def test_a_list_is_read_once_however_many_people_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    read, bare = list[str](), names.bare_letters

    def counted(text: str) -> str:
        read.append(text)
        return bare(text)

    def words_read(many: int) -> int:
        read.clear()
        named = tuple((f"Given{place}", f"Family{place}") for place in range(many))
        assert len(names.named_in(book_of(named[:10]), members(named))) == 10
        # Two words of each of them, and nothing of the list again.
        return len(read) - 2 * many

    monkeypatch.setattr(names, "bare_letters", counted)
    assert words_read(500) == words_read(10)


async def test_a_list_of_which_only_the_first_rows_were_read_is_refused(
    portal: Portal, made: Practice
) -> None:
    review = await opened(portal, made)
    long = OwnList("staff.csv", b"Ada,Doe\n" * (MOST_ROWS + MOST_ABOVE + 2))
    with pytest.raises(Unreadable, match="more than"):
        await recalling.say_who_works_here(portal, review.id, long, by=made.by)
