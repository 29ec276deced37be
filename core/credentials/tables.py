"""What is stored about credentials: what registers said, what staff decided, how an address was proved."""

from __future__ import annotations

from piccolo.columns import JSON, UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4

from core.database import OwnTable
from core.groups.tables import Member


class CredentialDecision(OwnTable, tablename="credential_decision"):
    """What somebody decided about a person's credentials; `about` is what they were at that time.

    Every decision is kept. The newest counts, as long as nothing it was about has changed.
    """

    id = UUID(primary_key=True, default=UUID4())
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    decision = Varchar(length=10)
    reason = Varchar(length=500)
    about = JSON(default="{}")
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    at = Timestamptz()


class SponsorAddress(OwnTable, tablename="address_proof"):
    """How the address that a practice gave for its sponsor was proved, through an older channel.

    Every proof is kept. The newest one counts, as long as the sponsor is asked to sign at that address.
    """

    id = UUID(primary_key=True, default=UUID4())
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    address = Varchar(length=254)
    how = Varchar(length=20)
    seen = Varchar(length=300)
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    at = Timestamptz()


class CredentialFinding(OwnTable, tablename="credential_finding"):
    """What a register said about a person's credentials, as they were then."""

    id = UUID(primary_key=True, default=UUID4())
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    register = Varchar(length=60)
    outcome = Varchar(length=20)
    words = Varchar(length=500)
    about = JSON(default="{}")
    at = Timestamptz()
