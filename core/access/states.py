"""Every state of an enrollment, a group, a request and a grant, and every legal move between them."""

from __future__ import annotations

from collections.abc import Mapping

from core.moves import Moves, leads_to

REQUEST_WORDS: Mapping[str, str] = {
    "waiting-for-signatures": "Waiting for signatures",
    "checking-credentials": "Credentials are being checked",
    "waiting-for-correction": "Waiting for corrections",
    "to-be-decided": "Waiting for a decision",
    "in-progress": "Being set up",
    "done": "Done",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
}
# Requests that came to nothing: whatever becomes of an agreement changes nothing about them.
REFUSED = frozenset({"declined", "withdrawn"})


def _request(first: str, table: Mapping[str, frozenset[str]]) -> Moves:
    over = {"done": leads_to(), "declined": leads_to(), "withdrawn": leads_to()}
    return Moves(
        "request", first, {**table, **over}, {state: REQUEST_WORDS[state] for state in (*table, *over)}
    )


# A request that an agreement has to be signed for.
_SIGNED = _request(
    "waiting-for-signatures",
    {
        "waiting-for-signatures": leads_to("checking-credentials", "declined", "withdrawn"),
        "checking-credentials": leads_to("in-progress", "waiting-for-correction", "declined", "withdrawn"),
        "waiting-for-correction": leads_to("checking-credentials", "declined", "withdrawn"),
        "in-progress": leads_to("done", "withdrawn"),
    },
)
# A request under an agreement that is in force already.
_DECIDED = _request(
    "to-be-decided",
    {
        "to-be-decided": leads_to("in-progress", "done", "declined", "withdrawn"),
        "in-progress": leads_to("done", "withdrawn"),
    },
)
REQUESTS: Mapping[str, Moves] = {
    "enrollment": _SIGNED,
    "transfer": _SIGNED,
    "sponsor": _SIGNED,
    "applications": _DECIDED,
    "change": _DECIDED,
    "leaver": _DECIDED,
}

GRANT = Moves(
    "grant",
    "requested",
    {
        "requested": leads_to("approved", "denied", "revoked"),
        "approved": leads_to("provisioning", "revoked"),
        "provisioning": leads_to("active", "failed", "revoked"),
        "failed": leads_to("provisioning", "revoked"),
        "active": leads_to("suspended", "revoked", "expired"),
        # Suspending took the access away at the application, so that it has to be set up again.
        "suspended": leads_to("provisioning", "revoked", "expired"),
        "denied": leads_to("requested"),
        "revoked": leads_to("requested"),
        "expired": leads_to("requested"),
    },
    {
        "requested": "Requested",
        "approved": "In progress",
        "provisioning": "In progress",
        "failed": "Can’t complete",
        "active": "Active",
        "suspended": "Suspended",
        "denied": "Declined",
        "revoked": "Ended",
        "expired": "Ended",
    },
)
# A grant in one of these has the pages of its plugin.
PREPARED = ("provisioning", "active", "suspended")
# Of a grant, everything that is not over already.
ALIVE = ("requested", "approved", "provisioning", "failed", "active", "suspended")
