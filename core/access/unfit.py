"""Access that its plugin cannot take over any more: switched off here, or with answers that no longer fit."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.given import answers_that_fit
from core.access.states import PREPARED
from core.access.tables import Grant
from core.apart import Silent
from core.plugin_api import ClinicalApplication

_AT_ONCE = 500
# Grants in other states have come to their end; what is still to be taken away for them is work.
HELD = ("requested", "approved", "provisioning", "active", "suspended", "failed")
# Answers are few and alike where an application asks little; grouped, no site is read row by row twice.
ANSWERED = """
SELECT application, MAX(application_name) AS name, fields_version, answers, COUNT(*) AS number
FROM (SELECT application, application_name, fields_version, CAST(answers AS TEXT) AS answers
      FROM access_grant WHERE state IN ({}, {}, {}, {}, {}, {})) AS held
GROUP BY application, fields_version, answers ORDER BY application
"""

HAVING = """
SELECT application, COUNT(*) AS number FROM access_grant WHERE state IN ({}, {}) GROUP BY application
"""


@dataclass(frozen=True, slots=True)
class Unfit:
    """How many people hold an application, or ask for it, that cannot be handed to its plugin, and why."""

    application: str
    name: str
    number: int
    switched_off: bool

    def __str__(self) -> str:
        held = f"{self.number} held or asked for"
        if self.switched_off:
            return f"{self.application}: {self.name} is switched off here, {held}"
        return f"{self.application}: {self.name} asks what was never answered, {held}"


async def held_of_each() -> dict[str, int]:
    """Count the people who have each application now."""
    rows = await Grant.raw(HAVING, "active", "suspended")
    return {row["application"]: int(row["number"]) for row in rows}


async def unfit(applications: Mapping[str, ClinicalApplication[Any]]) -> list[Unfit]:
    """Count what is held of each application that is switched off, or whose stored answers no longer fit."""
    counted: Counter[tuple[str, str, bool]] = Counter()
    for row in await Grant.raw(ANSWERED, *HELD):
        application = applications.get(row["application"])
        raw, version = json.loads(row["answers"]), row["fields_version"]
        if application is None:
            counted[row["application"], row["name"], True] += row["number"]
        elif not _fit(application, raw, version):
            counted[row["application"], application.name, False] += row["number"]
    return [Unfit(slug, name, number, gone) for (slug, name, gone), number in counted.items()]


async def never_answered(application: ClinicalApplication[Any]) -> list[UUID]:
    """List the access to an application that has answers of another version, which do not fit this one."""
    found, last = list[UUID](), UUID(int=0)
    held = (Grant.application == application.slug) & Grant.state.is_in([*PREPARED])
    earlier = held & (Grant.fields_version != str(application.fields_version))
    while True:
        query = Grant.select(Grant.id, Grant.answers, Grant.fields_version).where(earlier & (Grant.id > last))
        rows = await query.order_by(Grant.id).limit(_AT_ONCE).output(load_json=True)
        found += [row["id"] for row in rows if not _fit(application, row["answers"], row["fields_version"])]
        if len(rows) < _AT_ONCE:
            return found
        last = rows[-1]["id"]


def _fit(application: ClinicalApplication[Any], raw: Mapping[str, Any], version: str) -> bool:
    """Tell whether they fit; of a plugin that does not answer nothing is said."""
    try:
        return answers_that_fit(application, raw, version) is not None
    except Silent:
        return True
