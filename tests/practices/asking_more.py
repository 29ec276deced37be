"""More is asked for in a practice that is active, by the acts of its administrator."""

from __future__ import annotations

from core.access.queries import grants_asked
from core.activation.people import ActivationWorker
from core.console.credentials import decide
from core.console.deciding import approve_lines
from core.credentials.queries import checks
from core.demo.registering import Registration
from core.enrollment import starting
from core.enrollment.grid import Tick, set_ticks
from core.enrollment.members import take_members_up
from core.enrollment.submission import Receipt, submit
from core.portal import Portal
from core.requests.cases import case
from tests.practices.made import Practice
from tests.practices.people import ANALYST, Someone
from tests.practices.portals import KEYS


async def begun(portal: Portal, made: Practice) -> Registration:
    """A draft of the administrator in which nobody is yet."""
    return Registration(portal, made.by, await starting.start(made.group, by=made.by))


async def asked_for(portal: Portal, made: Practice, new: Someone, *, existing: str = "") -> Receipt:
    """Somebody new is added with what they want, with one application for somebody who is there, and sent."""
    asking = await begun(portal, made)
    if existing:
        draft = await take_members_up(portal, asking.enrollment, [made.members[existing]], by=made.by)
        (there,) = draft.people
        ticked = await set_ticks(portal, draft.id, [Tick(there.id, "iecg", wanted=True)], by=made.by)
        assert not ticked.left_out, ticked.left_out
    kind = new.staff_type(portal.site)
    typed = {**new.typed(portal.site, kind), "staff_type": kind, "applications": list(new.wants)}
    draft = await asking.add(typed)
    await asking.agree(await asking.share(draft), "additional", "attestation")
    return await submit(portal, asking.enrollment, by=made.by)


async def agreed_to(portal: Portal, number: str) -> None:
    """Support checks everybody of the practice, and agrees to everything that is asked."""
    request = await case(number)
    for check in await checks(portal, request.group):
        if check.state == "open":
            await decide(portal, number, check.member, "valid", "Seen.", by=ANALYST)
    await approve_lines(portal, number, await grants_asked(request.id), by=ANALYST)
    await ActivationWorker(portal, KEYS).attend_due()
