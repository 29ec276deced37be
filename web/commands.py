"""The `portal` command."""

import os

import rich_click as click

from core.files import FOR_ITS_OWNER
from web.command_parts.later import Later, Parts

# Their words stand here as well, so that a list of them imports none.
PARTS = (
    Later("serve", "serving:serve", "Serve the site until interrupted."),
    Later(
        "worker",
        "working:worker",
        "Send mail, look after agreements and set access up, until interrupted; any number of processes.",
    ),
    Later(
        "demo",
        "demo:demo",
        "Fill the database with made-up practices and print their sign-ins; may be repeated.",
    ),
    Later("assets", "assets:assets", "The style sheets and scripts that were taken from elsewhere."),
    Later("migrate", "migrating:migrate", "Bring the database to the shape this version expects."),
    Later(
        "backup",
        "backing_up:backup",
        "Write the whole database into the new FILE while the portal serves; say what to keep beside it.",
    ),
    Later(
        "restore",
        "backing_up:restore",
        "Put the backup FILE into an empty database and verify its trail; touch nothing where it doesn't"
        " fit.",
    ),
    Later("site", "site:site", "The site profile."),
    Later("plugin", "plugins:plugin", "The applications, each of which is a plugin."),
    Later("audit", "audit:audit", "The trail of everything that happened."),
    Later("agreement", "agreements:agreement", "Signed agreements."),
    Later("mail", "mail:mail", "The mails the portal writes."),
    Later("figures", "figures:figures", "What is counted of requests and access."),
    Later("search", "searching:search", "The index by which staff find people, practices and requests."),
    Later("accounts", "accounts:accounts", "Accounts as the secret key vouches for them."),
    Later("staff", "staff:staff", "The people who work for the site."),
    Later("webhook", "webhooks:webhook", "Those outside who are told what happens."),
)


@click.group(cls=Parts)
@click.version_option(package_name="clinical-connectivity")
def portal() -> None:
    """Clinical applications for community practices: serve the portal and look after it."""
    # Whatever is written from here on is for its owner alone.
    os.umask(FOR_ITS_OWNER)


for part in PARTS:
    portal.add_command(part)

if __name__ == "__main__":
    portal()
