"""Agreements of a group that wait: for what they are signed, and from whom a signature is missing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from core.agreements.records import Purpose
from core.agreements.tables import Agreement, Signer
from core.agreements.whom import binding


async def to_be_signed_at(group: UUID, addresses: Collection[str]) -> list[UUID]:
    """List the open agreements of a group whose signatures are waited for from one of these addresses."""
    agreement: Any = Signer.agreement
    theirs = (agreement.group == group) & agreement.open_for.is_not_null()
    asked = theirs & (Signer.state == "asked") & Signer.email.is_in([*addresses])
    rows = await Signer.select(Signer.agreement).where(asked)
    return [row["agreement"] for row in rows]


async def open_purposes(group: UUID) -> frozenset[Purpose]:
    """Tell for what agreements of a group are open, without those of its members."""
    open_ones = binding(group) & Agreement.open_for.is_not_null()
    rows = await Agreement.select(Agreement.purpose).where(open_ones)
    return frozenset(row["purpose"] for row in rows)


async def signed_counts(requests: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """Count for each request the signatures its open agreement has, and those it needs; one statement."""
    agreement: Any = Signer.agreement
    # The agreements come first, by their index: SQLite would otherwise read every signer there is.
    theirs = Agreement.select(Agreement.id).where(
        Agreement.request.is_in(requests), Agreement.open_for.is_not_null()
    )
    rows = await Signer.select(Signer.state, agreement.request.as_alias("request")).where(
        Signer.agreement.is_in(theirs)
    )
    found: dict[UUID, tuple[int, int]] = {}
    for row in rows:
        signed, all_ = found.get(row["request"], (0, 0))
        found[row["request"]] = (signed + (row["state"] == "signed"), all_ + 1)
    return found
