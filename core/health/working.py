"""The background work: whether it runs here, when it last looked for something to do, and what waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from core import clock
from core.database.rounds import Rounds, rounds_here
from core.health.found import Chapter, Sight, State, for_how_long, how_bad, so_many, worst
from core.health.queries import MOST, QUEUES, Tally
from core.portal import Portal
from core.settings import Settings

# What has come due is begun within seconds, whoever does it.
OVERDUE, LONG_OVERDUE = timedelta(minutes=2), timedelta(minutes=10)
# A worker looks every few seconds.
SILENT, LONG_SILENT = timedelta(minutes=1), timedelta(minutes=5)
NAMES: Mapping[str, str] = {
    "mail": "Sending emails",
    "agreements": "Sealing and ending {agreement.short.plural}",
    "provisioning": "Setting up and ending access",
    "activation": "Activating {practice.plural}",
    "due": "What happens on its day",
    "plugin": "Jobs of applications",
}
_RESTART = "Ask whoever runs the server to restart it. Its log says why, under “{log}”."
_NOBODY = "Look whether the work runs: with “portal worker”, or in this server."


def workers_of(portal: Portal, settings: Settings, tallies: Mapping[str, Tally]) -> Chapter:
    """Look at every worker and its queue."""
    rounds, said = rounds_here(), portal.site.terms.said
    found = [
        _worker(said(NAMES[name]), name, rounds.get(name), settings, tallies[f"due {name}"])
        for name in QUEUES
    ]
    return Chapter("Background work", [*found, _held(tallies), *_counting(rounds.get("figures"))])


def _worker(called: str, name: str, rounds: Rounds | None, settings: Settings, due: Tally) -> Sight:
    waits, waiting_words = _waiting(due)
    runs, running_words = _running(rounds, settings)
    state = worst((runs, waits))
    todo = ""
    if runs in {"look", "act"}:
        todo = _RESTART.replace("{log}", f"{name}.worker-failed")
    elif waits in {"look", "act"}:
        todo = (
            _NOBODY if rounds is None else "Refresh this page in a few minutes. It may be much work at once."
        )
    return Sight(called, state, f"{running_words} {waiting_words}", todo)


def _waiting(due: Tally) -> tuple[State, str]:
    """How long the oldest piece of work has been waiting for somebody to begin it."""
    if due.at is None or clock.now() - due.at < OVERDUE:
        return "fine", "Nothing waits too long."
    since = clock.now() - due.at
    words = f"{so_many(due.number, 'piece of work waits', 'pieces of work wait', most=MOST)}, the first for"
    return how_bad(since, look=OVERDUE, act=LONG_OVERDUE), f"{words} {for_how_long(since)}."


def _running(rounds: Rounds | None, settings: Settings) -> tuple[State, str]:
    """Whether it goes on in this process: elsewhere, only what waits tells."""
    if rounds is None and not settings.worker_in_server:
        return "unknown", "It doesn’t run in this server."
    if rounds is None:
        return "act", "It has stopped in this server."
    since = clock.now() - (rounds.last or rounds.begun)
    if since < SILENT and not rounds.failures:
        return "fine", "It runs here."
    return _how_silent(since, rounds.failures), f"Its last good look was {for_how_long(since)} ago."


def _how_silent(since: timedelta, failures: int) -> State:
    """Say how bad it is when a worker has not looked for so long, or could not the last times."""
    return worst((how_bad(since, look=SILENT, act=LONG_SILENT), "look" if failures > 1 else "fine"))


def _held(tallies: Mapping[str, Tally]) -> Sight:
    number = sum(tallies[f"held {name}"].number for name in QUEUES)
    words = f"{so_many(number, 'piece of work is', 'pieces of work are', most=MOST)} under way now."
    return Sight("Under way", "fine", words)


def _counting(rounds: Rounds | None) -> list[Sight]:
    """The daily count, where it runs here: what it found stands in memory alone."""
    if rounds is None:
        return []
    if rounds.last is None:
        return [Sight("Daily count", "unknown", "It hasn’t counted yet. It does so once a day.")]
    if not rounds.words:
        return [Sight("Daily count", "fine", f"It agreed {for_how_long(clock.now() - rounds.last)} ago.")]
    words = f"{so_many(int(rounds.words), 'count')} on the overview differ from what the database has."
    todo = "Ask whoever runs the server to run “portal figures check --fix”, and to find who wrote there."
    return [Sight("Daily count", "act", words, todo)]
