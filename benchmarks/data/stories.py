"""How far each kind of practice has come, and how many of a hundred are so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from benchmarks.data.lives import Life
from benchmarks.data.working import Silent
from core.access.actions import expire, revoke
from core.access.asking import ask_again
from core.access.leaving import go_dormant
from core.access.suspending import suspend
from core.console import activating, deciding
from core.demo.staff import colleague
from core.misuse.cancelling import confirm, propose_for_group
from core.office import acts
from core.requests.corrections import give_back
from core.requests.withdrawing import withdraw_own

# How many people practices have, and how many of a thousand have so many: the median is 8, the mean 10.
SIZES: Mapping[int, int] = {
    1: 20, 2: 40, 3: 60, 4: 80, 5: 90, 6: 90, 7: 100, 8: 90, 9: 80, 10: 70,
    12: 90, 15: 80, 20: 60, 30: 32, 45: 12, 80: 4, 200: 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """What happens to a practice, how many of a thousand it happens to, at which sizes, and how long ago.

    What waits for somebody began `weeks` ago at most.
    """

    tell: Callable[[Life], Awaitable[None]]
    share: int
    sizes: tuple[int, ...]
    weeks: int = 2
    patient: bool = False
    registered: bool = True
    least: int = 4

    @property
    def name(self) -> str:
        return self.tell.__name__


async def half_done(life: Life) -> None:
    """Registered as far as some of the people."""
    await life.draft(max(1, len(life.cast.others) // 2))


async def sent(life: Life) -> None:
    """Waits for signatures."""
    await life.send()


async def not_signed(life: Life) -> None:
    """Somebody refused to sign."""
    await life.send()
    life.later(days=1)
    await life.refuse_to_sign()


async def withdrawn(life: Life) -> None:
    """The practice took its request back."""
    await life.send()
    life.later(days=1)
    number = (await life.facts()).number
    await withdraw_own(life.signing, number, "We will come back in the new year.", by=life.by)


async def signed(life: Life) -> None:
    """Support has the credentials to check."""
    await life.send()
    life.later(days=1)
    await life.sign()


async def questioned(life: Life) -> None:
    """Support asks a question, and the practice has answered."""
    await signed(life)
    life.later(days=1)
    await life.be_answered("Which of the two addresses is yours?")
    life.later(minutes=90)
    await life.write("The one on the letter. The other one is our billing office.")


async def to_correct(life: Life) -> None:
    """The practice has something to correct."""
    await signed(life)
    life.later(days=1)
    by, number = await colleague("analyst"), (await life.facts()).number
    await give_back(life.portal, number, ["practice.phone"], "This number belongs to another one.", by=by)


async def declined(life: Life) -> None:
    """Support declined the request."""
    await signed(life)
    life.later(days=1)
    by, number = await colleague("analyst"), (await life.facts()).number
    await activating.decline(life.signing, number, "This practice is not known to us.", by=by)


async def activated(life: Life) -> None:
    """Machines have not begun to set up what was agreed to."""
    await signed(life)
    life.later(days=1)
    await life.activate()


async def in_work(life: Life) -> None:
    """People are at it: some is refused, done, taken or waiting, and some is not wanted any more."""
    await activated(life)
    first, *_ = await life.members()
    await acts.begin_leave(life.portal, first.id, "Parental leave.", by=life.by)
    hands = await life.hands()
    await hands.hand_over()
    life.later(days=1)
    await hands.refuse(of=4)
    await hands.do(each=1, of=3)
    await hands.take(of=2)


async def unreachable(life: Life) -> None:
    """The applications did not answer for a day, and machines gave up."""
    await activated(life)
    hands = await life.hands()
    await hands.hand_over(Silent)
    life.later(days=2)
    await hands.hand_over(Silent)


async def settled(life: Life) -> None:
    """Everything works, and is used; machines set it up."""
    await activated(life)
    await life.set_up(by_machine=True)
    life.later(days=2)
    await life.use()
    life.later(days=21)
    await life.use(of=2)


async def moved_on(life: Life) -> None:
    """Somebody left, somebody is on leave or used nothing; some access ended and is asked for again."""
    await activated(life)
    await life.set_up()
    life.later(days=14)
    await life.use()
    by, analyst = life.by, await colleague("analyst")
    left, away, quiet, *_ = await life.members()
    await acts.end_access(life.portal, left.id, None, "Works elsewhere now.", by=by)
    await acts.begin_leave(life.portal, away.id, "Parental leave.", by=by)
    await go_dormant(life.portal, quiet.id, "Not used since spring.", by=analyst)
    life.later(days=1)
    held, over, *ended = [line.id for line in await life.lines("active")][:5]
    await suspend(held, "Until the training is done.", by=analyst)
    await expire(over, by=analyst)
    for grant in ended:
        await revoke(grant, "Not needed any more.", by=analyst)
    life.later(minutes=90)
    await life.take_away()
    life.later(days=1)
    await _asked_again(life, *ended)


async def suspended(life: Life) -> None:
    """Everything of the practice is suspended, as two people decided."""
    await _canceled(life, "suspend")


async def closed(life: Life) -> None:
    """The practice is closed, as two people decided."""
    await _canceled(life, "close")
    life.later(minutes=90)
    await life.take_away()


async def _asked_again(life: Life, agreed: UUID, denied: UUID, waiting: UUID) -> None:
    analyst = await colleague("analyst")
    number = await ask_again(life.portal, agreed, by=life.by)
    await deciding.approve_lines(life.portal, number, [agreed], by=analyst)
    number = await ask_again(life.portal, denied, by=life.by)
    await deciding.deny_lines(number, [denied], "The same is in the other application.", by=analyst)
    await ask_again(life.portal, waiting, by=life.by)


async def _canceled(life: Life, how: str) -> None:
    await settled(life)
    group, reason = (await life.group()).id, "The owner was excluded from the program."
    by = await colleague("privacy-officer")
    proposal = await propose_for_group(life.portal, group, how, reason, by=by)
    life.later(minutes=60)
    await confirm(life.portal, proposal, by=await colleague("site-administrator"))
    await life.mails()


# Of a thousand practices; drafts come on top of them. Those where everything works have every size there is.
STORIES = (
    Story(settled, 640, tuple(SIZES), weeks=100),
    Story(moved_on, 150, (6, 9, 15), weeks=60, least=6),
    Story(in_work, 60, (4, 8, 15), patient=True),
    Story(activated, 15, (7,), patient=True),
    Story(unreachable, 10, (6,), weeks=0),
    Story(signed, 25, (5, 9), patient=True),
    Story(questioned, 15, (8,)),
    Story(to_correct, 10, (6,)),
    Story(sent, 35, (4, 10), patient=True),
    Story(not_signed, 10, (5,), weeks=100),
    Story(withdrawn, 10, (7,), weeks=100),
    Story(declined, 10, (8,), weeks=100),
    Story(suspended, 5, (7,)),
    Story(closed, 5, (9,), weeks=100),
    Story(half_done, 30, (6,), registered=False),
)
