"""Reading a draft: what is stored and, where it asks for more in a practice, what is there now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from core.database import locked, prepared
from core.enrollment.drafts import Asked, Draft, DraftPerson, Section
from core.enrollment.in_practice import as_it_stands
from core.enrollment.tables import Enrollment, EnrollmentPerson, EnrollmentSection
from core.groups.rights import administers
from core.identity.queries import address_of_account, email_key


async def draft_of(row: Mapping[str, Any]) -> Draft:
    """Read the whole draft that belongs to a row of `Enrollment`."""
    draft = Draft(
        id=row["id"],
        account=row["account"],
        state=row["state"],
        version=row["version"],
        started_at=row["started_at"],
        changed_at=row["changed_at"],
        address=email_key(await address_of_account(row["account"]) or ""),
        sections={each["name"]: _section(each) for each in await _sections(row["id"])},
        everybody=tuple(map(_person, await _people(row["id"]))),
        group=row["group"],
    )
    return draft if draft.group is None else await as_it_stands(draft, draft.group)


async def row_of(enrollment: UUID, account: UUID | None, *, lock: bool = False) -> Mapping[str, Any] | None:
    """Find an account's own row of an enrollment, or None; with `lock` held until the transaction ends.

    What asks for more in a practice is its own only as long as it acts for that practice.
    """
    if account is None:
        return None
    query = _own_row(enrollment, account) if not lock else locked(_own_row.build(enrollment, account))
    rows: list[dict[str, Any]] = await query
    if rows and rows[0]["group"] is not None and not await administers(account, rows[0]["group"]):
        return None
    return rows[0] if rows else None


@prepared
def _own_row(enrollment: UUID, account: UUID) -> Any:
    return Enrollment.select().where((Enrollment.id == enrollment) & (Enrollment.account == account))


@prepared
def _sections(enrollment: UUID) -> Any:
    return EnrollmentSection.select().where(EnrollmentSection.enrollment == enrollment).output(load_json=True)


@prepared
def _people(enrollment: UUID) -> Any:
    theirs = EnrollmentPerson.select().where(EnrollmentPerson.enrollment == enrollment)
    in_order = theirs.order_by(EnrollmentPerson.position, EnrollmentPerson.id)
    return in_order.output(load_json=True)


def _section(row: Mapping[str, Any]) -> Section:
    return Section(row["name"], row["answers"], row["complete"], row["version"])


def _person(row: Mapping[str, Any]) -> DraftPerson:
    asked = {
        slug: Asked(bool(each.get("wanted")), each.get("answers") or {})
        for slug, each in row["applications"].items()
    }
    names = ("id", "role", "staff_type", "suffix", "details", "complete", "position", "version", "member")
    return DraftPerson(**{name: row[name] for name in names}, applications=asked)
