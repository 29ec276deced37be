"""Access to the boards, made over HTTP: one account for each human, marked with what it is there for."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx2
from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from core.plugin_api import (
    Absent,
    Differs,
    Done,
    Evidence,
    Found,
    Grant,
    Held,
    Ok,
    OnRoster,
    Options,
    Outcome,
    Standing,
    Trouble,
    TryLater,
    Used,
    Vitals,
)
from machine_application.fields import Wards
from machine_application.options import BoardOptions

SECONDS, MOST_BYTES = 5, 100_000


class Account(BaseModel):
    """One account as the boards tell of it."""

    id: str
    login: str
    enabled: bool
    marks: tuple[str, ...]
    seen: AwareDatetime | None = None


_ACCOUNTS = TypeAdapter(list[Account])


class Boards:
    """Looks for the account of the human before it makes one; believes what it reads, and nothing else."""

    async def grant(self, grant: Grant[Wards], /) -> Outcome:
        """One account that is on and bears the mark of this access."""
        async with _system(grant.options) as system:
            mine = await _mine(system, grant)
            if mine is None:
                about = {"human": grant.person.identity, "login": grant.person.portal_id}
                await _asked(system, "POST", "/accounts", about | {"marks": [grant.key]})
            elif not mine.enabled or grant.key not in mine.marks:
                await _put(system, mine, {*mine.marks, grant.key})
        return Done(mine.login if mine else grant.person.portal_id)

    async def revoke(self, held: Held[Wards], /) -> Outcome:
        """No account with this mark, and none that is on for nothing."""
        async with _system(held.options) as system:
            mine = await _mine(system, held)
            if mine is not None and held.key in mine.marks:
                await _put(system, mine, {*mine.marks} - {held.key})
        return Done()

    async def check(self, held: Held[Wards], /) -> Standing:
        """The account that bears the mark, when it is on."""
        async with _system(held.options) as system:
            mine = await _mine(system, held)
        if mine is None or held.key not in mine.marks:
            return Absent()
        return Found(mine.login) if mine.enabled else Differs(("The account is off.",), mine.login)


async def health(options: BoardOptions) -> Vitals:
    """Ask for nobody's account, which needs all that access needs."""
    try:
        async with _system(options) as system:
            await _asked(system, "GET", "/accounts?human=nobody")
    except TryLater as problem:
        if isinstance(answer := problem.__cause__, httpx2.HTTPStatusError):
            refused = answer.response.status_code == httpx2.codes.UNAUTHORIZED
            return Vitals(reach=Ok(), credentials=Trouble("They are refused.") if refused else None)
        return Vitals(reach=Trouble("It does not answer."))
    return Vitals(reach=Ok(), credentials=Ok())


async def roster(options: BoardOptions) -> AsyncIterator[OnRoster]:
    """Every account, once for each access that it bears the mark of."""
    found = await _every(options)
    for each in found:
        for mark in each.marks:
            yield OnRoster(key=mark, account=each.login, enabled=each.enabled)


async def usage(options: BoardOptions, since: datetime) -> AsyncIterator[Used]:
    """When somebody was last seen at the boards, for each access that their account bears the mark of."""
    for each in await _every(options):
        if (seen := each.seen) and seen >= since:
            for used in [Used(key=mark, at=seen) for mark in each.marks]:
                yield used


async def evidence(grant: Grant[Wards]) -> Evidence | None:
    """What the boards know of the account; nothing where there is none that bears the mark."""
    async with _system(grant.options) as system:
        mine = await _mine(system, grant)
    if mine is None or grant.key not in mine.marks:
        return None
    return Evidence(
        facts=(("Account", mine.login), ("It is", "on" if mine.enabled else "off")), last_used=mine.seen
    )


async def _every(options: BoardOptions) -> list[Account]:
    async with _system(options) as system:
        return _ACCOUNTS.validate_json(await _asked(system, "GET", "/accounts"))


@asynccontextmanager
async def _system(options: Options) -> AsyncIterator[httpx2.AsyncClient]:
    """A connection to the boards; whatever goes wrong on it is tried again later."""
    assert isinstance(options, BoardOptions)
    opens = {"Authorization": f"Bearer {options.opens.get_secret_value()}"}
    try:
        async with httpx2.AsyncClient(
            base_url=options.address, headers=opens, timeout=SECONDS, verify=options.address[:5] == "https"
        ) as system:
            yield system
    except (httpx2.HTTPError, ValidationError) as problem:
        raise TryLater("The bed boards gave no answer that can be read") from problem


async def _mine(system: httpx2.AsyncClient, held: Held[Wards]) -> Account | None:
    read = await _asked(system, "GET", f"/accounts?human={held.person.identity}")
    found = _ACCOUNTS.validate_json(read)
    return found[0] if found else None


async def _put(system: httpx2.AsyncClient, mine: Account, marks: set[str]) -> None:
    await _asked(system, "PUT", f"/accounts/{mine.id}", {"enabled": bool(marks), "marks": sorted(marks)})


async def _asked(
    system: httpx2.AsyncClient, method: str, path: str, body: Mapping[str, Any] | None = None
) -> bytes:
    """Ask, and read no more of the answer than the boards ever have to say."""
    async with system.stream(method, path, json=body) as answer:
        if answer.status_code == httpx2.codes.TOO_MANY_REQUESTS:
            raise TryLater("The bed boards are busy", float(answer.headers.get("Retry-After", 60)))
        answer.raise_for_status()
        read = b""
        async for piece in answer.aiter_bytes():
            read += piece
            if len(read) > MOST_BYTES:
                raise TryLater("The bed boards said too much")
    return read
