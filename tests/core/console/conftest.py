"""A request that waits for its credentials to be checked, and staff who may do so."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from core import clock
from core.access.request_moves import CHECKING
from core.access.tables import Request
from core.actor import Actor
from core.console.credentials import prove_address
from core.enrollment.submission import submit
from core.groups.tables import Member
from core.identity.bound import bind
from core.identity.tables import Account
from core.portal import Portal
from tests.core.enrollment.conftest import by, careconnect, enrollment, portal
from tests.core.enrollment.test_submission import complete

__all__ = ["by", "careconnect", "enrollment", "portal"]


@dataclass(frozen=True)
class Case:
    """A submitted request: its number, its group and the people whose credentials count."""

    number: str
    request: UUID
    group: UUID
    people: dict[str, UUID]

    @property
    def sponsor(self) -> UUID:
        return self.people["sponsor"]

    async def state(self) -> str:
        row = await Request.select(Request.state).where(Request.id == self.request).first()
        assert row
        return row["state"]


async def hired(email: str = "kim@health.example", name: str = "Kim Alvarez") -> Actor:
    row = Account(email_key=email, email=email, first_name=name.partition(" ")[0])
    row.last_name = name.partition(" ")[2]
    row.phone, row.extension, row.password_hash, row.staff_roles = "", "", "x", "credentialing"
    row.created_at = clock.now()
    await Account.insert(bind(row))
    return Actor("staff", row.id, name, "203.0.113.9", "Firefox")


async def prove(portal: Portal, case: Case, kim: Actor) -> None:
    """The sponsor's address stands in the medical-staff file."""
    await prove_address(portal, case.number, case.sponsor, "staff-file", "Page 3 of the file.", by=kim)


@pytest.fixture
async def kim(database: object) -> Actor:
    return await hired()


@pytest.fixture
async def case(portal: Portal, enrollment: UUID, by: Actor) -> Case:
    """Sent, and signed by everybody as far as its state tells."""
    await complete(portal, enrollment, by)
    receipt = await submit(portal, enrollment, by=by)
    await Request.update({Request.state: CHECKING}).where(Request.id == receipt.request)
    row = await Request.select(Request.group).where(Request.id == receipt.request).first()
    assert row
    members = await Member.select().where(Member.group == row["group"])
    people = {"sponsor" if each["asked_as"] == "sponsor" else each["suffix"]: each["id"] for each in members}
    return Case(receipt.number, receipt.request, row["group"], people)
