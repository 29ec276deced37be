"""Examining the way to applications, step by step, on the command line."""

import click

from core.applications import Catalogue
from core.provisioning.doctor import examine
from core.settings import Settings


async def examined(switched_on: Catalogue, slugs: list[str], chosen: Settings, *, attempt: bool) -> bool:
    """Print each step of each application; tell whether all went well."""
    well = True
    for slug in slugs:
        async for each in examine(switched_on, slug, chosen.connector_secrets, attempt=attempt):
            click.echo(f"{slug:<12} {'ok  ' if each.well else 'FAIL'} {each.step}: {each.words}")
            well = well and each.well
    return well
