"""`portal plugin new`: what whoever writes a plugin begins with."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from web.command_parts import running


@click.command("new")
@click.argument("name")
@click.option(
    "--in",
    "within",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder to write it into; this one otherwise.",
)
@click.option("--author", default="Robin Example", help="Who makes it.")
@click.option(
    "--contact", default="robin.example@example.com", help="The email address for problems with it."
)
@click.option("--license", "terms", default="Apache-2.0", help="Its license, as an SPDX expression.")
def new(name: str, within: Path, author: str, contact: str, terms: str) -> None:
    """Begin a plugin in a folder of its own, with tests, that is right as it stands.

    NAME is what people read, as "Lab Viewer".
    """
    from web.plugin_making import NotBegun, begin  # noqa: PLC0415 - what serves starts faster without

    try:
        begun = begin(name, within, {"author": author, "contact": contact, "license": terms})
    except NotBegun as problem:
        raise running.fail([str(problem)]) from problem
    click.echo(f"{begun.folder}: the plugin {begun.slug}; its README.md says how to go on")
