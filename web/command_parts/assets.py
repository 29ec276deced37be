"""`portal assets verify`: the vendored files are the ones that were taken in."""

import rich_click as click

from web.vendored import load_manifest, wrong_files


@click.group()
def assets() -> None:
    """The style sheets and scripts that were taken from elsewhere."""


@assets.command()
def verify() -> None:
    """Compares every vendored file with its recorded hash."""
    faults = wrong_files()
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    for package in load_manifest().packages:
        click.echo(
            f"{package.name} {package.version} ({package.license}): {len(package.files)} files as recorded"
        )
