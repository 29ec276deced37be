"""Reading a draft: what is stored and, where it asks for more in a practice, what is there now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from core.database import locked, prepared
from core.enrollment.drafts import Asked, Draft, DraftPerson, Section, WaitingRows
from core.enrollment.in_practice import as_it_stands
from core.enrollment.tables import Enrollment
from core.groups.rights import administers, concerned
from core.identity.queries import address_of_account, email_key, holds_role

# People and steps of drafts that were read last: some tens of practices, and the largest one whole.
MOST_KEPT = 1000


async def draft_of(row: Mapping[str, Any], address: str | None = None) -> Draft:
    """Read the whole draft that belongs to a row of `Enrollment`; `address` is its account's, where known."""
    if address is None:
        address = await address_of_account(row["account"]) or ""
    parts = await _parts(row["id"], row["id"], row["id"])
    draft = Draft(
        id=row["id"],
        account=row["account"],
        state=row["state"],
        version=row["version"],
        started_at=row["started_at"],
        changed_at=row["changed_at"],
        address=email_key(address),
        sections={each["name"]: _section(each) for each in parts if each["part"] == "section"},
        everybody=tuple(_person(each) for each in parts if each["part"] == "person"),
        waiting=next((_waiting(each) for each in parts if each["part"] == "import"), WaitingRows()),
        group=row["group"],
    )
    return draft if draft.group is None else await as_it_stands(draft, draft.group)


async def row_of(enrollment: UUID, account: UUID | None, *, lock: bool = False) -> Mapping[str, Any] | None:
    """Find an account's own row of an enrollment, or None; with `lock` held until the transaction ends.

    What asks for more in a practice is its own only as long as it may speak for that practice.
    """
    if account is None:
        return None
    query = _own_row(enrollment, account) if not lock else locked(_own_row.build(enrollment, account))
    rows: list[dict[str, Any]] = await query
    if rows and rows[0]["group"] is not None and not await speaks_for(account, rows[0]["group"]):
        return None
    return rows[0] if rows else None


async def speaks_for(account: UUID | None, group: UUID) -> bool:
    """Tell whether an account may ask for more in a practice: it acts for it, or stands in from support.

    Only analysts stand in, and not where they belong, or once did, themselves.
    """
    if account is None or await administers(account, group):
        return account is not None
    return await holds_role(account, "analyst") and not await concerned(account, [group])


@prepared
def _own_row(enrollment: UUID, account: UUID) -> Any:
    return Enrollment.select().where((Enrollment.id == enrollment) & (Enrollment.account == account))


# All that is typed lies in three tables, which one statement reads: every page of a draft begins with it.
# What comes first has columns of every type, which SQLite takes for those of all.
_PARTS = """
SELECT 'person' AS part, id, role AS name, staff_type, suffix, details AS typed, applications, complete,
  position, version, member
FROM enrollment_person WHERE enrollment = {}
UNION ALL
SELECT 'section', id, name, '', '', answers, NULL, complete, 0, version, NULL
FROM enrollment_section WHERE enrollment = {}
UNION ALL
SELECT 'import', id, file_name, '', '', added, NULL, fresh, waiting, 0, NULL
FROM enrollment_import WHERE enrollment = {}
ORDER BY 9, 2
"""


@prepared
def _parts(people: UUID, sections: UUID, imports: UUID) -> Any:
    return Enrollment.raw(_PARTS, people, sections, imports)


def _section(row: Mapping[str, Any]) -> Section:
    return _made_section(*_of_section(row))


def _person(row: Mapping[str, Any]) -> DraftPerson:
    return _made_person(*_of_person(row))


# A record is made of all that its row says, and no record changes: the same row is the same record, with what
# was found of it before, and one in which anything is different is another. The rows are read each time.
_of_section = itemgetter("name", "typed", "complete", "version")
_of_person = itemgetter(
    "id",
    "name",
    "staff_type",
    "suffix",
    "typed",
    "applications",
    "complete",
    "position",
    "version",
    "member",
)


@lru_cache(maxsize=MOST_KEPT)
def _made_section(name: str, typed: str, complete: bool, version: int) -> Section:
    return Section(name, json.loads(typed), complete, version)


@lru_cache(maxsize=MOST_KEPT)
def _made_person(
    key: UUID, role: str, staff_type: str, suffix: str, typed: str, applications: str, *rest: Any
) -> DraftPerson:
    asked = {
        slug: Asked(bool(each.get("wanted")), each.get("answers") or {})
        for slug, each in json.loads(applications).items()
    }
    return DraftPerson(key, role, staff_type, suffix, json.loads(typed), asked, *rest)


def _waiting(row: Mapping[str, Any]) -> WaitingRows:
    added = json.loads(row["typed"])
    last = len(added[-1]["people"]) if added else 0
    return WaitingRows(row["position"], row["complete"], row["name"], last)
