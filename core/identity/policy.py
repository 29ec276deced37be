"""How often people may try what guessers and robots try."""

from uuid import UUID

from core.actor import Actor
from core.audit import refused
from core.identity.limits import EVERYBODY, Limit, TooManyOf
from core.identity.networks import network_of
from core.identity.queries import email_key
from core.identity.shared import Identity

QUARTER, HOUR, DAY = 15 * 60, 60 * 60, 24 * 60 * 60

# Passwords. What turns out to be right is taken back, so that only wrong ones count.
PASSWORD_NETWORK = Limit("password-network", 100, QUARTER)
PASSWORD_ALL = Limit("password-all", 3000, QUARTER)
PASSWORD_ACCOUNT = Limit("password-account", 10, QUARTER)
PASSWORD_ACCOUNT_DAY = Limit("password-account-day", 100, DAY)

# Codes of the second factor, for somebody who knows the password already.
FACTOR_ACCOUNT = Limit("factor-account", 5, QUARTER)
FACTOR_ACCOUNT_DAY = Limit("factor-account-day", 25, DAY)

# Forms that send a mail.
MAIL_ADDRESS = Limit("mail-address", 4, HOUR)
MAIL_NETWORK = Limit("mail-network", 60, HOUR)
MAIL_ALL = Limit("mail-all", 1200, HOUR)

# The same without a solved puzzle: with JavaScript switched off people can still register, robots hardly.
UNSOLVED_NETWORK = Limit("unsolved-network", 6, HOUR)
UNSOLVED_ALL = Limit("unsolved-all", 60, HOUR)

# Codes and links of mails that somebody tries to guess.
PROOF_NETWORK = Limit("proof-network", 60, QUARTER)


Spent = tuple[Limit, str]


def passwords(identity: Identity, email: str, by: Actor) -> tuple[Spent, ...]:
    """Return the limits for one attempt with a password."""
    account = _address(identity, email)
    return (
        (PASSWORD_NETWORK, network_of(by.address)),
        (PASSWORD_ALL, EVERYBODY),
        (PASSWORD_ACCOUNT, account),
        (PASSWORD_ACCOUNT_DAY, account),
    )


def factors(account: UUID) -> tuple[Spent, ...]:
    """Return the limits for one attempt with a code of the second factor."""
    return (FACTOR_ACCOUNT, str(account)), (FACTOR_ACCOUNT_DAY, str(account))


def mails(identity: Identity, email: str, by: Actor) -> tuple[Spent, ...]:
    """Return the limits for a form that sends a mail to an address somebody typed."""
    network = network_of(by.address)
    return (MAIL_NETWORK, network), (MAIL_ALL, EVERYBODY), (MAIL_ADDRESS, _address(identity, email))


def unsolved(by: Actor) -> tuple[Spent, ...]:
    """Return the further limits for registering without a solved puzzle."""
    return (UNSOLVED_NETWORK, network_of(by.address)), (UNSOLVED_ALL, EVERYBODY)


def proofs(by: Actor) -> tuple[Spent, ...]:
    """Return the limits for handing in links and codes of mails."""
    return ((PROOF_NETWORK, network_of(by.address)),)


async def give_back(*limits: Spent) -> None:
    """Take back what was counted and turned out to be no guess."""
    for limit, whose in limits:
        await limit.give_back(whose)


async def forget_factor_failures(account: UUID) -> None:
    """Forget earlier wrong codes, which were slips: the right one was given."""
    for limit, whose in factors(account):
        await limit.forget(whose)


async def forget_password_failures(identity: Identity, email: str) -> None:
    """Forget earlier wrong passwords: somebody locked out proved their address and chose a new one."""
    for limit in (PASSWORD_ACCOUNT, PASSWORD_ACCOUNT_DAY):
        await limit.forget(_address(identity, email))


async def spend(*limits: Spent, by: Actor) -> None:
    """Count one attempt under each limit in turn; the trail gets the first refusal of each period."""
    try:
        for limit, whose in limits:
            await limit.spend(whose)
    except TooManyOf as refusal:
        if refusal.first:
            await refused("attempts.refused", by=by, limit=refusal.limit.name, times=refusal.limit.times)
        raise


def _address(identity: Identity, email: str) -> str:
    """Make what stands for a mail address in the counts, known or not, without telling it."""
    return identity.keys.code("limits", email_key(email))[:32]
