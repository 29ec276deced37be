"""`portal plugin new` and `portal plugin serve`: what whoever writes a plugin begins with."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

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


@click.command("serve")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="Port to listen on.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to keep what people do there; otherwise it is gone in the end.",
)
@click.option("--trace", is_flag=True, help="Print a line for each hook and call of the plugin.")
def serve_plugin(path: Path, port: int, data: Path | None, trace: bool) -> None:
    """Serve a made-up site with one plugin and made-up people, anew whenever a file of it changes.

    PATH is the folder of its package, or of the project that it is in.
    """
    from web.plugin_serving import watch  # noqa: PLC0415 - what serves a site does not need it

    with TemporaryDirectory(prefix="portal-plugin-") as folder:
        options = ["--folder", str((data or Path(folder)).resolve()), "--port", str(port)]
        watch(path.resolve(), [*options, *(["--trace"] if trace else [])])
