"""The tables of the README, drawn from the code. `python -m tests.house.readme` writes them."""

import re
from collections.abc import Iterator

import click
from pydantic import SecretStr

from core.applications import load_applications
from core.settings import Settings
from core.site import find_site, load_site
from tests.house.source import ROOT
from web.commands import portal

README = ROOT / "README.md"


def tables() -> dict[str, str]:
    """Every generated table of the README, by the mark it stands under."""
    return {
        "applications": _table(("Application", "Plugin", "Who may ask", "What it is for"), _applications()),
        "commands": _table(("Command", "What it does"), sorted(_commands(portal, "portal"))),
        "settings": _table(("Setting", "Default", "What it is"), _settings()),
    }


def written(text: str) -> str:
    """The README's text with its tables as they should be."""
    for name, table in tables().items():
        mark = f"<!-- {name} -->\n\n"
        before, found, after = text.partition(mark)
        after = re.sub(r"^\|.*?\n\n", "", after, flags=re.DOTALL)
        text = f"{before}{found}{table}\n\n{after}" if found else text
    return text


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(command, click.Group):
        for child, part in command.commands.items():
            yield from _commands(part, f"{name} {child}")
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


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]] | list[tuple[str, str]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8")), "utf-8")
