"""Choosing a password by the link of a mail, which works once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core import clock
from core.actor import Actor
from core.audit import change
from core.errors import NotFound
from core.identity import passwords, policy, proofs, queries, sessions
from core.identity.actions import policy_versions
from core.identity.proofs import GONE
from core.identity.shared import Identity
from core.identity.tables import Acceptance, Account
from core.mfa import authenticators


@dataclass(frozen=True, slots=True)
class ChosenPassword:
    """A password that is good enough, and the link that may set it."""

    proof: proofs.Proof
    person: queries.AccountDetails
    password_hash: str


async def look(token: str, purpose: proofs.Purpose) -> proofs.Proof | None:
    """Find what this link stands for, if it still works; looking changes nothing."""
    proof = await proofs.by_link(token, purpose)
    return proof if proof and proof.open and proof.account else None


async def choose(
    identity: Identity, token: str, purpose: proofs.Purpose, password: str, *, by: Actor
) -> ChosenPassword:
    """Check the link and the password.

    NotFound when the link is worth nothing any more, Invalid for a poor password, which uses nothing up.
    """
    await policy.spend(*policy.proofs(by), by=by)
    proof = await look(token, purpose)
    if proof is None or proof.account is None:
        raise NotFound(GONE)
    person = await queries.account(proof.account)
    password = passwords.normal_form(password)
    await passwords.check(identity, password, person.first_name, person.last_name, person.email)
    return ChosenPassword(proof, person, await identity.passwords.hash(password, proof.account))


async def use(choice: ChosenPassword, also: Mapping[Any, Any] | None = None) -> None:
    """Set the password, and the columns in `also`; part of a change.

    NotFound when the link was used meanwhile.
    """
    # The account first: of two links used at once, the second waits here instead of each for the other.
    values: dict[Any, Any] = {Account.password_hash: choice.password_hash, **(also or {})}
    await Account.update(values).where(Account.id == choice.person.account)
    if not await proofs.use(choice.proof):
        raise NotFound(GONE)
    await proofs.void(choice.person.account, *proofs.CHOOSING)


async def open_account(
    identity: Identity, choice: ChosenPassword, action: str, *, by: Actor, read: str = ""
) -> str:
    """Set the first password of an account, with what everybody accepts and `read`; note it as `action`.

    Return the token of a session that still lacks the second factor.
    """
    account = choice.person.account
    async with change(action, by=by, subject=("account", account)):
        await use(choice)
        await _accept(identity, choice, read)
        if not await authenticators.has_one(account):
            await authenticators.begin(account, identity.keys)
        return await sessions.start(account, "password", by=by)


async def _accept(identity: Identity, choice: ChosenPassword, read: str) -> None:
    now = clock.now()
    account = choice.person.account
    rows = [
        Acceptance(account=account, text=text, version=version, accepted_at=now)
        for text, version in policy_versions(identity, read)
    ]
    if rows:
        await Acceptance.insert(*rows)
