"""Registering: nothing exists until the address is proved, and nobody learns which addresses are known.

Known or not, the same work is done: the password is hashed, a proof is stored, one mail is written. Only
the words of the mail differ.
"""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID, uuid4

from core.actor import Actor
from core.audit import change
from core.errors import Invalid, NotFound
from core.identity import passwords, policy, proofs, queries
from core.identity.actions import Person, insert_account, policy_versions
from core.identity.browsers import Browser
from core.identity.notices import denial_path
from core.identity.proofs import GONE
from core.identity.refusals import refuse
from core.identity.shared import Identity

NOT_CHOSEN = "That isn’t the password you chose when you registered. If you don’t know it, register again"
WRONG_CODE = "That code isn’t right, is too old, or had too many tries. Ask for a new one if you need it"


async def begin(
    identity: Identity, person: Person, password: str, *, solved: bool, by: Actor, read: str = ""
) -> UUID:
    """Ask for a mail that proves the address; return the reference of the page that waits for it.

    `read` are the versions of the texts that were read and are accepted, those of now when it is empty.
    Without a solved puzzle far fewer people may do so. Raises Invalid for a poor password and TooMany.
    """
    password = passwords.normal_form(password)
    await passwords.check(identity, password, person.first_name, person.last_name, person.email)
    if not solved:
        await policy.unsolved(by)
    await policy.mails(identity, person.email, by, Browser(solved=solved))
    account = uuid4()
    details = {
        **asdict(person),
        "account": str(account),
        "password_hash": await identity.passwords.hash(password, account),
        "accepted": policy_versions(identity, read),
    }
    known = await queries.account_of(person.email)
    async with change("sign-up.asked", by=by, solved=solved) as event:
        keys = await proofs.make("sign-up", person.email, known.account if known else None, details)
        event.subject = ("sign-up", keys.id)
        await _write(identity, keys, person.email, known=known is not None)
    return keys.id


async def resend(identity: Identity, reference: UUID, *, by: Actor) -> None:
    """Send the mail once more, with new keys; TooMany when that was asked for too often."""
    proof = await proofs.look(reference, "sign-up")
    if proof is None or not proof.open:
        raise NotFound(GONE)
    await policy.mails_again(identity, proof.email, by)
    async with change("sign-up.asked-again", by=by, subject=("sign-up", reference)):
        keys = await proofs.renew(proof)
        await _write(identity, keys, proof.email, known=proof.account is not None)


async def confirm_by_link(identity: Identity, token: str, password: str, *, by: Actor) -> UUID:
    """Make the account the link stands for, for whoever knows the password that was chosen for it.

    Who owns an address and confirms what somebody else registered with it would let that person in.
    Invalid at the field when the password is another one, NotFound when the link is worth nothing any more.
    """
    await policy.spend(*policy.proofs(by), by=by)
    proof = await proofs.try_link(token, "sign-up")
    if proof is None or not proof.open:
        raise NotFound(GONE)
    if not await _is_chosen(identity, proof, password):
        await refuse("sign-up.refused", proof.id, by=by, subject=("sign-up", proof.id), why="password")
        raise Invalid({"password": NOT_CHOSEN})
    account = await _confirm(proof, by)
    if account is None:
        raise NotFound(GONE)
    return account


async def confirm_by_code(reference: UUID, typed: str, *, by: Actor) -> UUID:
    """Make the account whose code was typed; Invalid at the field when it is not right."""
    await policy.spend(*policy.proofs(by), by=by)
    proof = await proofs.try_code(reference, "sign-up", typed)
    account = None if proof is None else await _confirm(proof, by)
    if account is None:
        raise Invalid({"code": WRONG_CODE})
    return account


async def _is_chosen(identity: Identity, proof: proofs.Proof, password: str) -> bool:
    details = proof.details
    typed, account = passwords.normal_form(password), UUID(details["account"])
    return await identity.passwords.matches(details["password_hash"], typed, account)


async def _confirm(proof: proofs.Proof, by: Actor) -> UUID | None:
    """The new account, or None when the proof is used up or the address has got an account since."""
    details = dict(proof.details)
    async with change("account.created", by=by) as event:
        account = None
        if proof.open and await proofs.use(proof):
            accepted = [(text, version) for text, version in details.pop("accepted")]
            password_hash = details.pop("password_hash")
            made = UUID(details.pop("account"))
            account = await insert_account(made, Person(**details), password_hash, accepted)
        if account is None:
            event.action, event.subject = "sign-up.refused", ("sign-up", proof.id)
            return None
        event.subject = ("account", account)
        event.details |= {"accepted": accepted}
    return account


async def _write(identity: Identity, keys: proofs.Keys, email: str, *, known: bool) -> None:
    about = ("sign-up", keys.id)
    if known:
        await identity.mail.send(
            to=email, template="known-address", about=about, sign_in_path="/sign-in", reset_path="/reset"
        )
        return
    await identity.mail.send(
        to=email,
        template="verify-address",
        about=about,
        path=f"/sign-up/confirm/{keys.link}",
        code=keys.code,
        minutes=proofs.MINUTES["sign-up"],
        denial_path=denial_path(keys.denial),
    )
