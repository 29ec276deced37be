"""One made-up member of the staff for every role."""

from __future__ import annotations

from dataclasses import dataclass

from core.actor import SYSTEM, Actor
from core.demo.sign_ins import PASSWORD, SignIn
from core.identity import Identity, staff
from core.identity.queries import account_of
from core.identity.roles import NAMES, Role, StaffRoles
from core.identity.staff import Newcomer
from core.mfa.authenticators import current_code
from core.names import full_name


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody on the demo's staff."""

    role: Role
    first_name: str
    last_name: str

    @property
    def email(self) -> str:
        return f"{self.role}@demo-health.example"


COLLEAGUES = (
    Colleague("analyst", "Kim", "Alvarez"),
    Colleague("credentialing", "Lena", "Boyd"),
    Colleague("provisioning", "Marco", "Chung"),
    Colleague("privacy-officer", "Noor", "Diaz"),
    Colleague("site-administrator", "Omar", "Ek"),
)


async def hire(identity: Identity) -> None:
    """Make whoever is not there yet."""
    for each in COLLEAGUES:
        if await account_of(each.email) is None:
            whom = Newcomer(each.email, each.first_name, each.last_name)
            await staff.create_ready(identity, whom, PASSWORD, StaffRoles.of([each.role]), by=SYSTEM)


async def colleague(role: Role) -> Actor:
    """Return the member of the demo's staff with this role, who must have been hired, as one who acts."""
    who = next(each for each in COLLEAGUES if each.role == role)
    account = await account_of(who.email)
    if account is None:
        raise RuntimeError("hire the staff of the demo first")
    return Actor("staff", account.account, full_name(who.first_name, who.last_name))


async def staff_sign_ins(identity: Identity) -> tuple[SignIn, ...]:
    """List the demo's staff, each with the present code of the second factor."""
    found = []
    for each in COLLEAGUES:
        if (account := await account_of(each.email)) is not None:
            code = await current_code(account.account, identity.keys) or ""
            name, words = (
                full_name(each.first_name, each.last_name),
                f"works for the site: {NAMES[each.role]}",
            )
            found.append(SignIn(name, each.email, words, code))
    return tuple(found)
