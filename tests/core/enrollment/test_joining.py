from datetime import timedelta

import pytest

from core.actor import Actor
from core.agreements.tables import Agreement
from core.database import Database
from core.enrollment.submission import submit
from core.errors import TooMany
from core.joining.actions import AskToJoin, ask_to_join
from core.mail.tables import OutboxMail
from core.portal import Portal
from tests.core.enrollment.conftest import PRACTICE
from tests.core.enrollment.test_submission import complete

VISITOR = Actor("person", None, "A visitor", "198.51.100.4", "Firefox")


def asked(practice: str, email: str = "dee@elsewhere.example") -> AskToJoin:
    return AskToJoin(practice=practice, name="Dee Fox", email=email, message="Please\nadd me")


async def _last() -> dict[str, str]:
    rows = await OutboxMail.select().order_by(OutboxMail.queued_at)
    return rows[-1]


@pytest.mark.both_databases
async def test_the_administrator_gets_the_message_and_the_sender_learns_nothing(
    portal: Portal, enrollment: object, by: Actor, clock: object
):
    await complete(portal, enrollment, by)
    await submit(portal, enrollment, by=by)
    clock.advance(minutes=1)
    name = PRACTICE["name"].upper().replace(" ", "-") + ", P.C."
    await ask_to_join(portal, asked(name, "early@elsewhere.example"), by=VISITOR)
    assert (await _last())["recipient"] == "ccsupport@bannerhealth.com"  # nobody has signed for it yet
    ends = {Agreement.state: "in-force", Agreement.binds_until: clock.at + timedelta(days=300)}
    await Agreement.update(ends, force=True)
    clock.advance(minutes=1)
    known = await ask_to_join(portal, asked(name), by=VISITOR)

    mail = await _last()
    assert (mail["recipient"], known) == ("ben@peaks.example", None)
    assert "dee@elsewhere.example" in mail["text"] and "Please add me" in mail["text"]


async def test_an_unknown_practice_is_answered_alike_and_goes_to_support(portal: Portal, database: Database):
    assert await ask_to_join(portal, asked("Nowhere Clinic"), by=VISITOR) is None
    assert (await _last())["recipient"] == "ccsupport@bannerhealth.com"


async def test_nobody_can_flood_an_administrator(portal: Portal, database: Database):
    for number in range(5):
        await ask_to_join(portal, asked("Nowhere Clinic", f"{number}@elsewhere.example"), by=VISITOR)
    with pytest.raises(TooMany):
        await ask_to_join(portal, asked("Nowhere Clinic", "6@elsewhere.example"), by=VISITOR)
