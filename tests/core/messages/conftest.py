"""A request that was sent, and the two sides that talk about it."""

from uuid import UUID, uuid4

import pytest

from core.actor import Actor
from core.database import Database
from core.enrollment import starting
from core.enrollment.submission import submit
from core.identity.bound import bind
from core.identity.tables import Account
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.enrollment.conftest import by, portal
from tests.core.enrollment.test_submission import complete

__all__ = ["by", "portal"]


@pytest.fixture
def analyst() -> Actor:
    return Actor("staff", uuid4(), "Dana Whitfield", "198.51.100.4", "Firefox")


@pytest.fixture
async def number(database: Database, portal: Portal, by: Actor, clock: MovableClock) -> str:
    """The number of a request of an account with a proved address."""
    email = "ben@peaks.example"
    await Account.insert(
        bind(Account(id=by.account, email=email, email_key=email, first_name="Ben", created_at=clock()))
    )
    enrollment: UUID = await starting.start(by=by)
    await complete(portal, enrollment, by)
    return (await submit(portal, enrollment, by=by)).number
