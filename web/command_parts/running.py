"""How a command gets its settings, its site and an open database that is closed again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import rich_click as click
from click.exceptions import Exit

from core import binding, demo_mark
from core.apart import trace_plugins
from core.audit.reading import is_there
from core.audit.signing import trail_faults
from core.database import BehindAPooler, Database, connect, may_rewrite
from core.files import close_to_others, open_to_others, own_files
from core.key_mark.checking import faults_of_keys, leave_mark
from core.settings import Settings, SettingsFaults, UnfitForProduction, load_settings
from core.site import SiteFaults, SiteProfile, find_site, load_site

Result = TypeVar("Result")
REWRITABLE = (
    "warning: database_url: its role owns the trail and could rewrite it; let another one migrate"
    " (migrate_database_url)"
)


def fail(faults: list[str]) -> Exit:
    """Prints every fault on a line of its own; raise what this returns."""
    for fault in faults:
        click.echo(fault, err=True)
    return Exit(1)


def settings(**given: Any) -> Settings:
    """The settings of this process, `given` ones first, or their faults and exit code 1."""
    try:
        chosen = load_settings(**given)
    except SettingsFaults as problem:
        raise fail(problem.faults) from problem
    trace_plugins(on=chosen.trace_plugins)
    return chosen


def require_ready(chosen: Settings) -> None:
    """Goes on only with settings that may be served, and with which agreements can be sealed."""
    from core.seal import seal_faults  # noqa: PLC0415 - what does not serve starts faster without

    try:
        chosen.require_ready()
    except UnfitForProduction as problem:
        raise fail(problem.faults) from problem
    if faults := [*(seal_faults(chosen) or trail_faults(chosen)), *_open_to_others(chosen)]:
        raise fail(faults)


def _open_to_others(chosen: Settings) -> list[str]:
    """Files of the product that others on this machine may read; those of a demo are closed instead."""
    files = own_files(chosen.data_folder, chosen.database_file)
    if chosen.demo:
        close_to_others(files)
        return []
    return [f"data_folder: {each}" for each in open_to_others(files)]


def site(name: str) -> SiteProfile:
    """The site with this name or path, or every fault of its profile and exit code 1."""
    try:
        return load_site(find_site(name))
    except SiteFaults as problem:
        raise fail([str(fault) for fault in problem.faults]) from problem


def require_own_database(chosen: Settings) -> None:
    """Goes on only with the database of these secrets, and keeps a demo and a real site apart."""

    async def work(_: Settings) -> bool:
        await demo_mark.keep_demo_apart(demo=chosen.demo)
        if faults := await faults_of_keys(chosen.keys):
            raise UnfitForProduction(faults)
        await leave_mark(chosen.keys)
        return not chosen.demo and await is_there() and await may_rewrite()

    try:
        if with_database(work, chosen):
            click.echo(REWRITABLE, err=True)
    except UnfitForProduction as problem:
        raise fail(problem.faults) from problem


def as_owner(chosen: Settings) -> Settings:
    """The same settings with the role that owns the tables, where it is another one."""
    owner = chosen.migrate_database_url or chosen.database_url
    return chosen.model_copy(update={"database_url": owner})


def with_database(work: Callable[[Settings], Awaitable[Result]], given: Settings | None = None) -> Result:
    """Runs `work` on the configured database and closes it, whatever happens."""
    chosen = given or settings()

    async def run() -> Result:
        database = await _opened(chosen)
        try:
            return await work(chosen)
        except BehindAPooler as problem:
            raise fail([f"database_url: {problem}"]) from problem
        finally:
            await database.close()

    return asyncio.run(run())


async def _opened(chosen: Settings) -> Database:
    binding.use(chosen.keys)
    try:
        return await connect(chosen.database_url)
    # Each driver has errors of its own; none of them puts the password into its words.
    except Exception as problem:
        raise fail([f"database_url: cannot be opened: {problem}"]) from problem
