"""`portal plugin check`: is a plugin right, before anybody runs it? Production asks for what is recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from core.actor import SYSTEM
from core.applications.finding import installed_plugins
from core.database import pending_migrations
from core.plugin_levels.actions import keep_level
from core.plugin_levels.package import digest_of, find_package, packages_of, whole_package
from core.plugin_levels.queries import BELOW
from core.settings import Settings
from web.command_parts import running

if TYPE_CHECKING:
    from web.plugin_check import Place, Report

NOT_MIGRATED = "the database isn’t migrated: run `portal migrate`"
UNREAD = "not every file of it can be read, so nothing was recorded"


@dataclass(frozen=True, slots=True)
class _Asked:
    """How somebody wants it done."""

    every: bool
    as_json: bool
    only: tuple[str, ...]
    browser: bool
    before: Path | None
    keep: bool


@click.command()
@click.argument("plugin", required=False)
@click.option("--all", "every", is_flag=True, help="Examine every plugin that the site switches on.")
@click.option("--json", "as_json", is_flag=True, help="Print the report for a program.")
@click.option("--rule", "only", multiple=True, metavar="ID", help="Ask this rule alone; may be repeated.")
@click.option(
    "--browser/--no-browser", default=True, help="Look at its forms in Chromium, where there is one."
)
@click.option(
    "--before",
    type=click.Path(path_type=Path, exists=True),
    help="Wheel or folder of the version before, with which it is compared.",
)
@click.option("--record", "keep", is_flag=True, help="Keep the level of these very files in the database.")
@click.option("--explain", metavar="ID", help="Say what a rule asks, why, and how to fix it.")
def check(plugin: str | None, explain: str | None, **given: Any) -> None:
    """Examine a plugin at a made-up health system, rule by rule; exit code 1 if it is not safe.

    PLUGIN is the folder of its package, or of the project that it is in, or the slug of one that is installed
    here. Nothing leaves this machine.
    """
    asked = _Asked(**given)
    _require_rules([*asked.only, *filter(None, [explain])])
    if explain is not None:
        click.echo(_explained(explain))
        return
    if asked.keep and asked.only:
        raise running.fail(["a level counts when every rule was asked: leave --rule out to record one"])
    found = [_examined(place, asked) for place in _places(plugin, every=asked.every)]
    reports = [report for report, _ in found]
    click.echo(_told(reports, as_json=asked.as_json))
    if asked.keep:
        _keep(found)
    if any((each.level is None) if each.whole else each.failed for each in reports):
        raise Exit(1)


def _require_rules(named: list[str]) -> None:
    from web.plugin_check import every_rule  # noqa: PLC0415 - nothing else needs the kit

    known = [each.id for each in every_rule()]
    if unknown := sorted({*named} - {*known}):
        raise running.fail([f"{each}: is no rule; there are {', '.join(known)}" for each in unknown])


def _explained(identity: str) -> str:
    from web.plugin_check import every_rule  # noqa: PLC0415 - nothing else needs the kit

    found = next(each for each in every_rule() if each.id == identity)
    return f"{found.id} ({found.level.word}): {found.title}\n\n{found.page}"


def _places(named: str | None, *, every: bool) -> list[Place]:
    """Where the plugins are that somebody names; or a fault and exit code 1."""
    from web.plugin_check import NoPlugin, find_place, installed_place  # noqa: PLC0415 - nothing else needs the kit

    if (named is None) is not every:
        raise running.fail(
            ["name a folder or a slug, portal plugin check PLUGIN, or all of the site with --all"]
        )
    try:
        if named is None:
            code = [each for each in packages_of(running.site(running.settings().site)) if each.module]
            return [installed_place(each) for each in code]
        if Path(named).exists() or not named.isidentifier():
            return [find_place(Path(named))]
        return [installed_place(find_package(named, installed_plugins()))]
    except NoPlugin as problem:
        raise running.fail([str(problem)]) from problem


def _examined(place: Place, asked: _Asked) -> tuple[Report, str]:
    """The report, and what the files came to that it is about."""
    from web.plugin_check import check  # noqa: PLC0415 - nothing else needs the kit

    digest = digest_of(place.slug, whole_package(place.start))
    return check(place, asked.only, browser=asked.browser, before=asked.before), digest


def _told(reports: list[Report], *, as_json: bool) -> str:
    if not as_json:
        return "\n\n".join(each.text for each in reports)
    found = [json.loads(each.json) for each in reports]
    return json.dumps(found[0] if len(found) == 1 else found, indent=1)


def _keep(found: Iterable[tuple[Report, str]]) -> None:
    """Record each level, and say so on the side, where it is no part of a report."""

    async def work(_: Settings) -> None:
        if await pending_migrations():
            raise running.fail([NOT_MIGRATED])
        if unread := [report.slug for report, digest in found if not digest]:
            raise running.fail([f"{each}: {UNREAD}" for each in unread])
        for report, digest in found:
            level = report.level.word if report.level else ""
            await keep_level(report.slug, report.version, digest, level, by=SYSTEM)
            click.echo(f"recorded: {report.slug} {report.version}, {level or BELOW}", err=True)

    running.with_database(work)
