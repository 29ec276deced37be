"""What happened to a person, a practice or a case, in sentences for staff.

What a practice reads as well is said in its words (`core/office/log_words.py`); here is what only staff read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.office.log_words import SENTENCES, in_a_sentence
from core.requests.words import STAFF_HAPPENINGS, happened

_ACCOUNTS: Mapping[str, str] = {
    "account.address-changed": "The email address of {person}’s account was changed",
    "account.created": "{person} registered an account",
    "account.denied": "An email to {person} was reported as not theirs",
    "account.made": "An account was made for {person}",
    "account.keys-turned": "{person} turned the keys of the console on or off",
    "account.not-bound": "The account of {person} was changed outside the portal and counts for nothing",
    "account.offered-again": "An account was offered to {person} again",
    "account.picked-up": "{person} opened their account and chose a password",
    "account.unlocked": "The account of {person} was unlocked",
    "authenticator.begun": "{person} began to set up an authenticator",
    "authenticator.confirmed": "{person} set up an authenticator",
    "authenticator.refused": "A code of {person}’s authenticator was wrong",
    "password.changed": "{person} changed the password",
    "password.refused": "A change of {person}’s password was refused",
    "password.reset": "{person} chose a new password",
    "password.reset-asked": "A link for a new password was sent to {person}",
    "password.reset-code-used": "{person} used the code for a new password",
    "recovery-codes.replaced": "{person} got new recovery codes",
    "second-factor.given": "{person} gave the second factor again",
    "second-factor.refused": "A second factor of {person} was refused",
    "second-factor.reset": "The second factor of {person} was reset",
    "second-factor.reset-asked": "A reset of the second factor of {person} was begun",
    "second-factor.reset-canceled": "The reset of the second factor of {person} was stopped",
    "session.all-ended": "{person} was signed out everywhere",
    "session.ended": "{person} signed out",
    "sign-in.completed": "{person} signed in",
    "sign-in.refused": "A sign-in as {person} was refused",
    "staff.away": "{person} is away from the console",
    "staff.back": "{person} is back at the console",
    "staff.invited": "{person} was given roles of staff",
    "staff.set-up": "{person} set up their account as staff",
    "staff.removed": "{person} belongs to staff no longer",
    "staff.change-proposed": "Someone proposed other roles of staff",
    "plugin.checked": "A plugin was checked, and the level that it reached was kept",
    "site.changed": "The site was changed in the browser",
    "site.change-undone": "A change of the site was undone",
    "staff.change-confirmed": "A second person confirmed other roles of staff",
    "staff.change-withdrawn": "A proposal of other roles of staff was withdrawn",
    "texts.accepted": "{person} accepted the terms",
}
_WORKING: Mapping[str, str] = {
    "application.opened": "{person} opened {application}",
    "application.not-opened": "{person} couldn’t open {application}",
    "credentials.looked-up": "A register was asked about {person}",
    "grant-check.agrees-again": "{application} has for {person} again what was given",
    "grant-check.differs": "{application} has for {person} something else than was given",
    "grant-check.there-again": "{application} has an account of {person} again that was ended",
    "member.kind-changed": "The staff type or suffix of {person} was changed",
    "message.written": "A message about request {request} was written",
    "messages.settled": "The messages about request {request} need no answer",
    "practice.compared": "It was decided whether the {practice} of request {request} is known already",
    "request.assigned": "Request {request} was assigned{reason}",
    "request.noted": "A note on request {request} was written",
    "webhook.paused": "Nothing more is sent to an endpoint outside, which takes nothing",
    "webhook.replayed": "An endpoint outside is sent once more what it was told",
    "webhook.resumed": "An endpoint outside that was paused is told what happens again",
    "work.repeated": "What was set up of {application} for {person} is set up again",
}
_MISUSE: Mapping[str, str] = {
    "misuse.access-ended": "All access was ended",
    "misuse.closed": "The case was closed{reason}",
    "misuse.evidence-made": "The evidence was put together",
    "misuse.evidence-taken": "The evidence was downloaded",
    "misuse.group-confirmed": "Canceling all access of the {practice} was confirmed",
    "misuse.group-proposed": "Canceling all access of the {practice} was proposed{reason}",
    "misuse.group-withdrawn": "Canceling all access of the {practice} was withdrawn",
    "misuse.handed-over": "The case was handed over",
    "misuse.lifted": "The suspension was lifted{reason}",
    "misuse.noted": "A note was written",
    "misuse.person-named": "The person was named",
    "misuse.reminded": "A reminder was sent: the written report is due",
    "misuse.reopened": "The case was opened again{reason}",
    "misuse.report-late": "The written report was late",
    "misuse.reported": "The written report was sent",
    "misuse.suspected": "Misuse was suspected{reason}",
    "misuse.suspended": "Access was suspended",
}
OURS: Mapping[str, str] = {**_ACCOUNTS, **_WORKING, **_MISUSE}

# Each of these stands beside an event that says the same, or says what somebody only looked at.
ECHOES = frozenset(
    {
        "access.dormant", "messages.read", "office.access-dated", "office.ending", "office.keeping",
        "office.leave-begun", "office.leave-called-off", "office.leave-ended", "office.leave-planned",
        "office.left", "office.return-set", "office.sponsor-to-be-signed", "request.checking-credentials",
        "request.waiting-for-correction", "request.waiting-for-signatures", "session.renewed",
        "session.started", "sign-in.password-given",
    }
)  # fmt: skip


def told_to_staff(action: str, known: Mapping[str, str], details: Mapping[str, Any]) -> str:
    """Say an event in words, in which names of the site's own words stand (`Terms.said`).

    `known` says which `person`, `application`, `request` and `part` it is about. What happened to a request
    is told by its own time line.
    """
    if action in STAFF_HAPPENINGS:
        words = happened(action, details)
        return f"{known['request']}: {words}" if known["request"] else words
    return in_a_sentence(action, known, details, {**SENTENCES, **OURS})
