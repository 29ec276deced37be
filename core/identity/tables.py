"""What is stored about people who sign in."""

from typing import Any

from piccolo.columns import JSON, UUID, BigInt, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4

from core.database import OwnTable


class Account(OwnTable, tablename="account"):
    """A person who proved an address.

    `email_key` is the address in the one spelling that is compared. `locked_at` is set when the person
    said "this was not me": the password counts for nothing until a new one is chosen. `staff_roles` says what
    somebody who works for the site may do, and is empty for everybody else: an account is one or the other.
    `password_hash` is empty until an account that was made for somebody is picked up. `factor_due_at` is set
    when the second factor has to be registered anew. `keys_off` says that single keys do nothing on pages of
    theirs. `binding` holds the rest together: see `bound.py`.
    """

    id = UUID(primary_key=True, default=UUID4())
    email_key = Varchar(length=254, unique=True)
    email = Varchar(length=254)
    first_name = Varchar(length=60)
    last_name = Varchar(length=60)
    phone = Varchar(length=20)
    extension = Varchar(length=7)
    password_hash = Text()
    created_at = Timestamptz()
    locked_at = Timestamptz(null=True, default=None)
    disabled_at = Timestamptz(null=True, default=None)
    staff_roles = Varchar(length=400, index=True)
    factor_due_at = Timestamptz(null=True, default=None)
    binding = Varchar(length=64)
    keys_off = Boolean(default=False)


class Person(OwnTable, tablename="person"):
    """One human, however many groups they are in, from the moment they register or are named by a group.

    `portal_id` is their personal login name, null until a group they are in becomes active. `upn` is that
    name with the site's domain, or null where the site has none. `identifier` is slug and value of the number
    that tells them apart, as `npi:1234567893`, and null for people who have none.
    """

    id = UUID(primary_key=True, default=UUID4())
    portal_id = Varchar(length=64, unique=True, null=True, default=None)
    upn = Varchar(length=254, unique=True, null=True, default=None)
    account = UUID(unique=True)
    email_key = Varchar(length=254, unique=True)
    identifier = Varchar(length=100, unique=True, null=True, default=None)
    first_name = Varchar(length=100)
    last_name = Varchar(length=100)
    made_at = Timestamptz()


class StaffChange(OwnTable, tablename="staff_change"):
    """What one person proposes about the roles of another, and a second one confirms.

    `roles` are all that they would have, and none when they are to leave. `state` is `proposed`, `confirmed`,
    `withdrawn` or `lapsed`. `open_for` is the address in its one spelling while the proposal waits.
    """

    id = UUID(primary_key=True, default=UUID4())
    open_for = Varchar(length=254, null=True, default=None, unique=True)
    email = Varchar(length=254)
    first_name = Varchar(length=60)
    last_name = Varchar(length=60)
    roles = Varchar(length=400)
    reason = Varchar(length=500)
    state = Varchar(length=10)
    asked_by = UUID(null=True, default=None)
    asked_name = Varchar(length=200)
    asked_at = Timestamptz()
    until = Timestamptz()
    decided_name = Varchar(length=200)
    decided_at = Timestamptz(null=True, default=None)


class PortalIdCount(OwnTable, tablename="portal_id_count"):
    """How many personal login names were given out, in one row that is locked while the next are made."""

    id = Integer(primary_key=True)
    given = BigInt()


class Acceptance(OwnTable, tablename="policy_acceptance"):
    """That a person accepted one version of one text, and when."""

    id = UUID(primary_key=True, default=UUID4())
    account: ForeignKey[Account] = ForeignKey(Account, null=False, index=True)
    text = Varchar(length=40)
    version = Varchar(length=40)
    accepted_at = Timestamptz()


class AccountSession(OwnTable, tablename="account_session"):
    """One sign-in; the token the browser keeps is stored only as its SHA-256.

    `binding` holds the row together, with a key that is not in the database.
    `level` is `password` until the second factor is given, then `full`. Ended sessions are kept for a
    while, so that a sign-in from a new place can be told from a usual one. `password_at` and `fresh_at` say
    when the password and the second factor were last given in it. `texts_due` while its owner has
    not accepted the texts that everybody accepts as they are now.
    """

    id = UUID(primary_key=True, default=UUID4())
    account: ForeignKey[Account] = ForeignKey(Account, null=False, index=True)
    token_hash = Varchar(length=64, unique=True)
    level = Varchar(length=10)
    started_at = Timestamptz()
    seen_at = Timestamptz()
    ends_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    address = Varchar(length=64)
    agent = Varchar(length=400)
    password_at = Timestamptz()
    fresh_at = Timestamptz(null=True, default=None)
    binding = Varchar(length=64)
    texts_due = Boolean(default=False)


class MailProof(OwnTable, tablename="mail_proof"):
    """Something a person may do once because a mail reached them; its keys are stored only as hashes.

    `binding` holds the row together, with a key that is not in the database.
    The id is the reference in the address of the page where the code of the mail is typed. `link` and
    `code` both use it up; `denial` is the key of "this was not me". `subject` is what it is about where that
    is no account.
    """

    id = UUID(primary_key=True, default=UUID4())
    purpose = Varchar(length=20)
    account = UUID(null=True, default=None, index=True)
    subject = UUID(null=True, default=None, index=True)
    email = Varchar(length=254)
    link = Varchar(length=64, unique=True)
    code = Varchar(length=64)
    denial = Varchar(length=64, unique=True)
    tries = Integer(default=0)
    expires_at = Timestamptz(index=True)
    used_at = Timestamptz(null=True, default=None)
    details: JSON | Any = JSON(default="{}")
    binding = Varchar(length=64)


class KeptForm(OwnTable, tablename="kept_form"):
    """What somebody typed whose session was over, or who has to prove first that it is them.

    It is sealed for the same account, and for the session where that goes on.
    """

    id = UUID(primary_key=True, default=UUID4())
    account = UUID(index=True)
    sealed = Text()
    until = Timestamptz(index=True)


class AttemptCount(OwnTable, tablename="attempt_count"):
    """How often something was tried since `started` (milliseconds of the epoch)."""

    key = Varchar(length=120, primary_key=True)
    started = BigInt(index=True)
    spent = BigInt()


class SolvedPuzzle(OwnTable, tablename="solved_puzzle"):
    """A proof of work that was handed in; it is never taken again."""

    nonce = Varchar(length=64, primary_key=True)
    expires = BigInt(index=True)
