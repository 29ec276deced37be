"""A deployment with cheap passwords, people in it, and what their mails say."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest

from core import binding
from core.actor import Actor
from core.database import Database
from core.identity import Identity
from core.identity.actions import Person, create_account
from core.mail.tables import OutboxMail
from core.settings import Settings
from core.site import find_site, load_site

PASSWORD = "kettle orchard violin sparrow"
ADA = Person("Ada", "Okafor", "ada@practice.example", "+16025550123", "12")
SOMEBODY = Actor("person", None, "A visitor", address="203.0.113.7", agent="Firefox")
SITE = load_site(find_site("careconnect"))


def settings(**given: object) -> Settings:
    secrets = {"secret_key": "k3y-" * 16, "pepper": "p3pper-" * 8}
    return Settings(**{**secrets, "cheap_passwords": True, **given})


@pytest.fixture
def identity(database: Database) -> Iterator[Identity]:
    opened = Identity.open(settings(), SITE)
    yield opened
    opened.close()


@pytest.fixture
async def ada(identity: Identity) -> UUID:
    """An account with proved address and second factor."""
    return await create_account(identity, ADA, PASSWORD, by=SOMEBODY)


async def last_mail(to: str = ADA.email) -> str:
    rows = await OutboxMail.select().where(OutboxMail.recipient == to).order_by(OutboxMail.queued_at)
    return f"{rows[-1]['template']}\n{rows[-1]['text']}"


def link_in(mail: str, beginning: str) -> str:
    found = re.search(rf"{beginning}/([\w-]+)", mail)
    assert found, mail
    return found[1]


def code_in(mail: str) -> str:
    found = re.search(r"^    (\S+)$", mail, re.MULTILINE)
    assert found, mail
    return found[1]


@pytest.fixture(autouse=True)
def our_keys_before_and_afterwards(identity: Identity):
    binding.use(identity.keys)
    yield
    binding.use(identity.keys)
