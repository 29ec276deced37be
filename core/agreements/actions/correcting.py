"""Correcting where a signer is reached, replacing a signer, and voiding an agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from core import clock
from core.actor import Actor
from core.agreements.actions.sending import Dispatch, ask, send_out, still_asked
from core.agreements.content import Practice
from core.agreements.context import Signing
from core.agreements.moving import moving
from core.agreements.queries import sent_agreement
from core.agreements.records import AgreementRecord, SignerRecord
from core.agreements.signers import Party, require_own_mailbox
from core.agreements.tables import Signer, SignerLink, SignerVisit
from core.audit import change
from core.errors import Forbidden, Invalid, Stale
from core.mail import Mail

_REPLACED = "A signer was replaced; a new one was sent."


async def correct_address(
    signing: Signing, signer: UUID, email: str, *, by: Actor, own_addresses: tuple[str, ...] = ()
) -> None:
    """Ask the same person at another address; every link sent to the old one ends, and it is told so.

    Support may do this until the person has signed; anybody else only while nobody has. The address must not
    be one of another signer's, nor of `own_addresses`, which are those of whoever corrects.
    """
    row, agreement = await still_asked(signer)
    details = {"signer": row.name, "was": row.email, "now": email}
    async with change("agreement.address-corrected", by=by, subject=("agreement", agreement.id), **details):
        row, agreement = await still_asked(signer)
        others = await _others(row, by)
        require_own_mailbox(email, [*(each.email for each in others), *own_addresses])
        await _end_links(signer)
        await Signer.update({Signer.email: email, Signer.corrected: True}).where(Signer.id == signer)
        await signing.listener.signers_changed(agreement)
        await _tell_old_address(signing.mail, agreement, row, by)
        await ask(signing.mail, agreement, replace(row, email=email), "sign-agreement", by=by)


async def replace_signer(
    signing: Signing, signer: UUID, party: Party, *, by: Actor, own_addresses: tuple[str, ...] = ()
) -> UUID:
    """Have somebody else sign in this part: the agreement is void, and one with the new name goes out.

    Whoever had signed signs again, because the text names its signers. Returns the key of the new agreement.
    """
    row, agreement = await still_asked(signer)
    details = {"signer": row.name, "was": row.email, "name": party.name, "now": party.email}
    async with change("agreement.signer-replaced", by=by, subject=("agreement", agreement.id), **details):
        row, agreement = await still_asked(signer)
        others = await _others(row, by)
        if agreement.member is not None:
            raise Stale("Each person signs for themselves. Nobody else can.")
        if party.role not in row.roles:
            raise Invalid({"role": "This person signs in another part"})
        require_own_mailbox(party.email, [*(each.email for each in others), *own_addresses])
        parties = [*parties_of(others), *(replace(party, role=role) for role in row.roles)]
        async with moving(signing, agreement.id, "void", by=by, replaced=True, reason=_REPLACED):
            pass
        return await send_once_more(signing, agreement, parties, by=by)


async def void(signing: Signing, agreement: UUID, reason: str, *, by: Actor) -> None:
    """Void an agreement, for a reason that the listener tells everybody concerned."""
    if by.kind == "person":
        raise Forbidden("Only support can void {agreement.short.a}.")
    if not reason.strip():
        raise Invalid({"reason": f"Say why the {signing.site.terms.agreement.short} is void"})
    async with moving(signing, agreement, "void", by=by, why=reason, reason=reason) as move:
        move.event.details["reason"] = reason


async def send_once_more(
    signing: Signing, agreement: AgreementRecord, parties: Sequence[Party], *, by: Actor
) -> UUID:
    """Send today's text to these signers in the place of an agreement that ended; everybody signs anew."""
    content = agreement.content
    practice = Practice(agreement.group, content.group, content.address, agreement.contact)
    dispatch = Dispatch(
        agreement.purpose,
        practice,
        parties,
        agreement.request,
        agreement.id,
        term_from=content.term_from,
        until=agreement.expires_at,
        member=agreement.member,
    )
    key = await send_out(signing.mail, dispatch, by=by)
    await signing.listener.signers_changed((await sent_agreement(key)).agreement)
    return key


def parties_of(signers: tuple[SignerRecord, ...]) -> list[Party]:
    """Return each part with the person who signs in it."""
    return [Party(role, each.name, each.email) for each in signers for role in each.roles]


async def _others(signer: SignerRecord, by: Actor) -> tuple[SignerRecord, ...]:
    """Everybody else who signs; Stale when `by` may not change signers any more."""
    signers = (await sent_agreement(signer.agreement)).signers
    if by.kind == "person" and any(each.signed_at for each in signers):
        raise Stale("Someone has signed already. Ask support to change who else signs.")
    return tuple(each for each in signers if each.id != signer.id)


async def _end_links(signer: UUID) -> None:
    moment = clock.now()
    await SignerLink.update({SignerLink.replaced_at: moment}).where(
        SignerLink.signer == signer, SignerLink.replaced_at.is_null()
    )
    await SignerVisit.update({SignerVisit.until: moment}).where(
        SignerVisit.signer == signer, SignerVisit.until > moment
    )


async def _tell_old_address(mail: Mail, agreement: AgreementRecord, signer: SignerRecord, by: Actor) -> None:
    await mail.send(
        to=signer.email,
        template="agreement-address-changed",
        about=("agreement", agreement.id),
        name=signer.name,
        document=agreement.content.title,
        group_name=agreement.content.group,
        by=by,
    )
