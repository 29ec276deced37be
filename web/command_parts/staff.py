"""`portal staff`: who works for the site, and as what."""

from __future__ import annotations

import rich_click as click
from pydantic import TypeAdapter, ValidationError

from core.actor import SYSTEM
from core.errors import Invalid, NotFound
from core.forms import Email
from core.identity import Identity
from core.identity import staff as accounts
from core.identity.roles import NoSuchRole, StaffRoles
from core.identity.staff import Newcomer
from core.settings import Settings
from web.command_parts import loading, running

ROLE_HELP = "A role, as often as needed: analyst, credentialing, provisioning or provisioning:<application>, "
ROLE_HELP += "privacy-officer, site-administrator."


@click.group()
def staff() -> None:
    """The people who work for the site."""


@staff.command()
@click.argument("email")
@click.option("--role", "words", multiple=True, required=True, help=ROLE_HELP)
@click.option("--first-name", prompt=True)
@click.option("--last-name", prompt=True)
def add(email: str, words: tuple[str, ...], first_name: str, last_name: str) -> None:
    """Invite somebody, or give them exactly these roles; prints and mails the link to set the account up."""
    chosen = running.settings()
    # With other secrets than those that are served, the link would open nothing.
    running.require_ready(chosen)
    roles = _roles(chosen, words)
    running.require_own_database(chosen)
    whom = Newcomer(_address(email), first_name.strip(), last_name.strip())

    async def work(given: Settings) -> str:
        identity = Identity.open(given, running.site(given.site))
        try:
            return await accounts.invite(identity, whom, roles, by=SYSTEM)
        finally:
            identity.close()

    try:
        path = running.with_database(work, chosen)
    except Invalid as problem:
        raise running.fail(list(problem.errors.values())) from problem
    click.echo(f"{whom.email}: {', '.join(roles.words)}")
    if path:
        click.echo(f"to set up the account, once, within three days: {chosen.base_url}{path}")


@staff.command("list")
def list_staff() -> None:
    """List everybody with their roles."""

    async def work(_: Settings) -> tuple[accounts.StaffMember, ...]:
        return await accounts.everybody()

    for member in running.with_database(work):
        state = "removed" if member.disabled else "ready" if member.ready else "invited"
        click.echo(f"{member.email:<40} {state:<8} {', '.join(member.roles.words)}")


@staff.command()
@click.argument("email")
def remove(email: str) -> None:
    """End somebody's account and every session of it at once."""

    async def work(_: Settings) -> None:
        await accounts.remove(email, by=SYSTEM)

    try:
        running.with_database(work)
    except NotFound as problem:
        raise running.fail([str(problem)]) from problem
    click.echo(f"{email}: removed")


def _roles(chosen: Settings, words: tuple[str, ...]) -> StaffRoles:
    try:
        roles = StaffRoles.of(words)
    except NoSuchRole as problem:
        raise running.fail([str(problem)]) from problem
    offered = loading.applications(running.site(chosen.site), chosen)
    unknown = sorted(roles.applications - {"*", *offered})
    if unknown:
        raise running.fail([f"there is no application {slug} at this site" for slug in unknown])
    return roles


def _address(email: str) -> str:
    try:
        return str(TypeAdapter(Email).validate_python(email))
    except ValidationError as problem:
        raise running.fail([f"not an email address: {email}"]) from problem
