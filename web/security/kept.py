"""What was typed when the session was over: kept, and put back once the same person has signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection

from core.actor import Actor
from core.identity import Identity, kept_forms
from core.identity.kept_forms import Fields, SentForm
from web.security.addresses import address_of, agent_of
from web.security.bodies import form_of

KEPT = "/kept"
# Where it is proved once more who somebody is, and the name under which a form says for which kept form.
PROOF, PROOF_FIELD = "/account/proof", "proof"
# Passwords and codes are typed again; who is signed out need not sign out.
NEVER = ("/account/", "/sign-out")


async def kept_path(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """Keep the form that somebody sent whose session was over; return where it is put back.

    Only a form that we drew ourselves for an account is kept, and only for that account.
    """
    account: UUID | None = connection.state.get("drawn_for")
    if account is None or connection.url.path.startswith(NEVER):
        return None
    request: Request[Any, Any, Any] = connection  # type: ignore[assignment] # HTTP routes hand guards a Request
    form = await form_of(request)
    if waiting := form.get(PROOF_FIELD):
        return own_kept(str(waiting))
    fields = typed(form)
    if not fields:
        return None
    identity: Identity = connection.app.state.identity
    by = Actor("person", account, "", address_of(connection), agent_of(connection))
    query = f"?{connection.url.query}" if connection.url.query else ""
    sent = SentForm(connection.url.path + query, fields)
    key = await kept_forms.keep(identity, account, sent, by=by)
    return f"{KEPT}/{key}" if key else None


def own_kept(key: str) -> str | None:
    """Return where a form is put back that waited for a proof when the session ended."""
    try:
        return f"{KEPT}/{UUID(key)}"
    except ValueError:
        return None


def typed(form: Any) -> Fields:
    """List what a form sent, without the files and without its token."""
    return [(name, text) for name, text in form.multi_items() if isinstance(text, str) and name != "csrf"]
