"""What happened in a practice, in sentences: each kind of event that concerns it, and those that do not."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

_PEOPLE: Mapping[str, str] = {
    "member.went-on-leave": "{person} went on leave",
    "member.left": "{person} left the {practice}",
    "member.came-back": "{person} came back",
    "member.dated": "The last day of {person} was set or taken back",
    "member.confirmed": "{person} was confirmed to be someone who has a {login} already",
    "member.known-answered": "It was answered who {person} is",
    "member.asked-again": "The question who {person} is was sent again",
    "member.reminded": "A reminder was sent: who is {person}?",
    "member.settled": "It was decided who {person} is",
    "member.unlinked": "It was corrected who {person} is",
    "access.left": "Everything {person} had was ended{reason}",
    "access.without-authority": "Access of {person} ended: nobody answered for them any more{reason}",
    "access.on-leave": "Everything {person} had was taken away for a leave{reason}",
    "access.came-back": "{person} got back what a leave had taken away{reason}",
    "access.last-day-set": "A last day was set for {person}, or taken back{reason}",
    "member.away": "{person} was put on leave",
    "access.leave-planned": "A leave of {person} was planned{reason}",
    "access.leave-called-off": "The planned leave of {person} was canceled{reason}",
    "access.return-set": "The last day of the leave of {person} was set{reason}",
    "member.went-dormant": "The access of {person} was suspended because nobody used it",
    "member.warned-of-disuse": "It was announced that unused access of {person} will be suspended",
    "office.brought-back": "Access that was suspended for want of use was brought back for {person}{reason}",
    "office.objected": "Someone objected to {person}{reason}",
    "office.objection-decided": "The objection to {person} was decided",
    "office.objection-taken-back": "The objection to {person} was taken back",
    "office.asked-to-sign": "{person} was asked to sign once more{reason}",
    "office.suspended": "{person} was suspended{reason}",
    "office.resumed": "The suspension of {person} was ended",
    "office.person-edited": "The details of {person} were changed",
    "office.address-asked": "{person} was asked to confirm another email address{reason}",
    "office.address-asked-again": "{person} was asked once more to confirm another email address",
    "office.address-taken-back": "It was taken back that {person} gets another email address",
    "office.address-confirmed": "{person} confirmed another email address",
    "office.address-denied": "Another email address of {person} was stopped",
    "request.person-taken-back": "What was requested for {person} was taken back{reason}",
    "leaving.receipt-sealed": "The receipt of the leaving of {person} was sealed",
    "leaving.receipt-downloaded": "The receipt of the leaving of {person} was downloaded",
    "credentials.decided": "The credentials of {person} were checked",
    "credentials.address-proved": "The address of {person} was proved",
    "authorization.asked": "It was asked on whose authority {person} acts",
    "authorization.in-force": "{person} acts on the authority of a colleague",
    "authorization.declined": "A colleague declined to answer for {person}",
    "authorization.withdrawn": "Nobody is asked any more to answer for {person}",
    "authorization.ended": "{person} acts on the authority of a colleague no longer",
}
_ACCESS: Mapping[str, str] = {
    "grant.begun": "Setting up {application} for {person} began",
    "grant.activated": "{person} can use {application}",
    "grant.approved": "{application} for {person} was approved",
    "grant.denied": "{application} for {person} was denied{reason}",
    "grant.failed": "{application} couldn’t be set up for {person}{reason}",
    "grant.asked-again": "{application} for {person} was requested again",
    "grant.suspended": "{application} of {person} was suspended{reason}",
    "grant.suspended-too": "{application} of {person} is suspended for a further reason{reason}",
    "grant.suspension-ended": "One suspension of {application} of {person} was ended",
    "grant.revoked": "{application} of {person} was ended{reason}",
    "grant.expired": "{application} of {person} ended on its last day",
    "grant.dated": "A last day was set for {application} of {person}, or taken back{reason}",
    "grant.answers-corrected": "Answers about {application} of {person} were corrected",
    "grant.answered-anew": "Answers about {application} of {person} were changed",
    "grant.asked-anew": "{application} asks something new about {person}",
    "grant.kept": "What is kept about {application} of {person} was changed",
    "grant.forgotten": "What was kept about {application} of {person} was deleted",
    "grant.told-again": "{application} is told again what {person} has",
    "grant.named-no-more": "{person} no longer names someone who left, for {application}",
    "work.done": "A system confirmed the work on {application} for {person}",
    "work.completed": "Support finished the work on {application} for {person}",
    "work.handed-over": "Support got the work on {application} for {person}",
    "work.refused": "The work on {application} for {person} was refused{reason}",
}
_PRACTICE: Mapping[str, str] = {
    "group.activated": "The {practice} was activated",
    "group.suspended": "The {practice} was suspended",
    "group.resumed": "The suspension of the {practice} was ended",
    "group.closed": "The {practice} was closed",
    "group.kept": "What an application keeps of the {practice} was changed",
    "group.people-activated": "The people of the {practice} got their {login.plural}",
    "appointment.proposed": "{person} was proposed as {part}",
    "appointment.in-force": "{person} became {part}",
    "appointment.ended": "{person} is {part} no longer",
    "appointment.withdrawn": "{person} doesn’t become {part}",
    "office.practice-changed": "What is known of the {practice} was changed{reason}",
    "office.domain-asked": "A change of every email address was prepared{reason}",
    "office.domain-undone": "A change of every email address was stopped{reason}",
    "office.merge-asked": "It was prepared that the {practice} becomes part of another one{reason}",
    "office.merge-begun": "People of another {practice} that becomes part of this one came{reason}",
    "office.merged": "Another {practice} became part of this one{reason}",
    "office.move-asked": "A move of the {practice} was prepared{reason}",
    "office.change-asked": "A change was requested of support{reason}",
    "office.change-withdrawn": "A change that was requested of support was withdrawn",
    "office.change-approved": "Support approved a change{reason}",
    "office.change-planned": "Support approved a change for a day to come{reason}",
    "office.change-made": "A change that support approved took effect",
    "office.change-declined": "Support declined a change{reason}",
    "office.roster-settled": "A staff list was held against the {practice}",
    "office.backup-named": "Someone was named to stand in for the {administrator}",
    "office.backup-ended": "Nobody stands in for the {administrator} any more",
    "office.sponsor-asked": "Another {sponsor} was named, to be checked{reason}",
    "office.sponsor-withdrawn": "The change of the {sponsor} was withdrawn",
    "office.sponsor-sought": "The {practice} needs another {sponsor}{reason}",
    "office.sponsor-not-found": "No other {sponsor} was found in time",
    "office.signer-corrected": "The address of a signer was corrected",
    "office.signer-replaced": "Someone else is asked to sign {agreement.a}",
    "office.renewal-sent": "The next {agreement} was sent",
    "office.transfer-begun": "A change of the {administrator} was begun",
    "office.transfer-withdrawn": "The change of the {administrator} was withdrawn",
    "joining.asked": "Someone asked to join the {practice}",
    "joining.accepted": "Someone who asked to join was accepted",
    "joining.declined": "Someone who asked to join was declined",
    "joining.withdrawn": "Someone withdrew that they asked to join",
}
_REQUESTS: Mapping[str, str] = {
    "request.submitted": "Request {request} was sent{reason}",
    "request.taken-over": "Request {request} was taken over by its {administrator.short}",
    "request.signature-received": "A signature for request {request} came in",
    "request.signatures-complete": "Everyone has signed for request {request}",
    "request.signatures-ended": "The {agreement.short} of request {request} ended unsigned",
    "request.agreement-ended": "The {agreement.short} of request {request} ended, and access was suspended",
    "request.agreement-sent-anew": "A new {agreement.short} was sent for request {request}",
    "request.given-back": "Request {request} was given back to be corrected",
    "request.answers-asked": "Support asked to correct answers of request {request}",
    "request.corrected": "Corrections of request {request} were sent",
    "request.taken-back": "Request {request} needs no corrections after all",
    "request.in-progress": "Credentials of request {request} were found in order",
    "request.to-be-decided": "Request {request} waits for decisions",
    "request.decided": "Everything in request {request} was decided",
    "request.done": "Everything in request {request} is settled",
    "request.declined": "Request {request} was declined{reason}",
    "request.withdrawn": "Request {request} was withdrawn{reason}",
    "agreement.sent": "{Agreement.a} was sent to its signers",
    "agreement.signed": "{Agreement.a} was signed",
    "agreement.in-force": "{Agreement.a} came into force",
    "agreement.declined": "A signer declined {agreement.a}{reason}",
    "agreement.void": "{Agreement.a} was voided{reason}",
    "agreement.expired": "{Agreement.a} wasn’t signed in time",
    "agreement.lapsed": "The term of {agreement.a} is over",
    "agreement.renewal-sent": "The next {agreement} was sent by itself",
    "agreement.end-announced": "The end of {agreement.a} was announced",
    "agreement.term-shortened": "The term of {agreement.a} was shortened, to be signed anew",
    "agreement.signer-replaced": "Someone else is asked to sign {agreement.a}",
    "agreement.address-corrected": "The address of a signer was corrected",
    "agreement.downloaded": "A signed {agreement} was downloaded",
    "request.exported": "Who has what in request {request} was downloaded by support",
}
# The same where each member signs an agreement of their own.
OF_MEMBERS: Mapping[str, str] = {
    "agreement.sent": "{person} was asked to sign the {own}",
    "agreement.signed": "{person} signed the {own}",
    "agreement.in-force": "The {own} of {person} came into force",
    "agreement.declined": "{person} declined to sign the {own}{reason}",
    "agreement.void": "The {own} of {person} was voided{reason}",
    "agreement.expired": "{person} didn’t sign the {own} in time",
    "agreement.lapsed": "The term of the {own} of {person} is over",
    "agreement.end-announced": "The end of the {own} of {person} was announced",
    "agreement.term-shortened": "The term of the {own} of {person} was shortened, to be signed anew",
    "agreement.address-corrected": "{person} was asked to sign the {own} at another address",
}
KINDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "people": ("People", _PEOPLE),
    "access": ("Applications", _ACCESS),
    "practice": ("{Practice}", _PRACTICE),
    "requests": ("Requests and {agreement.short.plural}", _REQUESTS),
}
SENTENCES: Mapping[str, str] = {**_PEOPLE, **_ACCESS, **_PRACTICE, **_REQUESTS}

# Of these kinds nothing concerns a practice: what people do with their own accounts and applications, mails,
# and how the product and support work. What is suspected of somebody is read by the privacy officer alone,
# and a review has a page of its own, with every answer.
LEFT_OUT_KINDS = frozenset(
    {
        "account", "application", "attempts", "authenticator", "database", "demo", "enrollment", "form",
        "grant-check", "hold", "join", "log", "mail", "message", "messages", "misuse", "password", "practice",
        "queue", "recovery-codes", "review", "row", "search", "second-factor", "session", "sign-in",
        "sign-up", "site", "staff", "text-block", "texts", "trail", "view", "webhook",
    }
)  # fmt: skip
# Nor do these: each stands beside an event that says the same, or is how support works on a request.
LEFT_OUT = frozenset(
    {
        "agreement.address-confirmed", "agreement.address-proved", "agreement.code-refused",
        "agreement.link-refused", "agreement.link-sent", "agreement.opened", "agreement.read",
        "agreement.read-refused", "agreement.reminded", "agreement.signed-refused",
        "agreement.declined-refused", "credentials.looked-up", "office.access-dated", "office.ending",
        "office.keeping", "office.leave-begun", "office.leave-called-off", "office.leave-ended",
        "office.leave-planned", "office.return-set", "member.kind-changed", "access.dormant", "office.left",
        "appointment.to-be-signed", "office.sponsor-to-be-signed", "request.assigned",
        "request.brought-back", "request.handed-on", "request.noted", "request.put-off", "request.viewed",
        "request.checking-credentials", "request.waiting-for-correction", "request.waiting-for-signatures",
        "work.brought-back", "work.dropped", "work.given-up", "work.not-decided", "work.put-off",
        "work.changes-late", "work.removals-late", "work.removals-told", "work.repeated", "work.retried",
        "work.stopped", "plugin.checked", "group.viewed", "member.viewed", "person.viewed", "work.assigned",
        "work.handed-on", "work.refused-by-people", "work.step", "work.taken", "work.viewed",
    }
)  # fmt: skip


def has_words(action: str) -> bool:
    """Tell whether it is settled if a kind of event stands in the log, and with which words."""
    return action in SENTENCES or action in LEFT_OUT or action.partition(".")[0] in LEFT_OUT_KINDS


def in_a_sentence(
    action: str,
    known: Mapping[str, str],
    details: Mapping[str, Any],
    sentences: Mapping[str, str] = SENTENCES,
) -> str:
    """Say an event in words, in which names of the site's own words stand (`Terms.said`).

    A page of an application that recorded something says so for all of its own kinds.
    """
    words = sentences.get(action, "{application} of {person}: a step was recorded")
    reason = str(details.get("reason") or "").strip()
    told = {**known, "reason": f": {reason}" if reason else ""}
    return re.sub(r"{(person|application|request|part|reason|own)}", lambda found: told[found[1]], words)


def saying(words: str) -> Collection[str]:
    """List the kinds of events whose sentences have these words in them."""
    plain = words.casefold()
    return [action for action, text in SENTENCES.items() if plain in re.sub(r"{[^}]*}", " ", text).casefold()]
