"""`portal plugin`: which applications does this site offer, and can they be reached?"""

import asyncio
from collections import Counter
from pathlib import Path

import rich_click as click
from click.exceptions import Exit

from core.access.unfit import held_of_each
from core.settings import Settings
from web.command_parts import plugin_compare, plugin_making, plugin_migration, running
from web.command_parts.examining import examined
from web.command_parts.plugin_lines import listed


@click.group()
def plugin() -> None:
    """The applications, each of which is a plugin."""


plugin.add_command(plugin_compare.compare)
plugin.add_command(plugin_making.new)
plugin.add_command(plugin_making.serve_plugin)
plugin.add_command(plugin_migration.migration)


@plugin.command("list")
@click.option("--rights", is_flag=True, help="Say also what each may do, and what of that is held.")
@click.option("--database", is_flag=True, help="Count also the people who have each.")
def list_plugins(*, rights: bool, database: bool) -> None:
    """List the plugins that are switched on, in the site's order: whose each is, and what it needs."""
    chosen = running.settings()
    switched_on = running.applications(running.site(chosen.site), chosen)
    held = running.with_database(_held, chosen) if database else {}
    for line in listed(switched_on, rights=rights, held=held):
        click.echo(line)


async def _held(_: Settings) -> dict[str, int]:
    """Of an application without an entry nobody has access."""
    return Counter(await held_of_each())


@plugin.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report for a program.")
@click.option("--rule", "only", multiple=True, metavar="ID", help="Ask this rule alone; may be repeated.")
@click.option(
    "--browser/--no-browser", default=True, help="Look at its forms in Chromium, where there is one."
)
@click.option("--explain", metavar="ID", help="Say what a rule asks, why, and how to fix it.")
def check(
    path: Path | None, as_json: bool, only: tuple[str, ...], browser: bool, explain: str | None
) -> None:
    """Examine a plugin at a made-up health system, rule by rule; exit code 1 if it is not safe.

    PATH is the folder of its package, or of the project that it is in. Nothing leaves this machine.
    """
    from web.plugin_check import NoPlugin, check, every_rule  # noqa: PLC0415 - nothing else needs the kit

    rules = {each.id: each for each in every_rule()}
    if unknown := sorted({*only, *filter(None, [explain])} - set(rules)):
        raise running.fail([f"{each}: is no rule; there are {', '.join(rules)}" for each in unknown])
    if explain is not None:
        click.echo(
            f"{explain} ({rules[explain].level.word}): {rules[explain].title}\n\n{rules[explain].page}"
        )
        return
    if path is None:
        raise running.fail(["name the folder of a plugin: portal plugin check PATH"])
    try:
        report = check(path, only, browser=browser)
    except NoPlugin as problem:
        raise running.fail([str(problem)]) from problem
    click.echo(report.json if as_json else report.text)
    if (report.level is None) if report.whole else report.failed:
        raise Exit(1)


@plugin.command()
@click.argument("slug", required=False)
@click.option("--try", "attempt", is_flag=True, help="Make one made-up account there, change it, disable it.")
def doctor(slug: str | None, attempt: bool) -> None:
    """Say step by step whether an application can be reached and used; exit code 1 if it cannot.

    SLUG is one application. Without it all are examined.
    """
    chosen = running.settings()
    switched_on = running.applications(running.site(chosen.site), chosen)
    if slug is not None and slug not in switched_on:
        raise running.fail([f"{slug}: is not switched on; see portal plugin list"])
    slugs = [slug] if slug is not None else list(switched_on)
    if not asyncio.run(examined(switched_on, slugs, chosen, attempt=attempt)):
        raise Exit(1)
