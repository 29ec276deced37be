"""Agreements of a group that wait: for what they are signed, and from whom a signature is missing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from core.agreements.queries import binding
from core.agreements.records import Purpose
from core.agreements.tables import Agreement, Signer


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
