"""The database: whether it has our shape, is that of our secrets, and agrees with us about the time."""

from __future__ import annotations

from datetime import timedelta

from core.database import may_rewrite, pending_migrations
from core.database.itself import Itself, about_itself
from core.health.found import Chapter, Sight, for_how_long, how_bad, in_bytes, so_many
from core.key_mark.checking import faults_of_keys
from core.portal import Portal
from core.settings import Settings

APART, FAR_APART = timedelta(seconds=5), timedelta(minutes=1)
OPERATOR = "Ask whoever runs the server to"


async def database_of(portal: Portal, settings: Settings) -> Chapter:
    """Look at the database."""
    itself = await about_itself(settings.database_file)
    found = [
        _itself(itself, settings),
        _migrations(await pending_migrations(portal.applications.migrations)),
        _secrets(await faults_of_keys(settings.keys)),
        _clocks(itself),
    ]
    if itself.most:
        found.append(_connections(itself))
    if itself.most and not settings.demo:
        found.append(_owner(rewritable=await may_rewrite()))
    return Chapter("Database", found)


def _itself(itself: Itself, settings: Settings) -> Sight:
    where = "in a file on this server" if settings.database_file else "on a server of its own"
    words = f"{itself.name}, {where}. It answers, and takes {in_bytes(itself.size)}."
    return Sight("Answers", "fine", words)


def _migrations(pending: list[str]) -> Sight:
    if not pending:
        return Sight("Tables", "fine", "They are as this version needs them.")
    words = f"{so_many(len(pending), 'step')} to the tables of this version didn’t run: {', '.join(pending)}."
    return Sight("Tables", "act", words, f"{OPERATOR} run “portal migrate”.")


def _secrets(faults: list[str]) -> Sight:
    if not faults:
        return Sight("Secrets", "fine", "This database knows the secrets of this server.")
    names = " and ".join(f"“{fault.partition(':')[0]}”" for fault in faults)
    words = f"The setting {names} differs from what this database was used with."
    return Sight("Secrets", "act", words, f"{OPERATOR} put the earlier value back. People can’t sign in.")


def _clocks(itself: Itself) -> Sight:
    if itself.ahead is None:
        return Sight("Clock", "fine", "The database has the clock of this server.")
    apart = abs(itself.ahead)
    state = how_bad(apart, look=APART, act=FAR_APART)
    if state == "fine":
        return Sight("Clock", state, "Its clock agrees with the clock of this server.")
    side = "ahead of" if itself.ahead > timedelta() else "behind"
    far = for_how_long(apart) if apart >= FAR_APART else so_many(int(apart.total_seconds()), "second")
    words = f"Its clock is {far} {side} the clock of this server."
    return Sight("Clock", state, words, f"{OPERATOR} set both clocks by the same time server.")


def _connections(itself: Itself) -> Sight:
    state = how_bad(itself.connected / itself.most, look=0.8, act=0.95)
    words = f"{so_many(itself.connected, 'connection')} of {itself.most:,} are open."
    todo = f"{OPERATOR} allow more connections, or find what holds them." if state != "fine" else ""
    return Sight("Connections", state, words, todo)


def _owner(*, rewritable: bool) -> Sight:
    if not rewritable:
        return Sight("Trail", "fine", "The portal can’t rewrite the trail in this database.")
    words = "The portal signs in as the owner of the trail, so it could rewrite it."
    return Sight("Trail", "look", words, f"{OPERATOR} let another role own the tables.")
