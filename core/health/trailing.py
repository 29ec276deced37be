"""The trail: whether it is signed, and whether what was signed outside the database is still in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from core import clock
from core.audit.checkpoints import REWRITTEN, kept_checkpoint
from core.audit.signing import NoTrailKey, key_file, verifiers
from core.database.rounds import rounds_here
from core.health.found import Chapter, Sight, for_how_long, how_bad, so_many
from core.health.queries import MOST, Tally
from core.settings import Settings
from core.tlog import Unsound

UNSIGNED, LONG_UNSIGNED = timedelta(minutes=3), timedelta(minutes=10)
_PAGE = "Call whoever answers for security, and keep the database as it is. We seal nothing until then."


def trail_now(settings: Settings, tallies: Mapping[str, Tally]) -> Chapter:
    """Look at the trail."""
    return Chapter(
        "Trail",
        [
            _signed(tallies["signed"], tallies["unsigned"]),
            _kept(settings, tallies["signed"].number),
            _bound(tallies["bound"]),
        ],
    )


def _signed(signed: Tally, unsigned: Tally) -> Sight:
    rounds = rounds_here().get("checkpoints")
    if rounds and rounds.words == REWRITTEN:
        words = "Signed events are gone, or have changed. We sign nothing any more."
        return Sight("Signatures", "act", words, _PAGE)
    last = "Nothing has a signature yet."
    if signed.at is not None:
        ago = for_how_long(clock.now() - signed.at)
        last = f"The last signature is {ago} old and covers {so_many(signed.number, 'event')}."
    if unsigned.at is None:
        return Sight("Signatures", "fine", f"{last} Nothing happened since.")
    since = clock.now() - unsigned.at
    state = how_bad(since, look=UNSIGNED, act=LONG_UNSIGNED)
    if state == "fine":
        return Sight("Signatures", state, f"{last} What is new gets its signature within a minute or two.")
    words = f"{last} What happened since waits for its signature, the first for {for_how_long(since)}."
    todo = "Ask whoever runs the server to look in its log for “trail.not-signed” or “trail.rewritten”."
    return Sight("Signatures", state, words, todo)


def _kept(settings: Settings, stored: int) -> Sight:
    """What the data folder of this server has: it is ahead where the database was put back."""
    about = "Copy outside the database"
    none = Sight(about, "unknown", "The data folder of this server has no signature yet.")
    # A demo makes its key when it first signs, and not because somebody looks.
    if settings.demo and not key_file(settings).exists():
        return none
    try:
        kept = kept_checkpoint(settings, verifiers(settings))
    except (NoTrailKey, Unsound, OSError, UnicodeDecodeError):
        words = "We can’t read the last signature in the data folder of this server."
        return Sight(about, "act", words, "Ask whoever runs the server whether someone changed it.")
    if kept is None:
        return none
    if kept.size > stored:
        words = f"The data folder has {so_many(kept.size - stored, 'signed event')} more than the database."
        return Sight(about, "act", f"{words} The database went back to an earlier day.", _PAGE)
    return Sight(about, "fine", "The data folder of this server has nothing that the database lacks.")


def _bound(found: Tally) -> Sight:
    about = "Accounts changed by strangers"
    if not found.number:
        return Sight(about, "fine", "Nobody changed an account without the secret key in the last 7 days.")
    words = f"{so_many(found.number, 'time', most=MOST)} in 7 days an account didn’t fit the secret key."
    todo = "Find out who else writes to the database. Such an account signs in nowhere."
    return Sight(about, "act", words, todo)
