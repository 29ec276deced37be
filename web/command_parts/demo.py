"""`portal demo`: made-up practices to try the portal with, and the sign-ins to do so."""

from __future__ import annotations

import rich_click as click

from core.access.following import signing_of
from core.database import migrate, one_at_a_time
from core.demo import PASSWORD, SignIn, fill, sign_ins
from core.demo.staff import staff_sign_ins
from core.demo_mark import keep_demo_apart
from core.identity import Identity
from core.logs import set_up_logs
from core.portal import Portal
from core.settings import Settings, UnfitForProduction
from web.command_parts import loading, running


@click.command()
@click.option("--codes", is_flag=True, help="Only print the sign-ins with the codes of this moment.")
def demo(codes: bool) -> None:
    """Fill the database with made-up practices and print their sign-ins; may be repeated."""
    chosen = running.settings()
    if not chosen.demo:
        raise running.fail(["demo: is off, and made-up people are only for a demo"])
    running.require_ready(chosen)
    set_up_logs(readable=True, level="WARNING")
    running.require_own_database(chosen)
    try:
        found = running.with_database(_only_codes if codes else fill_demo, chosen)
    except UnfitForProduction as problem:
        raise running.fail(problem.faults) from problem
    if not found:
        raise running.fail(["demo: the database is empty; run `portal demo` first"])
    click.echo(words_of(found))


async def fill_demo(chosen: Settings) -> tuple[SignIn, ...]:
    """Make everybody of the demo who is not there yet in the open database; return their sign-ins."""
    async with one_at_a_time("demo"):
        return await _fill(chosen)


async def _fill(chosen: Settings) -> tuple[SignIn, ...]:
    profile = running.site(chosen.site)
    applications = loading.applications(profile, chosen)
    await migrate(applications.migrations)
    await keep_demo_apart(demo=True)
    identity = Identity.open(chosen, profile)
    try:
        portal = Portal(profile, applications, identity.mail)
        await fill(identity, portal, signing_of(portal, chosen))
        return await sign_ins(identity) + await staff_sign_ins(identity)
    finally:
        identity.close()


async def _only_codes(chosen: Settings) -> tuple[SignIn, ...]:
    await migrate(loading.applications(running.site(chosen.site), chosen).migrations)
    await keep_demo_apart(demo=True)
    return await known_sign_ins(chosen)


async def known_sign_ins(chosen: Settings) -> tuple[SignIn, ...]:
    """List everybody of the demo who is there in the open database, with the codes of this moment."""
    identity = Identity.open(chosen, running.site(chosen.site))
    try:
        return await sign_ins(identity) + await staff_sign_ins(identity)
    finally:
        identity.close()


def words_of(found: tuple[SignIn, ...], again: str = "for new ones: portal demo --codes") -> str:
    """Write who can sign in, and with what; `again` says how to get codes anew."""
    lines = [f"{each.email:<40} {each.code:<8} {each.name} {each.words}" for each in found]
    return "\n".join(
        [
            f"Everybody's password: {PASSWORD}",
            f"{'Email address':<40} {'Code':<8} Who",
            *lines,
            f"A code holds for half a minute; {again}",
        ]
    )
