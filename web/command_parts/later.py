"""Commands that are imported when somebody runs them: each brings much that the others do without."""

from __future__ import annotations

from importlib import import_module

import rich_click as click

from web.command_parts.garbage import left_alone


class Later(click.RichCommand):
    """Stands for a command or a group in lists; `where` names it as `module:name`."""

    def __init__(self, name: str, where: str, words: str) -> None:
        super().__init__(name=name, help=words)
        self._where = where

    def loaded(self) -> click.Command:
        """Return what it stands for."""
        module, name = self._where.split(":")
        with left_alone():
            found: click.Command = getattr(import_module(f"web.command_parts.{module}"), name)
        return found


class Parts(click.RichGroup):
    """A group that imports of its commands the one that is run."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find what is run, and what it is run with."""
        name, command, left = super().resolve_command(ctx, args)
        return name, loaded(command) if command else None, left


def loaded(command: click.Command) -> click.Command:
    """Return a command, or what it stands for."""
    return command.loaded() if isinstance(command, Later) else command
