"""`portal agreement verify`: is this document, an agreement, a receipt or evidence, as it was sealed?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from click.exceptions import Exit

from core.agreements.queries import sealed_with
from core.database import connect
from core.dates import Dates
from core.misuse.bundles import evidence_sealed_with
from core.office.receipts import receipt_sealed_with
from core.reviews.queries.evidence import review_sealed_with
from core.settings import Settings
from web.command_parts import running

if TYPE_CHECKING:
    from core.seal import Verdict


@click.group()
def agreement() -> None:
    """Signed agreements."""


@agreement.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--certificate",
    "certificates",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file to judge the seal by; then neither settings nor a database are needed.",
)
def verify_file(file: Path, certificates: tuple[Path, ...]) -> None:
    """Say whether FILE is a whole document under the site's seal; exit code 1 if it is not.

    Without --certificate the site's own certificate judges, and the SHA-256 of the file must be one that
    was stored when a document was sealed.
    """
    pdf = file.read_bytes()
    verdict, stored = asyncio.run(_judge(pdf, certificates))
    for fault in verdict.faults:
        click.echo(f"{file}: {fault}", err=True)
    click.echo(f"SHA-256 {verdict.sha256}")
    if not verdict.ok:
        raise Exit(1)
    click.echo(f"{file}: whole, sealed by {verdict.sealed_by} ({verdict.sealed_at})")
    if verdict.stamped_at:
        click.echo(f"time stamp {verdict.stamped_at}, by {verdict.stamped_by}")
    click.echo(stored)


async def _judge(pdf: bytes, certificates: tuple[Path, ...]) -> tuple[Verdict, str]:
    from core.seal import (  # noqa: PLC0415 - other commands start faster without
        NoSealKey,
        certificates_in,
        seal_certificates,
        verify,
    )

    if certificates:
        trusted = [each for path in certificates for each in certificates_in(path)]
        return await verify(pdf, trusted), "not compared with the site's own record"
    settings = running.settings()
    site = running.site(settings.site)
    try:
        verdict = await verify(pdf, seal_certificates(settings, site.brand.organization))
    except NoSealKey as problem:
        raise running.fail([str(problem)]) from problem
    return await _compared(verdict, settings, site.dates)


async def _compared(verdict: Verdict, settings: Settings, dates: Dates) -> tuple[Verdict, str]:
    """The verdict with what the site's record says; a database that is not there is said so."""
    try:
        database = await connect(settings.database_url)
    except (OSError, ValueError) as problem:
        return verdict, f"not compared with the site's own record: {problem}"
    try:
        moment = await _sealed_at(verdict.sha256)
    finally:
        await database.close()
    if moment is None:
        unknown = "The site's own record does not have this document, or not with these bytes."
        return replace(verdict, faults=(*verdict.faults, unknown)), ""
    since = dates.moment(moment, seconds=True)
    return verdict, f"the same bytes are in the site's own record since {since}"


async def _sealed_at(sha256: str) -> datetime | None:
    """When the site sealed an agreement, a receipt or evidence with this SHA-256."""
    for find in (sealed_with, receipt_sealed_with, evidence_sealed_with, review_sealed_with):
        if (moment := await find(sha256)) is not None:
            return moment
    return None
