"""The shipped site."""

from collections.abc import Iterator

import pytest

from core.database import Database
from core.identity.hashing import PasswordHashing
from core.identity.shared import Identity
from core.portal import Portal
from tests.core.office.following import CARA, having_signed_in
from tests.practices import AMARA, BEN, KEYS, ROSA, Practice, active, portal_for


@pytest.fixture(scope="session")
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    """An active practice that Ben administers and Rosa sponsors; Amara and Cara could follow."""
    made = await active(portal, BEN, ROSA, AMARA, CARA)
    await having_signed_in(made, "Rosa", "Amara", "Cara")
    return made


@pytest.fixture(scope="session")
def identity(portal: Portal) -> Iterator[Identity]:
    made = Identity(portal.site, portal.mail, KEYS, PasswordHashing(KEYS, cheap=True))
    yield made
    made.close()
