"""Practices that are cast in any number are as real ones: whole, in every state, and on every page."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from litestar import Litestar

from benchmarks.data import SIZES
from benchmarks.data.making import Moulds, live, make_from
from benchmarks.data.moulds import GONE, OF_THE_SITE, Lived
from benchmarks.data.planning import planned
from core.access.recount import miscounted
from core.access.states import GRANT, REQUESTS
from core.access.tables import Grant, Request, WorkItem
from core.audit.verification import verify
from core.console.search_index import check_index
from core.database import Database
from core.database.connection import elsewhere
from core.database.registry import all_tables
from core.groups.states import GROUP
from core.groups.tables import Appointment, Group, Member
from core.identity.bound import strangers
from core.identity.sessions import start
from core.identity.tables import Account
from core.settings import Settings
from tests.core.identity.conftest import settings
from tests.practices import AMARA, BEN, portal_for, practice
from tests.practices.portals import seal_files
from tests.web.people import BROWSER, client_for, sign_in_staff
from tests.web.sent import portal_of as portal_at

FEW = 14
QUEUES = ("agreements", "ended", "credentials", "access", "everything")
# Through which every grant passes at once.
PASSED_THROUGH = {"approved"}
Filled = set[tuple[str, str]]

_lived: dict[str, Any] = {}


def given(folder: Path) -> Settings:
    return settings(demo=True, data_folder=folder, **seal_files())


async def moulds() -> Moulds:
    """The practices from which others are cast; lived through once for all tests of this file."""
    if not _lived:
        _lived["folder"] = TemporaryDirectory(prefix="moulds-")
        folder = Path(_lived["folder"].name)
        _lived["moulds"] = await live(given(folder), portal_for(), folder, planned(FEW))
    found: Moulds = _lived["moulds"]
    return found


async def filled() -> Filled:
    """Every column in which anything is stored."""
    tables = [each for each in all_tables() if each._meta.tablename not in OF_THE_SITE]
    return {
        (table._meta.tablename, name)
        for table in tables
        for row in await table.select()
        for name, value in row.items()
        if value not in (None, "", "{}", "[]", 0, False)
    }


def filled_in(lived: Lived) -> Filled:
    """The same of a practice that lived."""
    with closing(sqlite3.connect(lived.file)) as stored:
        stored.row_factory = sqlite3.Row
        names = {row[0] for row in stored.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return {
            (table, name)
            for table in names & {each._meta.tablename for each in all_tables()} - OF_THE_SITE
            for row in stored.execute(f'SELECT * FROM "{table}"')
            for name in row.keys()  # noqa: SIM118 - a row is no mapping
            if row[name] not in (None, "", "{}", "[]", 0)
        }


@pytest.mark.both_databases
async def test_everything_fits_together_and_every_state_is_there(database: Database, tmp_path: Path) -> None:
    made, portal, order = await moulds(), portal_for(), await keeping_order(database)
    await make_from(made, given(tmp_path), portal, FEW, seed=3)

    assert (await verify()).checkpoints == 1
    assert await miscounted() == [] == await check_index() == await strangers()
    assert await states_of(Grant) == {*GRANT.table} - PASSED_THROUGH
    assert await states_of(Request) == {state for each in REQUESTS.values() for state in each.table}
    assert await states_of(Group) == {*GROUP.table}
    assert await states_of(WorkItem) == {"waiting", "people", "done", "failed", "dead", "over"}
    assert await states_of(Member) == {"active", "on-leave", "dormant", "left"}
    assert await Group.count() == FEW
    assert await keeping_order(database) == order

    # Nobody reads as in the mould, and nothing is filled otherwise than where people did it.
    emails = {row["email"] for row in await Member.select(Member.email)}
    assert len(emails) == await Member.count() and not any("zxa" in email for email in emails)
    lived = set[tuple[str, str]]().union(*(filled_in(each) for each in made.values()))
    gone = {(table, name) for table, names in GONE.items() for name in names}
    assert await filled() | gone == lived | gone


async def keeping_order(database: Database) -> list[str]:
    """Every index and every key to another table, which PostgreSQL is without while rows are handed over."""
    if database.kind == "sqlite":
        return []
    indexes = "SELECT indexdef AS made FROM pg_indexes WHERE schemaname = current_schema()"
    keys = "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) AS made FROM pg_constraint"
    return sorted([row["made"] for each in (indexes, keys) for row in await Group.raw(each)])


async def states_of(table: Any) -> set[str]:
    return {row["state"] for row in await table.select(table.state)}


async def test_a_practice_is_filled_as_one_that_other_tests_register(database: Database) -> None:
    made = next(lived for kind, lived in (await moulds()).items() if kind.story.name == "signed")
    await practice(portal_for(), AMARA, BEN)
    real, cast = await filled(), filled_in(made)
    assert {table for table, _ in real} == {table for table, _ in cast}
    # There the mails still wait.
    assert real - cast <= {("agreement_work", "attempts"), ("outbox_mail", "due")}


async def test_pages_of_support_and_of_a_practice_show_them(app: Litestar, tmp_path: Path) -> None:
    await make_from(await moulds(), given(tmp_path), portal_at(app), FEW)
    asked = await Request.select(Request.number).where(Request.state == "to-be-decided").first()
    group = await Group.select(Group.id, Group.name).where(Group.state == "active").first()
    member = await Member.select(Member.person).where(Member.group == group["id"]).first()
    analyst = await sign_in_staff(app, "analyst")
    for path in (
        "/support", "/support/work", "/support/messages", "/support/terms",
        *(f"/support/queues/{each}" for each in QUEUES),
        f"/support/requests/{asked['number']}", f"/support/practices/{group['id']}",
        f"/support/people/{member['person']}", f"/support/search?q={group['name'].split()[0]}",
    ):  # fmt: skip
        assert (await analyst.get(path)).status_code == 200, path

    held = (Appointment.group == group["id"]) & (Appointment.part == "administrator")
    account = (
        await Appointment.select(Appointment.account).where(held, Appointment.state == "in-force").first()
    )
    administrator = client_for(app)
    await Account.update({Account.factor_due_at: None}).where(Account.id == account["account"])
    administrator.carry(await start(account["account"], "full", by=BROWSER))
    number = await Request.select(Request.number).where(Request.group == group["id"]).first()
    for path in ("/requests", f"/requests/{number['number']}", f"/office/{group['id']}/agreement"):
        answer = await administrator.get(path)
        assert answer.status_code == 200 and group["name"] in answer.text, path


def test_sizes_are_shared_out_as_promised() -> None:
    for groups in SIZES.values():
        kinds = planned(groups)
        registered = {kind: number for kind, number in kinds.items() if kind.story.registered}
        sizes = Counter({kind: number for kind, number in registered.items()})
        each = [kind.size for kind, number in sizes.items() for _ in range(number)]
        assert len(each) == groups and min(each) == 1 and max(each) == 200
        assert median(each) == 8 and 9 < sum(each) / groups < 11


async def test_the_same_seed_makes_the_same_practices(
    sqlite_template: Path, new_sqlite: Any, tmp_path: Path
) -> None:
    made, seen = await moulds(), list[Any]()
    for seed in (5, 5, 6):
        url = new_sqlite()
        shutil.copy(sqlite_template, url.removeprefix("sqlite:///"))
        async with elsewhere(url):
            await make_from(made, given(tmp_path / str(len(seen))), portal_for(), FEW, seed=seed)
            columns = Member.first_name, Member.last_name, Member.email, Member.phone, Member.state, Member.id
            seen.append(await Member.select(*columns).order_by(Member.id))
    assert seen[0] == seen[1] != seen[2]
