"""What must hold of terms and of access that nobody uses, after every step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from core.access.looking import DISUSE
from core.access.renewing import TERM
from core.agreements.term import end_of_term
from core.portal import Portal
from tests.core.walk.picture import Picture, Row
from tests.core.walk.requests import line_of

Faults = Iterator[str]
A_DAY = timedelta(days=1)
FOREVER = datetime.max.replace(tzinfo=UTC)


def no_day_of_a_term_is_lost(portal: Portal, p: Picture) -> Faults:
    """What renews a term begins where that ends, or with the last signature; an event can shorten it."""
    for each in p.all("agreement"):
        if each["in_force_at"] is None:
            continue
        due = min(_whole_term(portal, each), p.shortened.get(each["id"], FOREVER))
        if _time(each["ends_at"]) != due or _time(each["binds_until"]) < due:
            yield f"agreement {each['id']} ends at {each['ends_at']} and should at {due}"


def _whole_term(portal: Portal, agreement: Row) -> datetime:
    from_ = agreement["content"].get("term_from") or agreement["in_force_at"]
    begins = max(_time(agreement["in_force_at"]), _time(from_))
    return end_of_term(begins, agreement["content"]["term_months"], portal.site.zone)


def every_end_of_a_term_is_seen_to(portal: Portal, p: Picture) -> Faults:
    """Until its last notice; another that goes on longer has its own end."""
    coming = {each["key"] for each in p.all("due") if each["due"]}
    for each in p.all("agreement"):
        last = max(_bind(p, each["group"]), key=lambda row: row["ends_at"], default=None)
        if last is each and _time(each["ends_at"]) - A_DAY > p.now and f"{TERM}:{each['id']}" not in coming:
            yield f"agreement {each['id']} ends and nobody will be told"


def whoever_has_access_is_expected_to_use_it(portal: Portal, p: Picture) -> Faults:
    """Somebody looks, sooner or later, at everyone who has access that works."""
    coming = {each["key"] for each in p.all("due") if each["due"]}
    for grant in p.all("access_grant"):
        if grant["state"] == "active" and f"{DISUSE}:{grant['member']}" not in coming:
            yield f"{line_of(grant)} and nobody looks whether it is used"


def _bind(p: Picture, group: str) -> list[Row]:
    return [each for each in p.all("agreement") if each["group"] == group and each["state"] == "in-force"]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
