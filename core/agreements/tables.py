"""What is stored of agreements: the frozen text, those who sign it, their links, and the sealed document."""

from piccolo.columns import JSON, UUID, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.binding import Binding
from core.database import OwnTable
from core.database.leases import Work

# With the address of the signer: a link or visit of an address that was corrected stays one of that address.
LINK = Binding("signing link", ("id", "signer", "email", "purpose", "token_hash", "expires_at"))
VISIT = Binding(
    "signing visit", ("id", "signer", "email", "purpose", "token_hash", "code_hash", "proved_at", "until")
)


class Agreement(OwnTable, tablename="agreement"):
    """One agreement sent to one group.

    `content` is everything the signers read, frozen when it goes out, and `text_hash` the digest of that.
    `purpose` says why it is signed. `open_for` holds group and purpose together until it is in force or has
    ended otherwise: a group has one open agreement of a purpose at a time. One that a `member` signs for
    themselves binds only them; `open_for` then names the member. `contact` is the address that is
    told what becomes of it. Its term ends at `ends_at`; it binds until `binds_until`, which is later where
    the site gives grace with access. `notices` counts those that were sent of the end of its term.
    """

    id = UUID(primary_key=True, default=UUID4())
    group = UUID(index=True, default=None)
    member = UUID(null=True, default=None, index=True)
    purpose = Varchar(length=12)
    open_for = Varchar(length=60, null=True, default=None, unique=True)
    request = UUID(null=True, default=None, index=True)
    slug = Varchar(length=60)
    version = Varchar(length=40)
    content = JSON(default="{}")
    text_hash = Varchar(length=64)
    state = Varchar(length=12)
    contact = Varchar(length=254)
    sent_at = Timestamptz()
    reminders = Integer(default=0)
    expires_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    in_force_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    binds_until = Timestamptz(null=True, default=None)
    notices = Integer(default=0)
    reason = Text()
    follows = UUID(null=True, default=None, index=True)


class Signer(OwnTable, tablename="agreement_signer"):
    """Somebody who signs, in one part or in two; name and part never change after sending.

    `signature` is the typed name, or the drawn lines as JSON. `address` and `agent` are the network address
    and browser of the signature itself; the trail has those of every step before.
    """

    id = UUID(primary_key=True, default=UUID4())
    agreement = ForeignKey(Agreement, on_delete=OnDelete.cascade, null=False, index=True)
    position = Integer()
    roles = JSON(default="[]")
    name = Varchar(length=200)
    email = Varchar(length=254, index=True)
    state = Varchar(length=12)
    corrected = Boolean(default=False)
    sent_at = Timestamptz()
    opened_at = Timestamptz(null=True, default=None)
    proved_at = Timestamptz(null=True, default=None)
    read_at = Timestamptz(null=True, default=None)
    consented_at = Timestamptz(null=True, default=None)
    signed_at = Timestamptz(null=True, default=None)
    declined_at = Timestamptz(null=True, default=None)
    consent_version = Varchar(length=40)
    read_hash = Varchar(length=64)
    signed_hash = Varchar(length=64)
    signature_kind = Varchar(length=10)
    signature = Text()
    address = Varchar(length=64)
    agent = Varchar(length=400)
    reason = Text()


class SignerLink(OwnTable, tablename="agreement_link"):
    """One personal link; only its hash is kept, held together by `binding`. `purpose` is `sign` or `copy`."""

    id = UUID(primary_key=True, default=UUID4())
    signer = ForeignKey(Signer, on_delete=OnDelete.cascade, null=False, index=True)
    purpose = Varchar(length=10)
    token_hash = Varchar(length=64, unique=True)
    made_at = Timestamptz()
    expires_at = Timestamptz()
    replaced_at = Timestamptz(null=True, default=None)
    binding = Varchar(length=64)


class SignerVisit(OwnTable, tablename="agreement_visit"):
    """One browser in which a link was used, with the code that proves the address; both only as hashes.

    Until it is proved, it lasts as long as the code.
    """

    id = UUID(primary_key=True, default=UUID4())
    signer = ForeignKey(Signer, on_delete=OnDelete.cascade, null=False, index=True)
    purpose = Varchar(length=10)
    token_hash = Varchar(length=64, unique=True)
    code_hash = Varchar(length=64)
    tries = Integer(default=0)
    made_at = Timestamptz()
    proved_at = Timestamptz(null=True, default=None)
    until = Timestamptz()
    binding = Varchar(length=64)


class SealedAgreement(OwnTable, tablename="agreement_sealed"):
    """The finished document, as every signer gets it, and the SHA-256 of its bytes."""

    id = UUID(primary_key=True, default=UUID4())
    agreement = ForeignKey(Agreement, on_delete=OnDelete.cascade, null=False, unique=True)
    pdf = Bytea()
    sha256 = Varchar(length=64, unique=True)
    sealed_at = Timestamptz()


class AgreementWork(Work, tablename="agreement_work"):
    """When somebody has to look at an agreement next: to remind, to end, to seal."""

    agreement = ForeignKey(Agreement, on_delete=OnDelete.cascade, null=False, unique=True)
