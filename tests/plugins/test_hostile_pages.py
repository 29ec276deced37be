"""A page of a plugin that raises, hangs, says too much or names others' people widens nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from core.access.tables import WorkItem
from core.applications.limits import AS_SHIPPED, Limits
from core.audit.tables import AuditEvent
from core.database import Database
from core.errors import Invalid, Unavailable
from core.forms import Choice, field
from core.plugin_api import OpenedGroup, Page, PageFile
from core.portal import Portal
from core.requests.openings import Opening
from core.requests.plugin_forms import asking, file_of
from core.requests.plugin_pages import opened_for_group, submit_page
from plugins.cerner.fields import Census
from tests.plugins.blocking import LIMITS, Blocking, blocking, portal_where
from tests.plugins.own_pages import kept, working
from tests.practices import AMARA, BEN, Practice, Someone, active, portal_for
from tests.practices.people import sponsor_of

MARKUP = "<script>alert(1)</script>"


class Chosen(BaseModel):
    """Who is chosen."""

    people: tuple[str, ...] = field("People", kind="checkboxes", choices="members", optional=True)
    word: str = field("Word", optional=True)


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    found = await active(portal, BEN, AMARA)
    await working(portal, found)
    return found


@pytest.fixture
async def stuck() -> AsyncIterator[Blocking]:
    with blocking() as code:
        yield code


async def page(portal: Portal, made: Practice, limits: Limits = AS_SHIPPED, **code: Any) -> Opening:
    """A page about the practice, of which some functions are these."""
    [own] = [each for each in portal.applications["cerner"].pages if each.scope == "group"]
    asks = {"fields": Chosen, "submit": nothing}
    there = portal_where(portal, "cerner", limits, pages=(replace(own, **(asks | code)),))
    return await opened_for_group(there, made.group, "cerner", "census", "administrator", by=made.by)


async def nothing(*_: Any) -> None:
    """Do nothing."""


async def divides(*_: Any) -> Any:
    return 1 / 0


async def exits(*_: Any) -> Any:
    raise SystemExit


async def huge(*_: Any) -> Any:
    return {"word": "x" * 1_000_000}


async def no_lists(*_: Any) -> Any:
    return {"members": ["a text"]}


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("values", divides),
        ("choices", divides),
        ("values", exits),
        ("values", huge),
        ("choices", no_lists),
        ("values", nothing),
    ],
)
async def test_values_and_choices_that_fail_are_said_in_words(
    portal: Portal, made: Practice, part: str, code: Any
) -> None:
    opening = await page(portal, made, **{part: code})
    if code is nothing:
        assert await asking(opening)
        return
    with pytest.raises(Unavailable, match="isn’t available"):
        await asking(opening)


@pytest.mark.parametrize("kind", ["there", "hanging"])
async def test_values_and_choices_that_do_not_answer_are_given_up(
    portal: Portal, made: Practice, stuck: Blocking, kind: str
) -> None:
    for part in ("values", "choices"):
        with pytest.raises(Unavailable, match="doesn’t answer"):
            await asking(await page(portal, made, LIMITS, **{part: getattr(stuck, kind)}))


async def test_a_list_of_members_holds_nobody_of_another_practice_and_labels_stay_text(
    portal: Portal, made: Practice
) -> None:
    other = await _other(portal)

    async def lists(opened: OpenedGroup[Any]) -> Any:
        mine = [Choice(each.key, MARKUP * 100) for each in opened.group.people]
        return {"members": [*mine, Choice(str(other.members["Olga"]), "Olga")]}

    asked = await asking(await page(portal, made, choices=lists))
    assert asked
    assert {each.value for each in asked.lists["members"]} == {str(each) for each in made.members.values()}
    assert all(len(each.label) == 300 for each in asked.lists["members"])
    reading = asked.read({"people": [str(other.members["Olga"])]})
    assert reading.answers is None and reading.form.errors


@pytest.mark.both_databases
async def test_nothing_is_kept_of_others_access_or_that_names_others_people(
    portal: Portal, made: Practice
) -> None:
    other = await _other(portal)
    theirs, stranger = other.grants["Olga", "cerner"], str(other.members["Olga"])
    mine = made.grants["Amara", "cerner"]
    for key, values in (
        (theirs, Census(hospitals=("BDMC",))),
        (mine, Census(rosters=(stranger,))),
        (mine, Census(hospitals=("MOON",))),
        (mine, Census(rosters=tuple("x" * 1000 for _ in range(100)))),
        (mine, Chosen(people=(stranger,))),
    ):
        with pytest.raises(Invalid):
            await submit_page(await page(portal, made, submit=_keeps(key, values)), None)
    assert (await kept(mine), await kept(theirs)) == ({}, {})
    assert not await WorkItem.exists().where(WorkItem.kind == "update")


async def test_what_a_plugin_keeps_and_then_raises_is_not_kept(portal: Portal, made: Practice) -> None:
    mine = made.grants["Amara", "cerner"]

    async def raises(opened: OpenedGroup[Any], _: Any) -> None:
        async with opened.change("planted"):
            await opened.keep(str(mine), Census(hospitals=("BDMC",)))
            raise ValueError("Not {practice} like this.")

    with pytest.raises(Invalid, match="Not practice like this"):
        await submit_page(await page(portal, made, submit=raises), None)
    assert await kept(mine) == {} and not await WorkItem.exists().where(WorkItem.kind == "update")
    assert not await AuditEvent.exists().where(AuditEvent.action == "cerner.planted")


@pytest.mark.parametrize(
    "sheet",
    [
        PageFile(name="../../etc", lines=[["Head"]]),
        PageFile(name="empty", lines=[]),
        PageFile(name="huge", lines=[["Head"], *[["x"]] * 10_000]),
    ],
)
async def test_a_file_that_is_no_table_is_not_sent(portal: Portal, made: Practice, sheet: PageFile) -> None:
    async def makes(_: Any) -> PageFile:
        return sheet

    with pytest.raises(Unavailable):
        await file_of(await page(portal, made, file=makes))


async def test_cells_of_a_file_are_short_texts(portal: Portal, made: Practice) -> None:
    async def makes(_: Any) -> PageFile:
        return PageFile(name="fine", lines=[["Head"], ["x" * 100_000]])

    assert [len(line[0]) for line in (await file_of(await page(portal, made, file=makes))).lines] == [4, 500]


def test_a_page_is_made_of_functions_that_may_be_waited_for() -> None:
    assert {each.name for each in Page.__dataclass_fields__.values() if "Awaitable" in str(each.type)} == {
        "load", "values", "choices", "submit", "file",
    }  # fmt: skip


def _keeps(key: UUID, values: BaseModel) -> Any:
    async def submit(opened: OpenedGroup[Any], _: Any) -> None:
        async with opened.change("planted"):
            await opened.keep(str(key), values)

    return submit


async def _other(portal: Portal) -> Practice:
    olga = Someone("Olga", "Ivers", "olga@other.example", suffix="Coder", administrator=True)
    other = await active(portal, olga, sponsor_of("Other"), name="Other")
    await working(portal, other)
    return other
