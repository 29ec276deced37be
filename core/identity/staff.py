"""Accounts of people who work for the site: invited, never registered, and never those of a practice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.audit import change
from core.database import locked
from core.errors import Invalid, NotFound
from core.identity import choosing, passwords, proofs, queries, sessions
from core.identity.bound import BINDING, bind, rebind
from core.identity.roles import StaffRoles
from core.identity.shared import Identity
from core.identity.tables import Account
from core.mfa import authenticators, recovery_codes
from core.names import full_name


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whom to invite; `email` is in its one spelling."""

    email: str
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works for the site; `ready` once they have chosen a password."""

    account: UUID
    called: Newcomer
    roles: StaffRoles
    ready: bool
    disabled: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return full_name(self.called.first_name, self.called.last_name)

    @property
    def email(self) -> str:
        """The address at which they are reached."""
        return self.called.email

    def is_of(self, account: UUID | None) -> bool:
        """Tell whether it is the account of somebody who is signed in."""
        return self.account == account


async def invite(
    identity: Identity, whom: Newcomer, roles: StaffRoles, *, by: Actor, reason: str = ""
) -> str:
    """Make the account, or give it these roles, and mail a link to set it up; return the link's path.

    The path is empty for somebody who has set it up already; whoever had left sets it up anew. Invalid when
    a practice uses the address: its administrator must not decide about its own requests.
    """
    if not roles:
        raise Invalid({"roles": "Name at least one role"})
    async with change("staff.invited", by=by, roles=str(roles)) as event:
        event.details |= _said(reason)
        known = await queries.account_of(whom.email)
        await require_no_practice(whom.email)
        account = known.account if known else await _insert(whom, roles, uuid4())
        event.subject = ("account", account)
        await _store(account, roles)
        if known and known.disabled:
            await _forget_ways_in(account)
        elif known and known.password_hash:
            event.action = "staff.roles-changed"
            return ""
        return await _offer(identity, whom, account, roles)


async def require_no_practice(email: str) -> None:
    """Go on for an address that is free or of the staff; Invalid for one of an account outside of it."""
    known = await queries.account_of(email)
    if known and not await _roles(known.account):
        raise Invalid({"email": "This address belongs to an account outside the staff; use another one"})


async def set_up(identity: Identity, token: str, password: str, *, by: Actor) -> str:
    """Choose one's own password; return the token of a session that still lacks the second factor.

    NotFound and Invalid as in `choosing.choose`.
    """
    choice = await choosing.choose(identity, token, "staff", password, by=by)
    return await choosing.open_account(identity, choice, "staff.set-up", by=by)


async def remove(email: str, *, by: Actor, reason: str = "") -> None:
    """Take every role away and end every session at once; NotFound when there is nobody such."""
    person = await queries.account_of(email)
    if person is None or not await _roles(person.account):
        raise NotFound("Nobody on the staff has this address.")
    async with change("staff.removed", by=by, subject=("account", person.account)) as event:
        event.details |= _said(reason)
        await rebind(person.account, {Account.disabled_at: clock.now()})
        await sessions.end_all(person.account, by=by)


async def turn_keys(account: UUID, *, off: bool, by: Actor) -> None:
    """Have single keys do something on the pages of an account, or nothing."""
    async with change("account.keys-turned", by=by, subject=("account", account), off=off):
        await Account.update({Account.keys_off: off}).where(Account.id == account)


async def everybody(*, lock: bool = False) -> tuple[StaffMember, ...]:
    """List everybody on the staff, by name; one statement, whatever the number of other accounts.

    With `lock` nobody else changes who works here until the change ends.
    """
    # "More than nothing" is a range of the index, where "not nothing" would read every account there is.
    query = Account.select().where(Account.staff_roles > "").order_by(
        Account.last_name, Account.first_name, Account.email_key
    )  # fmt: skip
    rows = await (locked(query) if lock else query)
    return tuple(_member(row) for row in rows if BINDING.holds(row))


async def create_ready(
    identity: Identity, whom: Newcomer, password: str, roles: StaffRoles, *, by: Actor
) -> UUID:
    """Make an account with password and second factor, for demos and tests; people are invited."""
    key = uuid4()
    password_hash = await identity.passwords.hash(passwords.normal_form(password), key)
    async with change("staff.invited", by=by, roles=str(roles)) as event:
        account = await _insert(whom, roles, key)
        event.subject = ("account", account)
        await Account.update({Account.password_hash: password_hash}).where(Account.id == account)
        setup = await authenticators.begin(account, identity.keys)
        await authenticators.confirm_without_code(setup)
    return account


def _said(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}


def _member(row: dict[str, Any]) -> StaffMember:
    return StaffMember(
        account=row["id"],
        called=Newcomer(row["email"], row["first_name"], row["last_name"]),
        roles=StaffRoles.parse(row["staff_roles"]),
        ready=bool(row["password_hash"]),
        disabled=row["disabled_at"] is not None,
    )


async def _insert(whom: Newcomer, roles: StaffRoles, key: UUID) -> UUID:
    row = Account(id=key, email_key=queries.email_key(whom.email), email=whom.email)
    row.first_name, row.last_name = whom.first_name, whom.last_name
    row.phone = row.extension = row.password_hash = ""
    row.staff_roles, row.created_at = str(roles), clock.now()
    await Account.insert(bind(row))
    return row.id


async def _store(account: UUID, roles: StaffRoles) -> None:
    await rebind(account, {Account.staff_roles: str(roles), Account.disabled_at: None})


async def _roles(account: UUID) -> str:
    row = await Account.select(Account.staff_roles).where(Account.id == account).first()
    return str(row["staff_roles"]) if row else ""


async def _forget_ways_in(account: UUID) -> None:
    """Whoever is taken on again comes in with nothing that was known before."""
    await Account.update({Account.password_hash: ""}).where(Account.id == account)
    await authenticators.forget(account)
    await recovery_codes.forget(account)


async def _offer(identity: Identity, whom: Newcomer, account: UUID, roles: StaffRoles) -> str:
    await proofs.void(account, "staff")
    keys = await proofs.make("staff", whom.email, account)
    path = f"/staff/set-up/{keys.link}"
    await identity.mail.send(
        to=whom.email,
        template="staff-invitation",
        about=("account", account),
        first_name=whom.first_name,
        roles=", ".join(roles.words),
        path=path,
        days=proofs.MINUTES["staff"] // (24 * 60),
    )
    return path
