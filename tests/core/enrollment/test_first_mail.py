"""The first mail of a new person brings their getting-started guide, over a real mail server."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from core.access import actions
from core.activation import identifying
from core.activation.actions import activate_group
from core.database import Database
from core.groups.tables import Member
from core.guides.queries import reader_of_account, readers_of
from core.identity.tables import Person
from core.mail.smtp import MailServer
from core.mail.tables import OutboxMail
from core.mail.worker import MailWorker
from tests.core.guides.conftest import Words, words
from tests.core.mail.test_attachments import attached_to
from tests.mail_server import PostOffice, Received
from tests.practices import AMARA, ANALYST, BEN, KEYS, ROSA, active, check_credentials, portal_for, practice

__all__ = ["words"]
PORTAL = portal_for()


@pytest.fixture
async def delivered(smtp: PostOffice) -> AsyncIterator[MailWorker]:
    yield MailWorker(PORTAL.mail, MailServer("127.0.0.1", smtp.port, starttls=False, seconds=20))


async def _all(worker: MailWorker) -> None:
    while await worker.deliver_due():
        pass


def _first(smtp: PostOffice, to: str) -> Received:
    (mail,) = [each for each in smtp.to(to) if "Welcome" in each.subject]
    return mail


async def test_the_guide_arrives_opens_and_is_about_the_person(
    database: Database, smtp: PostOffice, delivered: MailWorker, words: Words
) -> None:
    await active(PORTAL, BEN, AMARA, name="Desert Peaks")
    await _all(delivered)

    name, kind, pdf = attached_to(_first(smtp, AMARA.email))
    said = words(pdf)
    assert (name, kind) == ("Getting started.pdf", "application/pdf")
    assert all(part in said for part in ("Amara Okafor", "aokafor", "Desert Peaks", "PACS Synapse"))
    assert "Ben" not in said and "Qventus" not in said.partition("Rules of use")[0]
    assert "Getting started" in _first(smtp, AMARA.email).text
    others = [each for each in smtp.to(AMARA.email) if each.subject != _first(smtp, AMARA.email).subject]
    assert len(others) == 4 and not any(list(each.message.iter_attachments()) for each in others)


async def test_the_welcome_says_for_whom_and_what_is_on_its_way(
    database: Database, smtp: PostOffice, delivered: MailWorker
) -> None:
    await active(PORTAL, BEN, AMARA, name="Desert Peaks")
    await _all(delivered)

    mail = _first(smtp, AMARA.email)
    assert mail.subject == "Welcome to Clinical Connectivity, Amara Okafor"
    said = mail.text.replace("\r", "")
    assert "your work at Desert Peaks:\n\n    aokafor\n" in said and "Open your account" not in said
    assert "- PACS Synapse, usually within 3 business days" in said and "work now" not in said
    opens = next(each for each in smtp.to(AMARA.email) if "/pick-up/" in each.link)
    assert "An account is ready for Amara Okafor." in opens.text and "aokafor" not in opens.text


async def test_no_secret_and_no_link_that_works_once_is_in_it(
    database: Database, smtp: PostOffice, delivered: MailWorker, words: Words
) -> None:
    await active(PORTAL, BEN, AMARA)
    stored = await OutboxMail.select(OutboxMail.attachment).where(OutboxMail.attachment != "")
    await _all(delivered)

    for each in stored:
        assert "/pick-up/" not in each["attachment"] and "/not-me/" not in each["attachment"]
    token = next(each.link for each in smtp.to(AMARA.email) if "/pick-up/" in each.link).rpartition("/")[2]
    assert token not in words(attached_to(_first(smtp, AMARA.email))[2])
    assert await OutboxMail.count().where(OutboxMail.attachment != "") == 0


@pytest.mark.parametrize("name", ["#panic() $x$ *b* <a>", 'Zoë \\ " 山 שלום 🩺', "N" * 100])
async def test_names_of_any_kind_do_no_harm(
    database: Database, smtp: PostOffice, delivered: MailWorker, words: Words, name: str
) -> None:
    made = await practice(PORTAL, BEN, AMARA, name=name)
    # Written by hand: the forms take no such names of people.
    names = {Member.first_name: name[:60], Member.last_name: name[:100]}
    await Member.update(names).where(Member.id == made.members["Amara"])
    await check_credentials(PORTAL, made)
    await activate_group(PORTAL, KEYS, made.group, by=ANALYST)
    await _all(delivered)

    said = words(attached_to(_first(smtp, AMARA.email))[2])
    assert all(part in said for part in name[:60].split() if part.isascii() and len(part) < 40)


async def test_what_was_declined_is_not_in_the_guide(database: Database) -> None:
    made = await practice(PORTAL, BEN, ROSA, AMARA)
    await check_credentials(PORTAL, made, not_valid=["Amara"])
    await activate_group(PORTAL, KEYS, made.group, by=ANALYST)
    member = await Member.select(Member.person).where(Member.id == made.members["Amara"]).first()

    (mail,) = await OutboxMail.select().where(
        OutboxMail.recipient == AMARA.email, OutboxMail.template == "portal-id"
    )
    assert "Nothing has been requested for you yet." in mail["attachment"]
    assert "Nobody requested an application for you yet." in mail["text"]
    assert (await readers_of([member["person"]]))[member["person"]].asked == ()


async def test_who_is_known_already_gets_no_guide_by_mail_but_one_to_read(database: Database) -> None:
    await active(PORTAL, BEN, AMARA)
    made = await active(
        PORTAL, replace(BEN, email="olga@valley.example"), replace(AMARA, wants=("iecg",)), name="Valley"
    )
    person = await Person.select().where(Person.email_key == AMARA.email).first()
    before = await reader_of_account(person["account"])
    await identifying.confirm(PORTAL, made.members["Amara"], by=ANALYST)

    assert before.groups == ("Peaks",), "nobody learns of a group before they belong to it"
    after = await reader_of_account(person["account"])
    assert after.groups == ("Peaks", "Valley")
    assert [(each.slug, each.groups) for each in after.asked] == [
        ("cerner", ("Peaks",)), ("iecg", ("Valley",)), ("pacs", ("Peaks",)),
    ]  # fmt: skip
    known = await OutboxMail.select().where(OutboxMail.template == "portal-id-known")
    assert [each["attachment"] for each in known] == [""]


async def test_the_person_is_led_to_the_guide_when_access_works_and_the_administrator_to_the_request(
    database: Database,
) -> None:
    made = await active(PORTAL, BEN, AMARA)
    await actions.activate(PORTAL, made.grants["Amara", "cerner"], "aokafor", by=ANALYST)
    told = await OutboxMail.select().where(OutboxMail.template.like("access-active%"))
    texts = {each["recipient"]: each["text"] for each in told}

    assert "/my-applications" in texts[AMARA.email] and "/getting-started" in texts[AMARA.email]
    assert "/requests" in texts[BEN.email] and "/getting-started" not in texts[BEN.email]
