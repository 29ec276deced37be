"""What must hold after every step, whatever was done.

Each rule reads two pictures of the database and names what is wrong with the later one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from core.access import conditions
from core.access.states import GRANT, REQUESTS
from core.agreements.signers import address_key
from core.agreements.states import MOVES
from core.groups.appointments import APPOINTMENT
from core.groups.records import GroupFacts, MemberFacts
from core.moves import Moves
from core.portal import Portal
from tests.core.walk.causes import (
    an_address_is_another_once_it_is_proved,
    changes_wait_for_support,
    nobody_ends_what_another_suspended,
    nothing_is_left_in_a_closed_group,
    what_a_change_says_is_there,
    what_a_review_suspended_waits_for_it,
    what_an_objection_suspended_waits_for_it,
)
from tests.core.walk.counts import what_is_counted_is_what_there_is
from tests.core.walk.dates import (
    every_date_is_kept,
    every_leave_is_kept,
    nobody_who_is_away_has_access,
    who_left_has_nothing_and_plays_no_part,
)
from tests.core.walk.drafts import every_draft_asks_only_for_what_is_offered
from tests.core.walk.humans import (
    access_is_given_under_the_login_of_its_member,
    nobody_who_was_removed_is_signed_in,
)
from tests.core.walk.moves import TABLES, reached, told
from tests.core.walk.picture import Picture, Row
from tests.core.walk.requests import (
    every_line_belongs_to_the_request_that_asked_last,
    every_request_ends_with_its_last_line,
    line_of,
)
from tests.core.walk.rights import (
    a_part_has_one_holder_and_one_open_change,
    appointments_without_an_event,
    every_group_has_one_administrator_and_one_sponsor,
    who_is_still_to_come_is_to_sponsor,
)
from tests.core.walk.signers import signers_are_who_was_asked
from tests.core.walk.suspensions import suspensions_last
from tests.core.walk.terms import (
    every_end_of_a_term_is_seen_to,
    no_day_of_a_term_is_lost,
    whoever_has_access_is_expected_to_use_it,
)

Faults = Iterator[str]
GIVEN = {"active", "provisioning"}
OPEN_WORK = {"waiting", "people", "failed", "dead"}
MOVED = {"begun": "provisioning", "activated": "active", "asked-again": "requested"}


def every_grant_stands_on_an_agreement_in_force_and_an_active_group(portal: Portal, p: Picture) -> Faults:
    """Access is there, or being set up, only where it may be; and agreed to only at such a moment."""
    agreed = {each["subject"] for each in p.events if each["action"] in {"grant.approved", "grant.begun"}}
    for grant in p.all("access_grant"):
        now = grant["id"] in agreed and grant["state"] == "approved"
        if not now and grant["state"] not in GIVEN:
            continue
        member = p.get("member", grant["member"])
        group = p.get("practice_group", member["group"])
        if group["state"] != "active":
            yield f"{line_of(grant)} in a group that is {group['state']}"
        if not _bound(p, group, strict=grant["id"] in agreed):
            yield f"{line_of(grant)} without an agreement in force"
        if reason := _against(portal, group, member, grant["application"]):
            yield f"{line_of(grant)} though: {reason}"


def what_was_agreed_to_is_begun_as_soon_as_it_may_be(portal: Portal, p: Picture) -> Faults:
    """No line is left lying: approved, for somebody who is known, in a group that may have access."""
    begun = {each["subject"] for each in p.events if each["action"] == "grant.approved"}
    for grant in p.all("access_grant"):
        member = p.get("member", grant["member"])
        group = p.get("practice_group", member["group"])
        if grant["state"] in GIVEN and member["person_state"] not in {"new", "known"}:
            yield f"{line_of(grant)} for someone who is not known"
        if _given_back(p, group) and grant["state"] == "approved" and grant["id"] not in begun:
            ready = member["person_state"] in {"new", "known"} and _bound(p, group, strict=True)
            if ready and not _against(portal, group, member, grant["application"]):
                yield f"{line_of(grant)} was forgotten when access came back"


def every_line_is_asked_for_once_and_numbers_follow_each_other(portal: Portal, p: Picture) -> Faults:
    """One line for a person and application, one request for a draft, no number twice and none left out."""
    lines = [(each["member"], each["application"]) for each in p.all("access_grant")]
    if len(lines) != len(set(lines)):
        yield "a person has two lines for one application"
    numbers = sorted(each["number"] for each in p.all("access_request"))
    first = portal.site.request_number_first
    if numbers != [f"{portal.site.request_number_prefix}{first + n:07d}" for n in range(len(numbers))]:
        yield f"the numbers of requests are {numbers}"
    drafts = [each["enrollment"] for each in p.all("access_request") if each["kind"] == "enrollment"]
    if len(set(drafts)) != len(drafts):
        yield "a draft became two requests"


def one_piece_of_work_is_open_for_a_grant(portal: Portal, p: Picture) -> Faults:
    """The newest, and none of a time that is still to come."""
    open_: dict[str, int] = {}
    for item in p.all("work_item"):
        if item["kind"] == "check":
            continue
        grant = p.get("access_grant", item["grant"])
        if item["generation"] > grant["generation"]:
            yield f"work {item['id']} is newer than its grant"
        if item["state"] in {"waiting", "people"}:
            open_[grant["id"]] = open_.get(grant["id"], 0) + 1
            if item["kind"] == "grant" and grant["state"] not in GIVEN:
                yield f"access is being set up for a grant that is {grant['state']}"
    yield from (f"grant {key} has {number} pieces of work" for key, number in open_.items() if number > 1)


def every_request_says_what_became_of_its_agreement(portal: Portal, p: Picture) -> Faults:
    """Who is asked and who has signed, and whether it waits for signatures."""
    for request in p.all("access_request"):
        sent = [each for each in p.all("agreement") if each["request"] == request["id"]]
        if not sent:
            continue
        # Several may have gone out in one moment; of these one is followed by no other.
        followed = {each["follows"] for each in sent}
        newest = max((each for each in sent if each["id"] not in followed), key=lambda e: e["sent_at"])
        signers = [each for each in p.all("agreement_signer") if each["agreement"] == newest["id"]]
        stored = {(each["email"], bool(each["signed_at"])) for each in signers}
        if stored != {(each["email"], bool(each.get("signed_at"))) for each in request["details"]["signers"]}:
            yield f"request {request['number']} says something else of its signers"
        if request["state"] == REQUESTS["enrollment"].first and newest["state"] == "in-force":
            yield f"request {request['number']} waits for signatures on an agreement in force"


def every_agreement_in_force_is_signed_by_all(portal: Portal, p: Picture) -> Faults:
    """Signed is what was read, by each under their own address; one agreement is open at a time."""
    sealed = {each["agreement"] for each in p.all("agreement_sealed")}
    open_ = [each for each in p.all("agreement") if each["state"] in {"out", "signed"}]
    if len(open_) != len({(each["group"], each["purpose"]) for each in open_}):
        yield "a group has two open agreements for one purpose"
    for agreement in p.all("agreement"):
        signers = [each for each in p.all("agreement_signer") if each["agreement"] == agreement["id"]]
        if len({address_key(each["email"]) for each in signers}) != len(signers):
            yield f"agreement {agreement['id']}: two signers share an address"
        if agreement["state"] in {"signed", "in-force", "lapsed"}:
            if any(each["state"] != "signed" for each in signers) or not signers:
                yield f"agreement {agreement['id']} is {agreement['state']} and not signed by all"
            if any(each["signed_hash"] != agreement["text_hash"] for each in signers):
                yield f"agreement {agreement['id']}: another text was signed"
        if agreement["state"] in {"in-force", "lapsed"} and agreement["id"] not in sealed:
            yield f"agreement {agreement['id']} is {agreement['state']} and not sealed"


NOW: tuple[Callable[[Portal, Picture], Faults], ...] = (
    every_grant_stands_on_an_agreement_in_force_and_an_active_group,
    what_was_agreed_to_is_begun_as_soon_as_it_may_be,
    every_group_has_one_administrator_and_one_sponsor,
    a_part_has_one_holder_and_one_open_change,
    who_is_still_to_come_is_to_sponsor,
    nobody_who_is_away_has_access,
    who_left_has_nothing_and_plays_no_part,
    every_date_is_kept,
    every_leave_is_kept,
    nobody_who_was_removed_is_signed_in,
    access_is_given_under_the_login_of_its_member,
    every_line_is_asked_for_once_and_numbers_follow_each_other,
    every_line_belongs_to_the_request_that_asked_last,
    every_request_ends_with_its_last_line,
    every_draft_asks_only_for_what_is_offered,
    one_piece_of_work_is_open_for_a_grant,
    every_request_says_what_became_of_its_agreement,
    every_agreement_in_force_is_signed_by_all,
    what_is_counted_is_what_there_is,
    no_day_of_a_term_is_lost,
    every_end_of_a_term_is_seen_to,
    whoever_has_access_is_expected_to_use_it,
    nothing_is_left_in_a_closed_group,
    what_an_objection_suspended_waits_for_it,
    what_a_review_suspended_waits_for_it,
    changes_wait_for_support,
)


def faults_of_moment(portal: Portal, p: Picture) -> list[str]:
    """Everything that is wrong at one moment."""
    return [fault for rule in NOW for fault in rule(portal, p)]


def faults_of_step(before: Picture, after: Picture, has: set[str]) -> list[str]:
    """Everything that is wrong with a step; `has` are the grants behind which there is access now."""
    return [*(fault for rule in STEPS for fault in rule(before, after)), *_removals(before, after, has)]


def _moves(before: Picture, after: Picture) -> Faults:
    """Grants follow their events, move by move; everything else goes where its table leads."""
    states = {key: row["state"] for key, row in before.tables["access_grant"].items()}
    for event in after.events:
        if event["action"].startswith("grant.") and "was" in event["details"]:
            to, was = event["action"].partition(".")[2], event["details"]["was"]
            to = MOVED.get(to, to)
            if states.get(event["subject"], GRANT.first) != was or to not in GRANT.table[was]:
                yield f"grant {event['subject']} went from {was} to {to}"
            states[event["subject"]] = to
    for key, row in after.tables["access_grant"].items():
        if states.get(key, GRANT.first) != row["state"]:
            yield f"grant {key} is {row['state']} without an event"
    for table, (kind, moves) in TABLES.items():
        yield from reached(before, after, table, moves)
        yield from told(before, after, table, kind, moves)
    yield from reached(before, after, "appointment", lambda _: APPOINTMENT)
    agreements = Moves("agreement", "out", {str(k): frozenset(v) for k, v in MOVES.items()}, {})
    yield from reached(before, after, "agreement", lambda _: agreements)


def _removals(before: Picture, after: Picture, has: set[str]) -> Faults:
    """What was begun and ended leaves work; whoever has access that nobody wants is about to lose it."""
    revoking = {(e["grant"], e["generation"]) for e in after.all("work_item") if e["kind"] == "revoke"}
    for event in after.events:
        ended = event["action"] in {"grant.suspended", "grant.revoked", "grant.expired"}
        if ended and event["details"]["was"] not in {"requested", "approved"}:
            earlier = before.tables["access_grant"].get(event["subject"], {"generation": 0})["generation"]
            if not any(key == event["subject"] and n > earlier for key, n in revoking):
                yield f"grant {event['subject']}: {event['action']} left no work"
    coming = {
        item["grant"]
        for item in after.all("work_item")
        if item["kind"] == "revoke"
        and item["state"] in OPEN_WORK
        and item["generation"] == after.get("access_grant", item["grant"])["generation"]
    }
    for key in has:
        grant = after.get("access_grant", key)
        if grant["state"] not in GIVEN and key not in coming:
            yield f"{line_of(grant)} and still there at the application, with nothing to take it away"


def _bound(p: Picture, group: Row, *, strict: bool) -> bool:
    """Whether an agreement binds the group; one whose term just ended counts while work on that is due."""
    due = {
        each["agreement"] for each in p.all("agreement_work") if each["due"] and _time(each["due"]) <= p.now
    }
    return any(
        _time(each["binds_until"]) > p.now or (not strict and each["id"] in due)
        for each in p.all("agreement")
        if each["group"] == group["id"] and each["state"] == "in-force"
    )


def _given_back(p: Picture, group: Row) -> bool:
    """Whether the group just got its access back: it was resumed, or is bound again."""
    resumed = {each["subject"] for each in p.events if each["action"] == "group.resumed"}
    bound = {each["subject"]: each["at"] for each in p.events if each["action"] == "agreement.in-force"}
    theirs = [each for each in p.all("agreement") if each["group"] == group["id"]]
    first = min((bound[each["id"]] for each in theirs if each["id"] in bound), default=p.now)
    before = [each for each in theirs if each["binds_until"] and each["id"] not in bound]
    # What bound the group when the next one came in force may be over by now.
    still = any(_time(each["binds_until"]) > first for each in before)
    return group["id"] in resumed or (
        group["state"] == "active" and not still and any(each["id"] in bound for each in theirs)
    )


def _against(portal: Portal, group: Row, member: Row, slug: str) -> str | None:
    known = (group[""], member[""], slug)
    if known not in _decided:
        there, somebody = GroupFacts.of(group), MemberFacts.of(member)
        _decided[known] = conditions.against_line(portal, there, somebody, slug)
    return _decided[known]


_decided: dict[Any, str | None] = {}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


STEPS = (
    _moves,
    appointments_without_an_event,
    signers_are_who_was_asked,
    suspensions_last,
    nobody_ends_what_another_suspended,
    what_a_change_says_is_there,
    an_address_is_another_once_it_is_proved,
)
