"""What operators type and set: applications that ship, commands, settings."""

from collections.abc import Iterator

import click
from pydantic import SecretStr

from core.applications import load_applications
from core.settings import Settings
from core.site import find_site, load_site
from tests.house.tables.drawn import table
from web.command_parts.later import loaded
from web.commands import portal


def applications() -> str:
    """The applications of the first site."""
    return table(("Application", "Plugin", "Who may ask", "What it is for"), _applications())


def commands() -> str:
    """Every command of `portal`."""
    return table(("Command", "What it does"), sorted(_commands(portal, "portal")))


def settings() -> str:
    """Every setting of a deployment."""
    return table(("Setting", "Default", "What it is"), _settings())


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(command, click.Group):
        for child, part in command.commands.items():
            yield from _commands(loaded(part), f"{name} {child}")
    else:
        yield f"`{name}`", command.get_short_help_str(limit=200)


def _applications() -> Iterator[tuple[str, ...]]:
    site = load_site(find_site("banner"))
    for slug, application in load_applications(site).items():
        rule = application.eligibility
        kinds = [kind.name.lower() for kind in site.suffix_kinds if kind.slug in rule.suffix_kinds]
        who = ", ".join(kinds).capitalize()
        if rule.regions is not None:
            who += " in " + ", ".join(region.name for region in site.regions if region.slug in rule.regions)
        yield application.name, f"`{slug}`", who, application.summary


def _settings() -> Iterator[tuple[str, ...]]:
    for name, field in Settings.model_fields.items():
        # The environment holds lists as JSON.
        default = [] if field.default == () else field.default
        # A secret's default is never shown; none has one.
        empty = default is None or isinstance(default, SecretStr) or default == ""
        shown = "" if empty else f"`{str(default).lower() if isinstance(default, bool) else default}`"
        yield f"`PORTAL_{name.upper()}`", shown, field.description or ""
