"""Changes of an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.audit import change
from core.errors import Invalid
from core.identity import notices, passwords, people, proofs, queries, sessions
from core.identity.bound import bind
from core.identity.fresh import own_password
from core.identity.sessions import LiveSession
from core.identity.shared import Identity
from core.identity.tables import Acceptance, Account
from core.mfa import authenticators, recovery_codes


@dataclass(frozen=True, slots=True)
class Person:
    """What a person says about themselves when they register; `email` is in its one spelling."""

    first_name: str
    last_name: str
    email: str
    phone: str
    extension: str = ""


async def create_account(identity: Identity, person: Person, password: str, *, by: Actor) -> UUID:
    """Make an account with proved address and second factor, for demos and tests; people register themselves.

    The codes of its authenticator come from `core.mfa.authenticators.current_code`.
    """
    key = uuid4()
    password_hash = await identity.passwords.hash(passwords.normal_form(password), key)
    async with change("account.created", by=by) as event:
        account = await insert_account(key, person, password_hash, policy_versions(identity))
        if account is None:
            raise Invalid({"email": "This address has an account"})
        event.subject = ("account", account)
        setup = await authenticators.begin(account, identity.keys)
        await authenticators.confirm_without_code(setup)
    return account


async def insert_account(
    key: UUID, person: Person, password_hash: str, accepted: Sequence[tuple[str, str]]
) -> UUID | None:
    """Store an account with its person and what it accepted, unless the address has one; part of a change.

    The password was hashed for the account's `key`, and opens no other.
    """
    row, now = Account(id=key), clock.now()
    row.email_key, row.email = queries.email_key(person.email), person.email
    row.first_name, row.last_name = person.first_name, person.last_name
    row.phone, row.extension = person.phone, person.extension
    row.password_hash, row.created_at = password_hash, now
    made = Account.insert(bind(row)).on_conflict(target=Account.email_key, action="DO NOTHING")
    if not await made.returning(Account.id):
        return None
    await people.add_person(row)
    rows = [Acceptance(account=row.id, text=t, version=version, accepted_at=now) for t, version in accepted]
    if rows:
        await Acceptance.insert(*rows)
    return row.id


def policy_versions(identity: Identity, read: str = "") -> list[tuple[str, str]]:
    """List the texts everybody accepts, with the versions that are in force now.

    With what was `read`, as `core.identity.accepting.said` writes it, only those: whoever had a form open
    while a text changed is asked for the new one when they sign in.
    """
    texts = identity.site.texts
    now = [("privacy", texts.privacy.version), ("terms", texts.terms.version)]
    return [each for each in now if not read or "=".join(each) in read.split()]


async def change_password(
    identity: Identity, session: LiveSession, current: str, password: str, *, by: Actor
) -> str:
    """Choose a new password while signed in; return the session's new token, all others end.

    Raises Invalid at the fields `current` and `password`, and TooMany.
    """
    await own_password(identity, session, current, by)
    password = passwords.normal_form(password)
    await passwords.check(identity, password, session.first_name, session.last_name, session.email)
    password_hash = await identity.passwords.hash(password, session.account)
    async with change("password.changed", by=by, subject=("account", session.account)):
        await Account.update({Account.password_hash: password_hash}).where(Account.id == session.account)
        await proofs.void(session.account, *proofs.CHOOSING)
        await sessions.end_all(session.account, by=by, but=session.id)
        await notices.tell(identity, session, "Your password was changed", by=by)
        return await sessions.renew(session.id, "full", by=by)


async def begin_new_authenticator(identity: Identity, session: LiveSession, *, by: Actor) -> None:
    """Make ready another authenticator; the present one works until the new one showed its first code."""
    async with change("authenticator.begun", by=by, subject=("account", session.account)):
        await authenticators.begin(session.account, identity.keys)


async def new_recovery_codes(identity: Identity, session: LiveSession, *, by: Actor) -> tuple[str, ...]:
    """Make ten new recovery codes; the earlier ones are worth nothing any more."""
    async with change("recovery-codes.replaced", by=by, subject=("account", session.account)):
        await notices.tell(identity, session, "New recovery codes were made for your account", by=by)
        return await recovery_codes.replace(session.account, identity.keys)
