"""The routes of which the walk through the second site shows no page, and why: all others it must show."""

from __future__ import annotations

import re

# Files, fragments, streams and what machines read; and pages that only a link or a form just sent leads to.
NO_WHOLE_PAGE = re.compile(
    r"\{kind:str\}$|\.pdf$|/(?:puzzle|proof|receipt|rejects|now|export)$|^/(?:live|static|trail|health|ready)\b"
    r"|^/support/trail\b|\{(?:token:str|reference:uuid|key:uuid)\}|^/signing/|^/sign-in/|/figures/"
)
# A site at which people join has no lists of people, no sponsor, no backup administrator; and its one
# application has no pages of its own.
NOT_AT_THIS_SITE = re.compile(
    r"/sponsor\b|/backup\b|/objections/|^/enrollment/\{[^}]+\}/(?:members|import|why)\b|\{path:path\}|/\{path:str\}"
    r"|/applications/\{slug:str\}/"
)
# What a site administrator changed in the browser, and how; the demo changes nothing.
OF_A_CHANGE = re.compile(r"^/support/site/.*\{")
# What would have to be going on for them is not going on in the demo, or was not chosen on a page before.
IN_ANOTHER_STATE = frozenset(
    {
        "/account/authenticator/set-up",
        "/account/texts",
        "/enrollment/{enrollment_id:uuid}/check",
        "/known-person/about/{member:uuid}",
        "/office/reviews",
        "/registered",
        "/office/leavers/{leaving:uuid}",
        "/office/reviews/{review:uuid}/people/{member:uuid}",
        "/office/{group:uuid}/administrator/withdraw",
        "/office/{group:uuid}/misuse/sent",
        "/requests/{number:str}/agreement/anew",
        "/requests/{number:str}/correct",
        "/requests/{number:str}/sent",
        "/requests/{number:str}/take-back",
        "/requests/{number:str}/take-over",
        "/requests/{number:str}/why/{member:uuid}/{slug:str}",
        "/support/activate",
        "/support/assign",
        "/support/changes/{change:uuid}",
        "/support/jobs",
        "/support/stray-accounts",
        "/support/leavers/{leaving:uuid}",
        "/support/people/{person:uuid}/reset/cancel",
        "/support/practices/{practice:uuid}/administrator/withdraw",
        "/support/practices/{practice:uuid}/signers/{signer:uuid}/address",
        "/support/practices/{practice:uuid}/signers/{signer:uuid}/replace",
        "/support/requests/{number:str}/decline",
        "/support/requests/{number:str}/people/{member:uuid}/not-them",
        "/support/requests/{number:str}/people/{member:uuid}/who",
        "/support/requests/{number:str}/signers/{signer:uuid}/address",
        "/support/requests/{number:str}/signers/{signer:uuid}/replace",
        "/support/reviews/practices/{review:uuid}/people/{member:uuid}",
        "/support/site/changes",
        "/support/staff/{account:uuid}/end",
        "/support/staff/{account:uuid}/roles",
        "/support/staff/{account:uuid}/sign-in",
        "/support/work/several",
    }
)
