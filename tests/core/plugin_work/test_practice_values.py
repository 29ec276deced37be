"""What an application keeps of a practice as a whole: changed at its page, seen by all of its code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel

from core.access import leaving
from core.access.given import given
from core.access.lines import load
from core.access.tables import WorkItem
from core.audit.tables import AuditEvent
from core.database import Database
from core.errors import Invalid
from core.forms import field
from core.groups.people import load_group
from core.plugin_api import OpenedGroup
from core.portal import Portal
from core.requests.plugin_pages import opened_for_group, submit_page
from tests.plugins.blocking import portal_where
from tests.plugins.own_pages import working
from tests.practices import AMARA, BEN, Practice, Someone, active, portal_for

WEI = Someone("Wei", "Chen", "wei@peaks.example", ("cerner",), "Coder")


class Whole(BaseModel):
    """Who is called first, and where."""

    first: tuple[str, ...] = field("Called first", kind="checkboxes", choices="members", optional=True)
    where: str = field("Where", choices="facilities", kind="radios", optional=True)
    word: str = field("Word", optional=True)


class Anew(BaseModel):
    """The same in a later version."""

    words: tuple[str, ...] = field("Called first", kind="checkboxes", choices="members", optional=True)


async def keep(opened: OpenedGroup[Any], whole: Whole) -> None:
    async with opened.change("whole-kept"):
        await opened.keep_of_practice(whole)
        await opened.update(opened.access[0].key)


def keeping(**more: Any) -> Portal:
    portal = portal_for()
    [own] = [each for each in portal.applications["cerner"].pages if each.scope == "group"]
    page = replace(own, fields=Whole, submit=keep)
    return portal_where(portal, "cerner", **{"keeps_of_practice": Whole, "pages": (page,)} | more)


async def send(portal: Portal, made: Practice, **typed: Any) -> None:
    opening = await opened_for_group(portal, made.group, "cerner", "census", "administrator", by=made.by)
    await submit_page(opening, Whole(**typed))


async def seen(portal: Portal, made: Practice) -> Any:
    return (await given(portal, await load(made.grants["Ben", "cerner"]))).group.kept


@pytest.fixture
async def made(database: Database) -> Practice:
    portal = portal_for()
    found = await active(portal, BEN, AMARA, WEI)
    await working(portal, found)
    return found


@pytest.mark.both_databases
async def test_what_is_kept_of_a_practice_is_seen_by_its_provisioner_and_forgets_who_leaves(
    made: Practice,
) -> None:
    portal, wei = keeping(), str(made.members["Wei"])
    assert await seen(portal, made) == Whole()
    await send(portal, made, first=(wei,), where="BDMC", word="up")
    assert await seen(portal, made) == Whole(first=(wei,), where="BDMC", word="up")
    kept = (await load_group(made.group)).kept["cerner"]
    assert ["Called first", "Wei Chen"] in kept["shown"] and kept["version"] == "1"
    assert await WorkItem.count().where(WorkItem.kind == "update") == 1
    opening = await opened_for_group(portal, made.group, "cerner", "census", "administrator", by=made.by)
    assert opening.group.kept.word == "up"
    await leaving.leave(portal, made.members["Wei"], "New position", by=made.by)
    assert (await seen(portal, made)).first == ()
    assert await AuditEvent.count().where(AuditEvent.action == "group.kept") == 2


async def test_nobody_of_elsewhere_and_no_other_facility_is_kept(made: Practice) -> None:
    portal = keeping()
    for wrong in ({"first": (str(made.group),)}, {"where": "ELSEWHERE"}, {"word": "x" * 60_000}):
        with pytest.raises(Invalid):
            await send(portal, made, **wrong)
    assert await seen(portal, made) == Whole()
    with pytest.raises(Invalid):
        await send(keeping(keeps_of_practice=Anew), made, word="of another model")


async def test_a_new_version_reads_what_was_kept_before(made: Practice) -> None:
    wei = str(made.members["Wei"])
    await send(keeping(), made, first=(wei,))
    anew: dict[str, Any] = {"keeps_of_practice": Anew, "fields_version": 2}
    upgraded = keeping(**anew, upgrade_of_practice=lambda _, raw: {"words": raw["first"]})
    assert await seen(upgraded, made) == Anew(words=(wei,))
    failing = keeping(**anew, upgrade_of_practice=lambda *_: 1 / 0)
    assert await seen(failing, made) == Anew()
    assert (await load_group(made.group)).kept["cerner"]["values"]["first"] == [wei]
