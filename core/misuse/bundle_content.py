"""What stands on the evidence of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.misuse.deadlines import in_words
from core.misuse.queries.cases import CaseView
from core.misuse.states import SEEN
from core.names import first_upper
from core.paper import paper_of
from core.portal import Portal
from core.texts import as_data
from core.texts.blocks import facts


def bundle_data(
    portal: Portal, view: CaseView, rows: Sequence[Mapping[str, Any]], to: str, now: datetime
) -> dict[str, Any]:
    """Collect all that is drawn."""
    site, record = portal.site, view.record
    moment = site.dates.moment

    def read(text: str | None) -> str:
        return moment(datetime.fromisoformat(text)) if text else "–"

    return {
        "organization": site.brand.organization,
        "name": view.case.about_name or "someone unknown",
        "group": view.group.name,
        "number": str(view.case.id),
        "paper": paper_of(site.address.country),
        "zone": f"Times are those of {site.timezone}.",
        "facts": as_data(facts(*_facts(portal, view, to, now))),
        "what": view.case.what,
        "taken_at": read(record["taken_at"]),
        "record_sha256": view.case.record_sha256,
        "access": [
            [each["application"], each["state"], each["account"] or "–", read(each["since"])]
            for each in record.get("access", ())
        ],
        "openings": [
            [read(each["at"]), each["application"], each["address"]] for each in record.get("openings", ())
        ],
        "sign_ins": [[read(each["at"]), each["address"]] for each in record.get("sign_ins", ())],
        "notes": [[moment(each.at), each.by, each.text] for each in view.notes],
        "events": [
            [str(row["number"]), moment(row["at"], seconds=True), row["action"], row["actor_name"]]
            for row in rows
        ],
        "last_leaf": rows[-1]["leaf"],
    }


def _facts(portal: Portal, view: CaseView, to: str, now: datetime) -> list[list[str]]:
    site, case = portal.site, view.case
    member = view.record.get("person", {})
    found = [
        ["Person", case.about_name or "Unknown"],
        [first_upper(site.terms.login), member.get("login", "")],
        [first_upper(site.terms.practice), view.group.name],
        ["Reported by", case.reporter_name],
        ["Said by", case.caller],
        ["Noticed", site.dates.moment(case.noticed_at)],
        ["Written report", in_words(portal, case)],
        ["Patient data seen", SEEN.get(case.seen, "")],
        ["Outcome", ". ".join(filter(None, (view.outcome, case.reason)))],
        ["Handed to", to],
        ["Made", site.dates.moment(now, seconds=True)],
    ]
    return [each for each in found if each[1]]
