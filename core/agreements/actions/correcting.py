"""Correcting where a signer is reached, replacing a signer, and calling an agreement off (D4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.agreements.actions.following import signatures_ended, signers_changed, stopped_binding
from core.agreements.actions.sending import ask, send_again, still_asked
from core.agreements.content import Party, Practice
from core.agreements.desk import Office
from core.agreements.signers import require_own_mailbox
from core.agreements.states import locked_agreement, move
from core.agreements.tables import Signer, SignerLink, SignerVisit
from core.audit import change
from core.errors import Forbidden, Invalid, Stale


async def correct_address(
    office: Office, signer: UUID, email: str, *, by: Actor, own_addresses: tuple[str, ...] = ()
) -> None:
    """Ask the same person at another address; every link sent to the old one ends, and it is told so.

    Support may do this until the person has signed; anybody else only while nobody has. The address must not
    be one of another signer's, nor of `own_addresses`, which are those of whoever corrects (W6).
    """
    row, agreement = await still_asked(signer)
    details = {"signer": row["name"], "was": row["email"], "now": email}
    async with change(
        "agreement.address-corrected", by=by, subject=("agreement", agreement["id"]), **details
    ):
        row, agreement = await still_asked(signer)
        await _require_right_to_change(agreement["id"], by)
        others = await _others(agreement["id"], signer)
        require_own_mailbox(email, [*(each["email"] for each in others), *own_addresses])
        await _end_links(signer)
        await Signer.update({Signer.email: email, Signer.corrected: True}).where(Signer.id == signer)
        await signers_changed(agreement)
        await _tell_old_address(office, agreement, row)
        await ask(office, agreement, row | {"email": email}, "sign-agreement")


async def replace_signer(
    office: Office, signer: UUID, party: Party, *, by: Actor, own_addresses: tuple[str, ...] = ()
) -> UUID:
    """Somebody else signs in this part: the agreement is void and a new one, with the new name, goes out.

    Whoever had signed signs again, because the text names its signers. Returns the key of the new agreement.
    """
    row, agreement = await still_asked(signer)
    details = {"signer": row["name"], "was": row["email"], "name": party.name, "now": party.email}
    async with change("agreement.signer-replaced", by=by, subject=("agreement", agreement["id"]), **details):
        row, agreement = await still_asked(signer)
        await _require_right_to_change(agreement["id"], by)
        if party.role not in row["roles"]:
            raise Invalid({"role": "This person signs in another part"})
        others = await _others(agreement["id"], signer)
        require_own_mailbox(party.email, [*(each["email"] for each in others), *own_addresses])
        parties = [*_parties(others), *(_as(party, role) for role in row["roles"])]
        await _call_off(office, agreement, "A signer was replaced; a new agreement was sent.", by)
        practice = Practice(
            agreement["group"],
            agreement["content"]["group"],
            tuple(agreement["content"]["address"]),
            agreement["contact"],
        )
        key = await send_again(
            office, practice, parties, by=by, request=agreement["request"], follows=agreement["id"]
        )
        await signers_changed(agreement | {"id": key})
        return key


async def void(office: Office, agreement: UUID, reason: str, *, by: Actor) -> None:
    """Call an agreement off, for a reason that everybody concerned is told."""
    if by.kind == "person":
        raise Forbidden("Only support can call an agreement off.")
    if not reason.strip():
        raise Invalid({"reason": "Say why the agreement is called off"})
    async with change("agreement.void", by=by, subject=("agreement", agreement), reason=reason):
        row = await locked_agreement(agreement)
        await _call_off(office, row, reason, by, told=True)


async def _call_off(
    office: Office, agreement: dict[str, Any], reason: str, by: Actor, *, told: bool = False
) -> None:
    signers = await Signer.select().where(Signer.agreement == agreement["id"]).output(load_json=True)
    await move(agreement, "void", reason=reason)
    if agreement["state"] == "in-force":
        await stopped_binding(office, agreement, reason, by=by)
    if told:
        await signatures_ended(agreement, "void")
    for signer in signers if told else ():
        await office.mail.send(
            to=signer["email"],
            template="agreement-void",
            about=("agreement", agreement["id"]),
            name=signer["name"],
            document=agreement["content"]["title"],
            group_name=agreement["content"]["group"],
            reason=reason,
        )


async def _require_right_to_change(agreement: UUID, by: Actor) -> None:
    if by.kind != "person":
        return
    signed = (Signer.agreement == agreement) & Signer.signed_at.is_not_null()
    if await Signer.exists().where(signed):
        raise Stale("Somebody has signed already. Ask support to change who else signs.")


async def _others(agreement: UUID, signer: UUID) -> list[dict[str, Any]]:
    query = Signer.select().where(Signer.agreement == agreement, Signer.id != signer)
    return list(await query.order_by(Signer.position).output(load_json=True))


async def _end_links(signer: UUID) -> None:
    moment = clock.now()
    await SignerLink.update({SignerLink.replaced_at: moment}).where(
        SignerLink.signer == signer, SignerLink.replaced_at.is_null()
    )
    await SignerVisit.update({SignerVisit.until: moment}).where(
        SignerVisit.signer == signer, SignerVisit.until > moment
    )


async def _tell_old_address(office: Office, agreement: dict[str, Any], signer: dict[str, Any]) -> None:
    await office.mail.send(
        to=signer["email"],
        template="agreement-address-changed",
        about=("agreement", agreement["id"]),
        name=signer["name"],
        document=agreement["content"]["title"],
        group_name=agreement["content"]["group"],
    )


def _parties(signers: list[dict[str, Any]]) -> list[Party]:
    return [Party(role, each["name"], each["email"]) for each in signers for role in each["roles"]]


def _as(party: Party, role: str) -> Party:
    return Party(role, party.name, party.email)
