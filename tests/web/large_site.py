"""A site with any number of requests, and the pages that must not feel how many there are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from core.access.recount import mend
from core.access.tables import RequestNumber
from core.database.statements import Statements
from tests.core.console.many import make_many, make_many_in_postgres
from tests.web.people import Client, running, settings_for, sign_in_person, sign_in_staff
from tests.web.practices import submitted, with_people
from web.app import create_app

MEMBER, GROUP = UUID(int=2 * 10**9 + 7), UUID(int=8)
OF_STAFF = (
    "/support",
    "/support/queues/agreements",
    "/support/queues/credentials",
    "/support/queues/access",
    "/support/queues/everything",
    "/support/queues/everything?holder=mine",
    "/support/work",
    "/support/work?sort=person",
    "/support/queues/everything?sort=practice",
    "/support/away",
    "/support/messages",
    "/support/search?q=sponsor7@practice.example",
    "/support/search?q=practice",
    "/support/search?q=nobody+at+all",
    f"/support/people/{MEMBER}",
    f"/support/practices/{GROUP}",
    "the case",
)
OF_PRACTICES = ("/requests", "/my-applications", "the request", "the draft")


@asynccontextmanager
async def site_with(url: str, count: int) -> AsyncIterator[dict[str, tuple[Client, str]]]:
    """The browser and the address for each page: an analyst's, or that of somebody with request and draft."""
    if url.startswith("sqlite"):
        make_many(url, count)
    else:
        await make_many_in_postgres(url, count)
    async with running(create_app(settings_for(url))) as app:
        await mend()
        # After those of the crowd.
        await RequestNumber.insert(RequestNumber(id=1, last=5_000_000))
        analyst = await sign_in_staff(app, "analyst")
        practice = await sign_in_person(app, "ada@practice.example")
        number = await submitted(practice)
        here = {"the case": f"/support/requests/{number}", "the request": f"/requests/{number}"}
        here["the draft"] = await with_people(practice)
        whose = {path: analyst if path in OF_STAFF else practice for path in (*OF_STAFF, *OF_PRACTICES)}
        yield {path: (client, here.get(path, path)) for path, client in whose.items()}


def what_was_read(statements: Statements) -> Statements:
    """The statements that only read; the reads themselves where they were asked together."""
    pairs = list(zip(statements.texts, statements.values, strict=True))
    single = [read for each in pairs for read in statements.reads.get(each[0], [each])]
    kept = [each for each in single if each[0].lstrip().upper().startswith(("SELECT", "WITH"))]
    return Statements([text for text, _ in kept], [values for _, values in kept])
