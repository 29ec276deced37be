"""A site that is served, and somebody who looks after it."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from core.actor import Actor
from core.database import Database
from core.running.running import Running
from core.site import find_site, load_site
from tests.practices.portals import portal_of

LEAD = Actor(kind="staff", account=uuid4(), name="Robin Vance")
CLINIC = {"code": "NEW", "name": "Clinic on the Hill", "region": "arizona"}

Serve = Callable[[], Running]


@pytest.fixture
def serve(database: Database) -> Serve:
    """Serves the site in one more process."""
    return lambda: Running(portal_of(load_site(find_site("banner"))))


@pytest.fixture
def running(serve: Serve) -> Running:
    return serve()
