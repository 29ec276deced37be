"""What a SCIM server lists: every page, each account once, and nothing taken for missing that may be."""

from __future__ import annotations

import json
from typing import Any

from scim2_client import SCIMClientException
from scim2_client.engines.httpx2 import AsyncSCIMClient
from scim2_models import ListResponse, SCIMException, SearchRequest, User

from core.plugin_api import TryLater
from core.provisioning.connectors.scim_errors import status_of

A_PAGE, MOST_PAGES, BAD_REQUEST = 100, 50, 400
# Of the accounts for the roster; a server may send smaller pages than it is asked for.
A_PAGE_OF_ALL, MOST_PAGES_OF_ALL, MOST = 1000, 500, 50_000
NO_SUM = "The server's list doesn’t add up: it says that there are more accounts than it shows"
NO_END = "The server's list has no end"
TOO_MANY = "The server lists more than {most:,} accounts: we compare none of them"
UNNAMED = "The server leaves out the attribute that finds accounts"


async def accounts_with(server: AsyncSCIMClient, name: str, value: str) -> list[Any]:
    """List every account for which an attribute has this value, whatever else the server sends along."""
    # A filter's text is written like a JSON string, which leaves nothing to be taken for an operator.
    found = await _every_page(server, f"{name} eq {json.dumps(value)}")
    field = {"externalId": "external_id", "userName": "user_name"}[name]
    if any(not getattr(user, field) for user in found):
        # One that does not say whose it is may be the one we look for.
        raise TryLater(UNNAMED)
    return [user for user in found if getattr(user, field).casefold() == value.casefold()]


async def accounts_marked(server: AsyncSCIMClient, kind: str) -> list[Any]:
    """List every account with an entitlement of this kind; all of them where the server can't find those."""
    pages = A_PAGE_OF_ALL, MOST_PAGES_OF_ALL
    try:
        found = await _every_page(server, f"entitlements.type eq {json.dumps(kind)}", *pages)
    except (SCIMClientException, SCIMException) as problem:
        if status_of(problem) != BAD_REQUEST:
            raise
        return await _every_page(server, None, *pages)
    return [await whole(server, user) for user in found]


async def whole(server: AsyncSCIMClient, user: Any) -> Any:
    """Read an account once more by its own address when a list may have left something out of it."""
    if user.active is not None and user.entitlements is not None:
        return user
    again = await server.query(User, user.id)
    if not isinstance(again, User) or again.id != user.id:
        return user
    entitlements = [*(user.entitlements or ()), *(again.entitlements or ())]
    active = user.active if again.active is None else again.active
    return user.model_copy(update={"active": active, "entitlements": entitlements})


async def _every_page(
    server: AsyncSCIMClient, asked: str | None, count: int = A_PAGE, pages: int = MOST_PAGES
) -> list[Any]:
    found: dict[str, Any] = {}
    position = 1
    for _ in range(pages):
        request: Any = SearchRequest(filter=asked, start_index=position, count=count)
        answer = await server.query(User, query_parameters=request)
        if not isinstance(answer, ListResponse):
            raise TryLater("The server answered something that isn’t a list")
        if (answer.total_results or 0) > MOST:
            raise TryLater(TOO_MANY.format(most=MOST))
        page = {str(user.id): user for user in answer.resources or [] if user.id}
        new = page.keys() - found.keys()
        found |= page
        if len(found) >= (answer.total_results or 0):
            return list(found.values())
        if not new:
            raise TryLater(NO_SUM)
        position = len(found) + 1
    raise TryLater(NO_END)
