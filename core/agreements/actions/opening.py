"""From a personal link to a browser that has proved the signer's address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.agreements.context import Signing
from core.agreements.moving import locked
from core.agreements.queries import Link, Seat, find_link, find_seat_for_code, link_again, own_link
from core.agreements.tables import VISIT, Signer, SignerVisit
from core.audit import change
from core.audit.holds import lasting
from core.binding import code_of, is_code
from core.errors import Invalid, NotFound, Stale, TooMany
from core.identity.limits import Limit
from core.identity.policy import by_network, spend
from core.identity.queries import is_held
from core.identity.refusals import refuse
from core.tokens import hash_of, new_digit_code, new_token, typed_digit_code

CODE_MINUTES = 15
VISIT_MINUTES = 60
_CODE = "signing code"
MOST_TRIES = 5
MOST_CODES, CODES_HOURS = 5, 1
# Links and codes that somebody tries; whoever got a link passed on spends no tries of another browser.
BY_NETWORK = Limit("signing-network", 200, 15 * 60)
BY_VISIT = Limit("signing-visit", 30, 15 * 60)


@dataclass(frozen=True, slots=True)
class Opened:
    """The browser's own token, to be kept in a cookie, and whose page it opens."""

    signer: UUID
    token: str


async def open_link(signing: Signing, token: str, *, by: Actor, signed_in_as: str | None = None) -> Opened:
    """Mail a code to the address the link was sent to; the browser that asked may then enter it.

    NotFound for a link nobody was sent; Stale, in words, for one that has been used, has expired, was
    replaced, or belongs to somebody other than the account that is signed in; TooMany codes in an hour.
    """
    await spend(*by_network(BY_NETWORK, by), by=by)
    return await _opened(signing, await find_link(token, signed_in_as), by)


async def open_signed_in(signing: Signing, signer: UUID, address: str, *, by: Actor) -> Opened:
    """Do the same for a signer who is signed in under their address and has no link at hand.

    The code is mailed all the same: an address was proved once, and who signs proves it now.
    """
    await spend(*by_network(BY_NETWORK, by), by=by)
    return await _opened(signing, await own_link(signer, address), by)


async def send_another_code(signing: Signing, signer: UUID, token: str, *, by: Actor) -> Opened:
    """Mail another code to a browser that was not proved yet; the earlier one is worth nothing after it.

    NotFound for a browser that nobody opened the link in, Stale when nothing is to be signed any more,
    TooMany codes in an hour.
    """
    await spend(*by_network(BY_NETWORK, by), by=by)
    seat = await find_seat_for_code(signer, token)
    return await _opened(signing, link_again(seat), by, instead_of=seat.visit)


async def _opened(signing: Signing, link: Link, by: Actor, *, instead_of: UUID | None = None) -> Opened:
    subject = ("agreement", link.agreement.id)
    if link.state != "open":
        await refuse(
            "agreement.link-refused", f"{link.signer.id}:{link.state}", by=by, subject=subject, why=link.state
        )
        raise Stale(f"This link is {link.state}.")
    by, opened = replace(by, name=link.signer.name), Opened(link.signer.id, new_token())
    async with change("agreement.opened", by=by, subject=subject, signer=opened.signer):
        await locked(link.agreement.id)
        await _count_codes(opened.signer)
        if instead_of is not None:
            await SignerVisit.update({SignerVisit.until: clock.now()}).where(SignerVisit.id == instead_of)
        await _once(Signer.opened_at, opened.signer)
        await _send_code(signing, opened, link)
    return opened


async def enter_code(signer: UUID, token: str, code: str, *, by: Actor) -> None:
    """Note that the browser proved the address; Invalid, in words, when the code is not right.

    Every try counts before anything is compared, so that tries at once cannot be more than are allowed.
    """
    seat = await find_seat_for_code(signer, token)
    if seat.proved:
        return
    await spend(*by_network(BY_NETWORK, by), (BY_VISIT, str(seat.visit)), by=by)
    by, subject = replace(by, name=seat.signer.name), ("agreement", seat.agreement.id)
    if not await _is_right(seat, typed_digit_code(code)):
        await refuse("agreement.code-refused", signer, by=by, subject=subject, signer=signer)
        raise Invalid(
            {"code": "This isn’t the code we sent last, or it is too old. Check it, or send a new code"}
        )
    async with change("agreement.address-proved", by=by, subject=subject, email=seat.signer.email):
        # Whoever corrects the address of the signer holds the agreement too, and ends the visit.
        await locked(seat.agreement.id)
        await _prove(seat, token)
        await _once(Signer.proved_at, signer)


async def _prove(seat: Seat, token: str) -> None:
    """Count the visit as proved, and let it last; NotFound when it was ended meanwhile."""
    moment = clock.now()
    values: dict[Any, Any] = {"proved_at": moment, "code_hash": ""}
    values["until"] = moment + timedelta(minutes=VISIT_MINUTES)
    kept = {"id": seat.visit, "signer": seat.signer.id, "email": seat.signer.email, "purpose": seat.purpose}
    values["binding"] = VISIT.of({**kept, "token_hash": hash_of(token), **values})
    lasting = (SignerVisit.id == seat.visit) & (SignerVisit.until > moment)
    if not await SignerVisit.update(values).where(lasting).returning(SignerVisit.id):
        raise NotFound


async def _is_right(seat: Seat, code: str) -> bool:
    counted = (
        await SignerVisit.update({SignerVisit.tries: SignerVisit.tries + 1})
        .where(
            SignerVisit.id == seat.visit,
            SignerVisit.tries < MOST_TRIES,
            SignerVisit.until > clock.now(),
            SignerVisit.proved_at.is_null(),
        )
        .returning(SignerVisit.code_hash)
    )
    return bool(counted) and is_code(counted[0]["code_hash"], _CODE, f"{seat.visit} {code}")


async def _count_codes(signer: UUID) -> None:
    """Raise TooMany after five codes in an hour; exact, because the agreement is held."""
    since = clock.now() - timedelta(hours=CODES_HOURS)
    recent = (SignerVisit.signer == signer) & (SignerVisit.made_at > since)
    rows = await SignerVisit.select(SignerVisit.made_at).where(recent).order_by(SignerVisit.made_at)
    if len(rows) >= MOST_CODES:
        wait = rows[-MOST_CODES]["made_at"] - since
        raise TooMany(max(1, int(wait.total_seconds())))


async def _send_code(signing: Signing, opened: Opened, link: Link) -> None:
    key, code, moment = uuid4(), new_digit_code(), clock.now()
    values: dict[str, Any] = {
        "id": key, "signer": opened.signer, "purpose": link.purpose, "token_hash": hash_of(opened.token),
        "code_hash": code_of(_CODE, f"{key} {code}"), "proved_at": None,
        "until": moment + timedelta(minutes=CODE_MINUTES),
    }  # fmt: skip
    visit = SignerVisit(**values, made_at=moment, binding=VISIT.of(values | {"email": link.signer.email}))
    ended = (SignerVisit.signer == opened.signer) & (
        SignerVisit.until < moment - timedelta(hours=CODES_HOURS)
    )
    if not (await lasting(link.agreement.group) or await is_held(link.signer.email)):
        await SignerVisit.delete().where(ended)
    await SignerVisit.insert(visit)
    await signing.mail.send(
        to=link.signer.email,
        template="signing-code",
        about=("agreement", link.agreement.id),
        document=link.agreement.content.title,
        code=f"{code[:4]} {code[4:]}",
        minutes=CODE_MINUTES,
    )


async def _once(column: Any, signer: UUID) -> None:
    """Note the moment of a step the first time it is taken."""
    await Signer.update({column: clock.now()}).where(Signer.id == signer, column.is_null())
