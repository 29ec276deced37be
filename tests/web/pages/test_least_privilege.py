"""Who sets up one application and does nothing else sees the work at it, and no whole request."""

import re

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from core.console.assigning import assign
from core.errors import NotFound
from tests.web import practices
from tests.web.people import BROWSER, SignIn, sign_in_staff
from web.security.guards import StaffOnly

# What names no practice, or only work, pages and accounts at one's own applications; views and absences are
# one's own, and a file holds what its list does.
OPEN = re.compile(
    r"^/support($|/work|/access/|/figures/|/jobs$|/staff/roles$|/views/|/away|/export/"
    r"|(/practices/[^/]+)?/applications/|/stray-accounts)"
)


def _open_to_provisioners(app: Litestar) -> set[tuple[str, str]]:
    """Every route of the console whose guard lets somebody in who sets up one application."""
    found = set()
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            for guard in handler.guards or ():
                allowed = isinstance(guard, StaffOnly) and not guard.cases
                if allowed and (not guard.roles or "provisioning" in guard.roles):
                    found |= {(route.path, method) for method in handler.http_methods}
    return found


def test_no_page_about_whole_requests_lets_in_who_sets_up_some_applications(app: Litestar) -> None:
    routes = _open_to_provisioners(app)
    assert ("/support/work", "GET") in routes
    assert [path for path, _ in routes if path.startswith("/support") and not OPEN.match(path)] == []


async def test_lists_cases_notes_and_assigning_are_closed_to_who_sets_up_one_application(
    app: Litestar, signed_in_client: SignIn
) -> None:
    owner = await signed_in_client()
    number = await practices.submitted(owner)
    marco = await sign_in_staff(app, "provisioning:pacs", name="Marco")
    everything = await sign_in_staff(app, "provisioning", name="Ines")
    case = f"/support/requests/{number}"

    files = [f"/support/export/csv?from=/support/{each}" for each in ("queues/everything", "messages")]
    lists = ("/support/queues/everything", "/support/queues/access?q=desert", "/support/messages")
    for path in (case, *lists, *files):
        refused = await marco.get(path)
        assert refused.status_code == 403 and "You see the work at your own applications" in refused.text
        assert (await everything.get(path)).status_code == 200
    for path, fields in ((f"{case}/notes", {"note-text": "Hello"}), (f"{case}/assign", {"holder": ""})):
        assert (await marco.post_form(path, fields)).status_code == 403

    overview = (await marco.get("/support")).text
    assert "/support/queues" not in overview and "/support/messages" not in overview
    assert "/support/queues/everything" in (await everything.get("/support")).text


async def test_a_request_is_given_only_to_who_can_open_it(app: Litestar, signed_in_client: SignIn) -> None:
    number = await practices.submitted(await signed_in_client())
    kim = await sign_in_staff(app, "analyst")
    marco = await sign_in_staff(app, "provisioning:pacs", name="Marco")

    assert "Marco" not in (await kim.get(f"/support/requests/{number}")).text
    with pytest.raises(NotFound):
        await assign(number, marco.account, by=BROWSER)
