"""The `portal` command."""

import os

import rich_click as click

from core.files import FOR_ITS_OWNER
from web.command_parts import (
    accounts,
    agreements,
    assets,
    audit,
    backing_up,
    demo,
    figures,
    mail,
    migrating,
    plugins,
    searching,
    serving,
    site,
    staff,
    webhooks,
    working,
)

PARTS: tuple[click.Command, ...] = (
    serving.serve,
    working.worker,
    demo.demo,
    assets.assets,
    migrating.migrate,
    backing_up.backup,
    backing_up.restore,
    site.site,
    plugins.plugin,
    audit.audit,
    agreements.agreement,
    mail.mail,
    figures.figures,
    searching.search,
    accounts.accounts,
    staff.staff,
    webhooks.webhook,
)


@click.group()
@click.version_option(package_name="clinical-connectivity")
def portal() -> None:
    """Clinical applications for community practices: serve the portal and look after it."""
    # Whatever is written from here on is for its owner alone.
    os.umask(FOR_ITS_OWNER)


for part in PARTS:
    portal.add_command(part)

if __name__ == "__main__":
    portal()
