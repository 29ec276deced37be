"""What came to nothing: emails, access that was to end, work that was given up, jobs of applications."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from core import clock
from core.access.work import work_is_late
from core.console.queries import figures
from core.database import at_once
from core.health.found import Chapter, Sight, State, for_how_long, how_bad, so_many
from core.health.queries import MOST, Tally
from core.portal import Portal
from core.provisioning.late import ALARM_AFTER
from core.provisioning.queries import NOT_DONE

MAIL_WAITS, MAIL_WAITS_LONG = timedelta(minutes=10), timedelta(hours=1)
WORK, JOBS, STRAYS = "/support/work?state=", "/support/jobs", "/support/stray-accounts"


def mails_now(tallies: Mapping[str, Tally]) -> Chapter:
    """Look at the emails."""
    refused, dead = tallies["refused"], tallies["dead"]
    return Chapter(
        "Emails",
        [
            _waiting(tallies["mails"]),
            _lost("Came back", refused, "look", "Correct the addresses, on the pages of these people."),
            _lost("Given up", dead, "act", "Ask whoever runs the email server. Send again what matters."),
        ],
    )


def _waiting(mails: Tally) -> Sight:
    if mails.at is None:
        return Sight("Waiting", "fine", "No email waits.")
    since = clock.now() - mails.at
    state = how_bad(since, look=MAIL_WAITS, act=MAIL_WAITS_LONG)
    words = f"{so_many(mails.number, 'email waits', 'emails wait', most=MOST)}, the first for"
    words = f"{words} {for_how_long(since)}."
    if mails.words:
        words = f"{words} The email server last said: “{mails.words}”"
    todo = "" if state == "fine" else "Ask whoever runs the email server. We try for a day, then give up."
    return Sight("Waiting", state, words, todo)


def _lost(about: str, lost: Tally, state: State, todo: str) -> Sight:
    if not lost.number or lost.at is None:
        return Sight(about, "fine", "None in the last 7 days.")
    words = f"{so_many(lost.number, 'email', most=MOST)} in the last 7 days, the last"
    return Sight(about, state, f"{words} {for_how_long(clock.now() - lost.at)} ago.", todo)


async def work_of(portal: Portal, tallies: Mapping[str, Tally]) -> Chapter:
    """Look at access that was to end or to change, and at what was given up."""
    counted, unheard = await at_once(
        figures.tallies(None), work_is_late("revoke", clock.now() - ALARM_AFTER, NOT_DONE)
    )
    return Chapter(
        "Work at the applications",
        [
            _removals(tallies["late revoke"], unheard=unheard),
            _changes(portal, tallies["late update"]),
            _open("Given up", counted["dead"], "piece of work", "pieces of work", f"{WORK}dead"),
            _open("Couldn’t be set up", counted["failed"], "access", "accesses", f"{WORK}failed"),
            _open("Late jobs", counted["late-jobs"], "job", "jobs", JOBS),
            _open("Accounts of no access", counted["strays"], "account", "accounts", STRAYS),
        ],
    )


def _removals(late: Tally, *, unheard: bool) -> Sight:
    about = "Access that was to end"
    if late.at is not None:
        words = f"{so_many(late.number, 'access', 'accesses', most=MOST)} should be gone, {_first(late.at)}."
        todo = "See who has each, and end it at the application today. It may still work there."
        return Sight(about, "act", words, todo, f"{WORK}late")
    if unheard:
        words = "Some access should have ended 15 minutes ago, and support doesn’t know."
        return Sight(about, "act", words, "See the background work: it may have stopped.", f"{WORK}people")
    return Sight(about, "fine", "All that was to end has ended, or isn’t due yet.")


def _changes(portal: Portal, late: Tally) -> Sight:
    about = "Changes of accounts"
    hours = so_many(portal.site.change_alarm_hours, "hour")
    if late.at is None:
        return Sight(about, "fine", f"None waits longer than {hours}.")
    words = f"{so_many(late.number, 'change waits', 'changes wait', most=MOST)}, {_first(late.at)}."
    return Sight(about, "look", words, "See who has each, and finish it.", f"{WORK}late")


def _first(at: datetime) -> str:
    return f"the first for {for_how_long(clock.now() - at)}"


def _open(about: str, number: float, one: str, many: str, path: str) -> Sight:
    if not number:
        return Sight(about, "fine", "None.")
    words = f"{so_many(int(number), one, many, most=figures.MOST)}."
    return Sight(about, "look", words, "See each, and try it again or finish it.", path)


def applications_of(portal: Portal, tallies: Mapping[str, Tally], by_people: frozenset[str]) -> Chapter:
    """Look at each application: whether a machine is asked there, what it last did, and what fails now."""
    return Chapter(
        "Connections to applications",
        [
            *(_application(portal, slug, tallies, by_people) for slug in portal.applications),
            *(_left_out(slug, wrong[0]) for slug, wrong in portal.applications.loaded.left_out.items()),
        ],
    )


def _left_out(slug: str, wrong: str) -> Sight:
    words = f"It is broken, and the site runs without it: {wrong}. Access that ends there is work for people."
    todo = "Ask whoever runs the server to fix it, and restart."
    return Sight(slug, "act", words, todo, f"{WORK}people")


def _application(portal: Portal, slug: str, tallies: Mapping[str, Tally], by_people: frozenset[str]) -> Sight:
    name, done = portal.applications[slug].name, tallies[f"done {slug}"]
    if slug in by_people:
        asks = slug if portal.applications[slug].health else ""
        return Sight(name, "fine", f"People do the work here. {_last(done)}", check=asks)
    fails, gave_up = tallies[f"fails {slug}"], tallies[f"gave up {slug}"]
    if not fails.number and not gave_up.number:
        return Sight(name, "fine", f"Nothing fails now. {_last(done)}", check=slug)
    words = f"{so_many(gave_up.number, 'piece of work', 'pieces of work', most=MOST)} given up."
    if fails.number and fails.at:
        failing = so_many(fails.number, "piece of work fails", "pieces of work fail", most=MOST)
        words = f"{failing} now, {_first(fails.at)}. {words}"
    said = fails.words or gave_up.words
    last = f"It last said: “{said}”" if said else ""
    todo = "Check the connection. For a day we try again what fails."
    return Sight(name, "act", f"{words} {_last(done)} {last}".strip(), todo, f"{WORK}dead", slug)


def _last(done: Tally) -> str:
    if done.at is None:
        return "No work there has ended yet."
    return f"The last work there ended {for_how_long(clock.now() - done.at)} ago."
