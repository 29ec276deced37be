from uuid import uuid4

import pytest

from core.actor import Actor
from core.agreements.actions import correct_address
from core.agreements.actions.due import attend
from core.agreements.queries import latest_of_request
from core.agreements.tables import Signer
from core.database import Database
from core.enrollment import starting
from core.enrollment.submission import submit
from core.errors import NotFound, Stale
from core.groups.question import MANY
from core.groups.tables import Member
from core.guides.welcoming import welcomes
from core.identity.bound import rebind
from core.identity.queries import account_of
from core.identity.tables import Account
from core.mail.tables import OutboxMail
from core.mail.writing import TEMPLATES
from core.portal import Portal
from core.requests.queries import mails
from core.requests.resending import send_again
from tests.conftest import MovableClock
from tests.core.enrollment.conftest import by
from tests.core.enrollment.test_submission import complete
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    active,
    portal_for,
    practice,
    signing_for,
    themselves,
)

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
        (mails.LABELS["sign-agreement"], "amara@peaks.example"): "bounced",
        (mails.LABELS["sign-agreement"], "ben@peaks.example"): "sent",
    }
    await Signer.update({Signer.opened_at: clock()}).where(Signer.email == "ben@peaks.example")
    assert (await shown(number, by.account))[mails.LABELS["sign-agreement"], "ben@peaks.example"] == "opened"


async def test_what_is_still_waited_for_is_sent_again_and_nothing_else(
    database: Database, portal: Portal, by: Actor, clock
) -> None:
    enrollment = await starting.start(by=by)
    await complete(portal, enrollment, by)
    number = (await submit(portal, enrollment, by=by)).number
    listed = await mails.mails_of(number, by.account)
    (key,) = [each.again for each in listed if each.to == "amara@peaks.example"]
    clock.advance(minutes=1)
    await send_again(portal, number, key, by=by)
    assert await OutboxMail.count().where(OutboxMail.template == "sign-agreement-reminder") == 1
    assert len(await mails.mails_of(number, by.account)) == len(listed)

    await Signer.update({Signer.state: "signed"}).where(Signer.id == key)
    signed = [each for each in await mails.mails_of(number, by.account) if each.to == "amara@peaks.example"]
    assert {each.again for each in signed} == {None}
    with pytest.raises(Stale):
        await send_again(portal, number, key, by=by)
    stranger = Actor("person", uuid4(), "Someone")
    for number_, who in ((number, stranger), ("CS0009999", by)):
        with pytest.raises(NotFound):
            await send_again(portal, number_, key, by=who)


async def test_the_practice_does_not_learn_who_was_known_before(
    database: Database, portal: Portal, clock
) -> None:
    made = await active(portal, BEN, AMARA)
    amara = await account_of("amara@peaks.example")
    assert amara
    await rebind(amara.account, {Account.email: "elsewhere@other.example"})
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


def _beginning(*beginnings: str) -> set[str]:
    """The mails about reviews, misuse, unused access, whole practices and terms, which no request sends."""
    return {each.stem for each in TEMPLATES.glob("*.txt") if each.stem.startswith(beginnings)}


async def test_the_list_of_mails_names_every_kind_that_is_sent_about_a_request(
    database: Database, portal: Portal
) -> None:
    """Whatever is sent about a request, its agreement, its grants or its people stands in the list."""
    about_others = {"signing-code", "agreement-ended", *_beginning("join-")}
    # To support, and about who speaks for the practice from now on.
    about_others |= {"member-suspended", "part-change-begun", "part-change-ended", "part-passed"}
    about_others |= {"sponsor-asked", "sponsor-sought", "objection", "objection-decided", "backup-changed"}
    about_others |= {"change-decided", "changes-late", "removals-late"}
    about_others |= {*_beginning("review-", "misuse-", "unused", "group-")}
    about_others |= {"support-acted", *_beginning("address-", "authority-")}
    about_others |= {*_beginning("agreement-ends", "agreement-lapsed", "own-agreement-")}
    of_an_account = {"known-address", "unknown-address", "verify-address", "reset-password"}
    of_an_account |= {"security-notice", "staff-invitation", "staff-changed", "sign-in-helped"}
    # Who was taken for somebody of the practice: it must not learn who that is.
    of_strangers, parts = {"member-unlinked"}, {"closing", "digest"}
    named = {*mails.LABELS, *mails.WELCOME, *MANY, *MANY.values()}
    there = {file.stem for file in TEMPLATES.glob("*.txt")}
    assert there - named == about_others | of_an_account | of_strangers | parts
    assert named <= there and {*mails.LABELS}.isdisjoint({*MANY, *MANY.values()})


async def test_an_invitation_says_that_its_link_expired_or_leads_nowhere_any_more(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, signing = await practice(portal, BEN, AMARA, in_force=False), signing_for(portal)
    sent = await latest_of_request(made.request)
    assert sent
    amara = next(each for each in sent.signers if each.email == AMARA.email)
    await correct_address(signing, amara.id, "amara@new.example", by=ANALYST)
    listed = await shown(made.number, made.by.account)
    assert listed[mails.LABELS["sign-agreement"], AMARA.email] == "cancelled"
    assert listed[mails.LABELS["agreement-address-changed"], AMARA.email] == "waiting"
    clock.advance(days=60)
    await attend(signing, made.agreement)
    listed = await shown(made.number, made.by.account)
    assert listed[mails.LABELS["sign-agreement"], "amara@new.example"] == "expired"
    assert listed[mails.LABELS["agreement-expired"], BEN.email] == "waiting"


async def test_a_link_that_opens_an_account_says_when_its_time_is_over(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made = await active(portal, BEN, AMARA)
    administrator = (await themselves(made, "Ben")).account
    assert (await shown(made.number, administrator))["How to sign in", AMARA.email] == "waiting"
    copy = await OutboxMail.select().where(OutboxMail.template == "portal-ids-of-practice")
    assert [(each["recipient"], "Amara Okafor: aokafor" in each["text"]) for each in copy] == [
        (BEN.email, True)
    ]
    assert "/pick-up/" not in copy[0]["text"]
    clock.advance(days=60)
    assert (await shown(made.number, administrator))["How to sign in", AMARA.email] == "unopened"


@pytest.mark.both_databases
async def test_an_account_that_somebody_else_wrote_is_no_line_and_stops_nothing(
    database: Database, portal: Portal, clock
) -> None:
    made = await active(portal, BEN, AMARA)
    assert ("How to sign in", AMARA.email) in await shown(made.number, made.by.account)
    await Account.update({Account.staff_roles: "analyst"}).where(Account.email_key == AMARA.email)
    person = await Member.select(Member.person).where(Member.id == made.members["Amara"]).first()
    assert person

    assert ("How to sign in", AMARA.email) not in await shown(made.number, made.by.account)
    assert await welcomes(portal, [person["person"]]) == {}
    with pytest.raises(Stale):
        await send_again(portal, made.number, person["person"], by=made.by)
