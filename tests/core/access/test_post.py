from uuid import uuid4

import pytest

from core.actor import Actor
from core.agreements.tables import Signer
from core.database import Database
from core.enrollment import starting
from core.enrollment.submission import submit
from core.errors import NotFound, Stale
from core.identity.tables import Account
from core.mail.tables import OutboxMail
from core.portal import Portal
from core.requests.queries import mails
from core.requests.resending import send_again
from tests.core.enrollment.conftest import by
from tests.core.enrollment.test_submission import complete
from tests.practices import AMARA, BEN, active, portal_for

__all__ = ["by"]


@pytest.fixture
def portal() -> Portal:
    return portal_for()


async def shown(number: str, account: object) -> dict[tuple[str, str], str]:
    return {(each.title, each.to): each.state for each in await mails.mails_of(number, account)}


async def test_every_mail_of_a_request_says_how_far_it_got(
    database: Database, portal: Portal, by: Actor, clock
) -> None:
    enrollment = await starting.start(by=by)
    await complete(portal, enrollment, by)
    number = (await submit(portal, enrollment, by=by)).number
    box = OutboxMail
    await box.update({box.state: "sent", box.sent_at: clock()}).where(box.recipient == "ben@peaks.example")
    await box.update({box.state: "refused"}).where(box.recipient == "amara@peaks.example")

    assert await shown(number, by.account) == {
        ("Agreement to sign", "amara@peaks.example"): "bounced",
        ("Agreement to sign", "ben@peaks.example"): "sent",
        ("Confirmation that the request was received", "ben@peaks.example"): "sent",
    }
    await Signer.update({Signer.opened_at: clock()}).where(Signer.email == "ben@peaks.example")
    assert (await shown(number, by.account))["Agreement to sign", "ben@peaks.example"] == "opened"


async def test_what_is_still_waited_for_is_sent_again_and_nothing_else(
    database: Database, portal: Portal, by: Actor, clock
) -> None:
    enrollment = await starting.start(by=by)
    await complete(portal, enrollment, by)
    number = (await submit(portal, enrollment, by=by)).number
    listed = await mails.mails_of(number, by.account)
    (key,) = [each.again for each in listed if each.to == "amara@peaks.example"]
    assert [each.again for each in listed if "Confirmation" in each.title] == [None]
    clock.advance(minutes=1)
    await send_again(portal, number, key, by=by)
    assert await OutboxMail.count().where(OutboxMail.template == "sign-agreement-reminder") == 1
    assert len(await mails.mails_of(number, by.account)) == len(listed)

    await Signer.update({Signer.state: "signed"}).where(Signer.id == key)
    with pytest.raises(Stale):
        await send_again(portal, number, key, by=by)
    stranger = Actor("person", uuid4(), "Somebody")
    for number_, who in ((number, stranger), ("CS0009999", by)):
        with pytest.raises(NotFound):
            await send_again(portal, number_, key, by=who)


async def test_the_practice_does_not_learn_who_was_known_before(
    database: Database, portal: Portal, clock
) -> None:
    made = await active(portal, BEN, AMARA)
    await Account.update({Account.email: "elsewhere@other.example"}).where(
        Account.email == "amara@peaks.example"
    )
    await OutboxMail.update({OutboxMail.recipient: "elsewhere@other.example"}).where(
        OutboxMail.recipient == "amara@peaks.example"
    )

    listed = await mails.mails_of(made.number, made.by.account)
    assert [each.to for each in listed if each.title == mails.WELCOME_LABEL] in (
        ["ben@peaks.example", "amara@peaks.example"], ["amara@peaks.example", "ben@peaks.example"],
    )  # fmt: skip
    (key,) = [each.again for each in listed if each.to == "amara@peaks.example" and each.again]
    await send_again(portal, made.number, key, by=made.by)
    assert await OutboxMail.count().where(OutboxMail.template == "pick-up") == 2
    await Account.update({Account.password_hash: "opened"}).where(Account.email == "elsewhere@other.example")
    assert (await shown(made.number, made.by.account))[mails.WELCOME_LABEL, "amara@peaks.example"] == "opened"
