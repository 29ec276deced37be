"""How often people may try what guessers and robots try.

Limits for one account and one network are exact. What everybody does together refuses nobody: above it a
browser that is not known solves a puzzle, or is one of few in its network. A browser that is known to an
account has tries of its own, which strangers cannot spend.
"""

from dataclasses import dataclass, field
from uuid import UUID

from core.actor import Actor
from core.audit import refused
from core.identity.browsers import STRANGER, Browser
from core.identity.limits import (
    Gauge,
    Limit,
    PuzzleFirst,
    Spent,
    TooManyOf,
    begin_anew,
    count_in_turn,
    give_back,
)
from core.identity.networks import networks_of
from core.identity.queries import email_key
from core.identity.shared import Identity

QUARTER, HOUR, DAY = 15 * 60, 60 * 60, 24 * 60 * 60

# Passwords. What turns out to be right is taken back, so that only wrong ones count.
PASSWORD_NETWORK = Limit("password-network", 100, QUARTER)
PASSWORD_ALL = Gauge(Limit("password-all", 3000, QUARTER))
# The name as it was typed, known or not: only this one is ever seen, so that nobody learns whose name it is.
PASSWORD_TYPED = Limit("password-typed", 10, QUARTER)
# The account, however many names it has. Who spent it is answered as if the password were wrong.
PASSWORD_ACCOUNT = (Limit("password-account", 10, QUARTER), Limit("password-account-day", 40, DAY))
PASSWORD_SOLVED = (Limit("password-solved", 20, QUARTER), Limit("password-solved-day", 60, DAY))
PASSWORD_KNOWN = (Limit("password-known", 10, QUARTER), Limit("password-known-day", 50, DAY))

# Codes of the second factor, for somebody who knows the password already.
FACTOR_ACCOUNT = (Limit("factor-account", 5, QUARTER), Limit("factor-account-day", 25, DAY))
FACTOR_SOLVED = (Limit("factor-solved", 5, QUARTER), Limit("factor-solved-day", 25, DAY))
FACTOR_KNOWN = (Limit("factor-known", 5, QUARTER), Limit("factor-known-day", 25, DAY))

# Forms that send a mail.
MAIL_ADDRESS = Limit("mail-address", 4, HOUR)
MAIL_SOLVED = Limit("mail-solved", 4, HOUR)
MAIL_KNOWN = Limit("mail-known", 4, HOUR)
MAIL_NETWORK = Limit("mail-network", 60, HOUR)
MAIL_ALL = Gauge(Limit("mail-all", 1200, HOUR))

# The same without a solved puzzle: with JavaScript switched off people can still register, robots hardly.
UNSOLVED_NETWORK = Limit("unsolved-network", 6, HOUR)
UNSOLVED_ALL = Gauge(Limit("unsolved-all", 60, HOUR))
# While everybody together does too much, so many in one network go on without a puzzle.
FEW = 3

# What makes the puzzle of a form harder.
PRESSURE = {"sign-in": PASSWORD_ALL, "sign-up": MAIL_ALL, "reset": MAIL_ALL}

# Codes and links of mails that somebody tries to guess.
PROOF_NETWORK = Limit("proof-network", 60, QUARTER)


@dataclass(slots=True)
class Tries:
    """What was counted for one attempt, for whom, and whether the account has tries left for it.

    `most` is how many attempts the longest of the limits has seen.
    """

    spent: list[Spent] = field(default_factory=list)
    gauges: list[Gauge] = field(default_factory=list)
    left: bool = True
    whose: str = ""
    most: int = 0

    async def give_back(self) -> None:
        """Take back what was counted and turned out to be no guess."""
        await give_back([*self.spent, *(gauge.spent for gauge in self.gauges)])


def by_network(limit: Limit, by: Actor) -> tuple[Spent, ...]:
    """Return the limit for each network somebody's address belongs to."""
    return tuple((limit.wider(times), network) for network, times in networks_of(by.address))


async def passwords(
    identity: Identity, login: str, account: UUID | None, browser: Browser, by: Actor
) -> Tries:
    """Count one attempt with a password under the name that was typed, which is that of `account` if known.

    Raises TooMany as it would for any name. Who typed it learns nothing of what is left for the account.
    """
    typed = _address(identity, login)
    tries = Tries(whose=str(account) if account else typed)
    in_network = await _spend_all(tries, by_network(PASSWORD_NETWORK, by), by)
    own = browser.budget(account)
    if own and await _fits(tries, _of(PASSWORD_KNOWN, own)):
        return tries
    await _under_pressure(tries, PASSWORD_ALL, in_network, browser)
    await _or_puzzle(tries, PASSWORD_TYPED, typed, browser, by)
    limits = PASSWORD_SOLVED if browser.solved else PASSWORD_ACCOUNT
    tries.left = await _fits(tries, _of(limits, tries.whose))
    return tries


async def own_password(session: UUID, by: Actor) -> Tries:
    """Count one attempt with the password by somebody who is signed in; nobody else spends these."""
    tries = Tries()
    await _spend_all(tries, (*by_network(PASSWORD_NETWORK, by), *_of(PASSWORD_KNOWN, str(session))), by)
    return tries


async def factors(account: UUID, browser: Browser, by: Actor) -> int:
    """Count one attempt with a code of the second factor by somebody who gave the password.

    Return how many there were lately.
    """
    own, tries = browser.budget(account), Tries()
    if own and await _fits(tries, _of(FACTOR_KNOWN, own)):
        return tries.most
    if browser.solved:
        return await _spend_all(tries, _of(FACTOR_SOLVED, str(account)), by)
    try:
        return await _spend_all(tries, _of(FACTOR_ACCOUNT, str(account)), by)
    except TooManyOf as refusal:
        raise PuzzleFirst(refusal.retry_after) from refusal


async def own_factors(session: UUID, by: Actor) -> int:
    """Count one attempt with a code by somebody who is signed in; nobody else spends these."""
    return await _spend_all(Tries(), _of(FACTOR_KNOWN, str(session)), by)


async def forget_own_factor_failures(session: UUID) -> None:
    """Forget wrong codes of somebody who is signed in, which were slips: the right one was given."""
    await begin_anew(_of(FACTOR_KNOWN, str(session)))


async def mails(
    identity: Identity, email: str, by: Actor, browser: Browser = STRANGER, account: UUID | None = None
) -> None:
    """Count one form that sends a mail to an address somebody typed; `account` is whose it is, if known."""
    tries = Tries()
    in_network = await _spend_all(tries, by_network(MAIL_NETWORK, by), by)
    own = browser.budget(account)
    if own and await _fits(tries, ((MAIL_KNOWN, own),)):
        return
    await _under_pressure(tries, MAIL_ALL, in_network, browser)
    await _or_puzzle(tries, MAIL_ADDRESS, _address(identity, email), browser, by, then=MAIL_SOLVED)


async def mails_again(identity: Identity, email: str, by: Actor) -> None:
    """Count a mail that is sent once more to somebody who asked for it just now."""
    await spend(*by_network(MAIL_NETWORK, by), (MAIL_ADDRESS, _address(identity, email)), by=by)


async def unsolved(by: Actor) -> None:
    """Count registering without a solved puzzle."""
    tries = Tries()
    in_network = await _spend_all(tries, by_network(UNSOLVED_NETWORK, by), by)
    await _under_pressure(tries, UNSOLVED_ALL, in_network, STRANGER)


def proofs(by: Actor) -> tuple[Spent, ...]:
    """Return the limits for handing in links and codes of mails."""
    return by_network(PROOF_NETWORK, by)


async def forget_factor_failures(account: UUID, browser: Browser) -> None:
    """Forget earlier wrong codes, which were slips: the right one was given."""
    own = browser.budget(account)
    strangers = (*_of(FACTOR_ACCOUNT, str(account)), *_of(FACTOR_SOLVED, str(account)))
    await begin_anew((*strangers, *(_of(FACTOR_KNOWN, own) if own else ())))


async def forget_password_failures(identity: Identity, account: UUID, email: str) -> None:
    """Forget earlier wrong passwords: somebody locked out proved their address and chose a new one."""
    theirs = (*_of(PASSWORD_ACCOUNT, str(account)), *_of(PASSWORD_SOLVED, str(account)))
    await begin_anew(((PASSWORD_TYPED, _address(identity, email)), *theirs))


async def spend(*limits: Spent, by: Actor) -> None:
    """Count one attempt under each limit in turn; the trail gets the first refusal of each period."""
    await _spend_all(Tries(), limits, by)


async def _spend_all(tries: Tries, limits: tuple[Spent, ...], by: Actor) -> int:
    """How many attempts the widest of these has seen; what was spent is noted in `tries`."""
    most = 0
    try:
        for limit, whose in limits:
            counted = await limit.count(whose)
            if counted.spent > limit.times:
                raise TooManyOf(limit, whose, counted)
            tries.spent.append((limit, whose))
            most = max(most, counted.spent)
    except TooManyOf as refusal:
        if refusal.first:
            await refused("attempts.refused", by=by, limit=refusal.limit.name, times=refusal.limit.times)
        raise
    return most


async def _fits(tries: Tries, limits: tuple[Spent, ...]) -> bool:
    """Whether one more attempt is within all of these.

    An attempt that is not looked at spends nothing of the longer limits; the work is the same all the same.
    """
    fits = True
    for (limit, _), (whose, counted) in zip(limits, await count_in_turn(limits), strict=True):
        tries.spent.append((limit, whose))
        tries.most = max(tries.most, counted.spent)
        fits = fits and counted.spent <= limit.times
    return fits


async def _under_pressure(tries: Tries, gauge: Gauge, in_network: int, browser: Browser) -> None:
    counted = await gauge.count()
    tries.gauges.append(gauge)
    if counted.spent > gauge.limit.times and not browser.solved and in_network > FEW:
        raise PuzzleFirst(counted.retry_after)


async def _or_puzzle(
    tries: Tries, limit: Limit, whose: str, browser: Browser, by: Actor, then: Limit | None = None
) -> None:
    """Within the limit, or with a solved puzzle, which helps as often as `then` says."""
    try:
        await _spend_all(tries, ((limit, whose),), by)
    except TooManyOf as refusal:
        if not browser.solved:
            raise PuzzleFirst(refusal.retry_after) from refusal
        if then:
            await _spend_all(tries, ((then, whose),), by)


def _of(limits: tuple[Limit, ...], whose: str) -> tuple[Spent, ...]:
    return tuple((limit, whose) for limit in limits)


def _address(identity: Identity, email: str) -> str:
    """Make what stands for a mail address in the counts, known or not, without telling it."""
    return identity.keys.code("limits", email_key(email))[:32]
