"""A draft with its sponsor and administrator, into which lists are read."""

from uuid import UUID

import pytest

from core.actor import Actor
from core.enrollment.drafts import Draft
from core.portal import Portal
from tests.core.enrollment.conftest import with_people


@pytest.fixture
async def draft(portal: Portal, enrollment: UUID, by: Actor) -> Draft:
    return await with_people(portal, enrollment, by)
