"""Rules of the walk about the people behind logins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.portal import Portal
from tests.core.walk.picture import Picture
from tests.core.walk.requests import line_of

Faults = Iterator[str]


def nobody_who_was_removed_is_signed_in(portal: Portal, p: Picture) -> Faults:
    """A disabled account has no session that could still be used, or come to life again."""
    gone = {each["id"] for each in p.all("account") if each["disabled_at"]}
    for session in p.all("account_session"):
        if (
            session["account"] in gone
            and not session["ended_at"]
            and datetime.fromisoformat(session["ends_at"]) > p.now
        ):
            yield f"account {session['account']} is disabled and signed in"


def access_is_given_under_the_login_of_its_member(portal: Portal, p: Picture) -> Faults:
    """Whoever a member turns out to be, nothing works under the login of somebody else, nor of two."""
    for grant in p.all("access_grant"):
        member = p.get("member", grant["member"])
        if grant["state"] in {"provisioning", "active"} and grant["person"] != member["person"]:
            yield f"{line_of(grant)} under the login of someone else"
    humans = [(each["group"], each["person"]) for each in p.all("member") if each["person"]]
    if len(humans) != len(set(humans)):
        yield "two people of a practice are one human"
