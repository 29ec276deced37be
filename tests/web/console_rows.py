"""Who gets what of the console: each page for staff with its roles, and for practices it does not exist."""

from __future__ import annotations

from uuid import uuid4

from tests.web.access_matrix import Gets, Path, Row, console, fixed, nowhere, sent, with_key
from tests.web.people import Client

WORK = "/support/work/{item:uuid}"
CASE = "/support/requests/{number:str}"
WORKING = ("analyst", "credentialing", "provisioning")
DECIDING = ("analyst", "credentialing")


def case(end: str = "") -> Path:
    """A page of the console about a request the owner sent."""

    async def path(owner: Client) -> str:
        return "/support" + await sent(end)(owner)

    return path


async def live_case(owner: Client) -> str:
    """The stream of changes of a request the owner sent."""
    return f"/live{await case()(owner)}"


def somebody(beginning: str, end: str = "") -> Path:
    """The same about somebody in it whom nobody knows."""

    async def path(owner: Client) -> str:
        return f"{await case(beginning)(owner)}{uuid4()}{end}"

    return path


CONSOLE = (
    *(
        console(
            method,
            "/support/practices/{practice:uuid}/request",
            "analyst",
            path=with_key("/support/practices/", "/request"),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
    ),
    nowhere("GET", "/staff/set-up/{token:str}", fixed("/staff/set-up/x")),
    nowhere("POST", "/staff/set-up/{token:str}", fixed("/staff/set-up/x")),
    console("GET", "/support"),
    console("GET", "/support/jobs"),
    console("GET", "/support/stray-accounts"),
    console(
        "POST",
        "/support/stray-accounts/{stray:uuid}/clear",
        *("provisioning", "analyst"),
        path=with_key("/support/stray-accounts/", "/clear"),
        gets=Gets.MISSING,
    ),
    console(
        "POST",
        "/support/stray-accounts/{stray:uuid}/open",
        *("provisioning", "analyst"),
        path=with_key("/support/stray-accounts/", "/open"),
        gets=Gets.MISSING,
    ),
    console("GET", "/support/figures/{name:str}", path=fixed("/support/figures/weeks.csv")),
    console("GET", "/support/terms"),
    console("GET", "/support/terms/renew", "analyst", "site-administrator"),
    console("POST", "/support/terms/renew", "analyst", "site-administrator", gets=Gets.OPEN),
    console("GET", "/support/trail", "privacy-officer"),
    console("GET", "/support/trail/export", "privacy-officer"),
    console("GET", "/support/trail/holds", "privacy-officer"),
    *(
        console(
            method,
            f"/support/{about}:uuid}}/{end}",
            "privacy-officer",
            path=with_key(f"/support/{about.partition('{')[0]}", f"/{end}"),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
        for about, end in (
            ("people/{person", "hold"),
            ("practices/{practice", "hold"),
            ("trail/holds/{hold", "end"),
        )
    ),
    console("GET", "/support/queues/{queue:str}", path=fixed("/support/queues/credentials")),
    console("GET", "/support/messages"),
    console("GET", "/support/search"),
    console("POST", "/account/keys"),
    *(
        console(
            method,
            f"/support/people/{{person:uuid}}/{what}",
            "analyst",
            "site-administrator",
            path=with_key("/support/people/", f"/{what}"),
            gets=Gets.MISSING,
        )
        for method in ("GET", "POST")
        for what in ("sign-in", "reset/cancel")
    ),
    console("GET", "/support/away"),
    console("POST", "/support/away"),
    console("POST", "/support/away/end", gets=Gets.OPEN),
    *(
        console(
            method,
            f"/support/staff/{{account:uuid}}/away{end}",
            "site-administrator",
            path=with_key("/support/staff/", f"/away{end}"),
            gets=Gets.MISSING,
        )
        for method, end in (("GET", ""), ("POST", ""), ("POST", "/end"))
    ),
    *(
        console(method, "/support/views/new", path=fixed("/support/views/new?from=/support/work"))
        for method in ("GET", "POST")
    ),
    *(
        console(
            method,
            f"/support/views/{{key:uuid}}{end}",
            path=with_key("/support/views/", end),
            gets=Gets.MISSING,
        )
        for method, end in (("GET", ""), ("GET", "/rename"), ("POST", "/rename"), ("POST", "/remove"))
    ),
    console("GET", "/support/export/{kind:str}", path=fixed("/support/export/csv?from=/support/work")),
    console("GET", "/support/write", "analyst"),
    console("POST", "/support/write", "analyst"),
    console("GET", "/support/texts", "analyst", "credentialing", "site-administrator"),
    console("POST", "/support/texts", "analyst", "site-administrator"),
    *(
        console(
            method,
            f"/support/texts/{{key:uuid}}{end}",
            "analyst",
            "site-administrator",
            path=with_key("/support/texts/", end),
            gets=Gets.MISSING,
        )
        for method, end in (("GET", ""), ("POST", ""), ("POST", "/delete"))
    ),
    console("GET", "/support/people/{person:uuid}", path=with_key("/support/people/"), gets=Gets.MISSING),
    console(
        "GET", "/support/practices/{practice:uuid}", path=with_key("/support/practices/"), gets=Gets.MISSING
    ),
    console("GET", "/support/work"),
    console(
        "GET",
        "/support/work/several",
        "analyst",
        "provisioning",
        path=fixed(f"/support/work/several?do=take&item={uuid4()}"),
    ),
    # A form that names no decision.
    console("POST", "/support/work/several", "analyst", "provisioning", gets=Gets.MISSING),
    console("GET", WORK, path=with_key("/support/work/"), gets=Gets.MISSING),
    console("GET", f"{WORK}/now", path=with_key("/support/work/", "/now"), gets=Gets.MISSING),
    console("GET", f"/live{WORK}", path=with_key("/live/support/work/"), gets=Gets.MISSING),
    *(
        console(
            method,
            f"{WORK}/{what}",
            "analyst",
            "provisioning",
            path=with_key("/support/work/", f"/{what}"),
            gets=Gets.MISSING,
        )
        for method, what in (
            ("POST", "take"),
            ("POST", "give"),
            ("POST", "steps"),
            ("GET", "refuse"),
            ("POST", "refuse"),
            ("POST", "retry"),
            ("GET", "wait"),
            ("POST", "wait"),
            ("POST", "wait/end"),
        )
    ),
    console("GET", "/support/activate", *DECIDING),
    console("POST", "/support/activate", *DECIDING),
    console("GET", f"{CASE}/now", path=case("/now")),
    console("GET", f"/live{CASE}", path=live_case),
    console("GET", f"{CASE}/access/{{kind:str}}", path=case("/access/csv")),
    console("GET", f"{CASE}/decline", *DECIDING, path=case("/decline")),
    console("POST", f"{CASE}/decline", *DECIDING, path=case("/decline")),
    *(
        console(
            method,
            f"{CASE}/people/{{member:uuid}}/{what}",
            "analyst",
            path=somebody("/people/", f"/{what}"),
            gets=Gets.MISSING,
        )
        for method, what in (
            *(("GET", "who"), ("POST", "who"), ("POST", "ask-again")),
            *(("GET", "not-them"), ("POST", "not-them")),
        )
    ),
    console("GET", "/support/assign", "analyst", "credentialing"),
    console("POST", "/support/assign", "analyst", "credentialing"),
    console("GET", CASE, path=case()),
    console("POST", f"{CASE}/assign", *WORKING, path=case("/assign")),
    console("GET", f"{CASE}/wait", *WORKING, path=case("/wait")),
    console("POST", f"{CASE}/wait", *WORKING, path=case("/wait")),
    console("POST", f"{CASE}/wait/end", *WORKING, path=case("/wait/end")),
    console("POST", f"{CASE}/notes", *WORKING, path=case("/notes")),
    console("POST", f"{CASE}/messages", "analyst", path=case("/messages")),
    console("POST", f"{CASE}/messages/settled", "analyst", path=case("/messages/settled")),
    console("POST", f"{CASE}/messages/read", "analyst", path=case("/messages/read"), gets=Gets.MISSING),
    console("POST", f"{CASE}/lines", "analyst", path=case("/lines")),
    console("POST", f"{CASE}/credentials/{{member:uuid}}", *DECIDING, path=somebody("/credentials/")),
    console(
        "POST",
        f"{CASE}/credentials/{{member:uuid}}/look-up",
        *DECIDING,
        path=somebody("/credentials/", "/look-up"),
    ),
    console(
        "POST",
        f"{CASE}/credentials/{{member:uuid}}/address",
        *DECIDING,
        path=somebody("/credentials/", "/address"),
    ),
    console("POST", f"{CASE}/same-practice", *DECIDING, path=case("/same-practice")),
    console("GET", f"{CASE}/give-back", *DECIDING, path=case("/give-back")),
    console("POST", f"{CASE}/give-back", *DECIDING, path=case("/give-back")),
    console("POST", f"{CASE}/take-back", *DECIDING, path=case("/take-back")),
    *(
        console(
            method,
            f"{CASE}/signers/{{signer:uuid}}/{what}",
            "analyst",
            path=somebody("/signers/", f"/{what}"),
            gets=Gets.MISSING,
        )
        for method, what in (
            ("POST", "again"),
            ("GET", "address"),
            ("POST", "address"),
            ("GET", "replace"),
            ("POST", "replace"),
        )
    ),
    console("GET", f"{CASE}/agreement/void", "analyst", path=case("/agreement/void")),
    console("POST", f"{CASE}/agreement/void", "analyst", path=case("/agreement/void")),
    console(
        "GET",
        f"{CASE}/agreement/{{key:uuid}}/signed.pdf",
        "analyst",
        "credentialing",
        "privacy-officer",
        "site-administrator",
        path=somebody("/agreement/", "/signed.pdf"),
        gets=Gets.MISSING,
    ),
    console("POST", f"{CASE}/agreement/anew", "analyst", path=case("/agreement/anew")),
)
CORRECT = (
    # Nothing was given back to be corrected.
    Row(
        "GET",
        "/requests/{number:str}/correct",
        Gets.SIGN_IN,
        Gets.SECOND,
        *[Gets.MISSING] * 2,
        sent("/correct"),
        staff=Gets.CONSOLE,
    ),
    Row(
        "POST",
        "/requests/{number:str}/correct",
        Gets.SIGN_IN,
        Gets.SECOND,
        *[Gets.MISSING] * 2,
        sent("/correct"),
        staff=Gets.CONSOLE,
    ),
)

ROWS = (*CONSOLE, *CORRECT)
